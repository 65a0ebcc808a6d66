/**
 * What other modules keep for a customer, as far as archiving, deleting and duplicating a record must know it. Each
 * module exports its part from its service; modules/index.ts hands the list to customers. Rows of a part refer to their
 * customer `on delete cascade`, so that deleting needs nothing here but what must be refused.
 */
import type { Permission } from '#shared/permissions.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'

/** Something that archiving a customer will end, counted: `{ customerId: 7, what: 'recurring invoice', count: 2 }`. */
export type ArchiveEffect = { customerId: number; what: string; count: number }

/** What stays although one might think that archiving ends it: the link to a station. A whole sentence for the dialog. */
export type ArchiveStay = { customerId: number; sentence: string }

export type CustomerPart = {
  /** The module's name. */
  key: string
  archive?: {
    /** What would be ended for these customers, now. Effects of count 0 are left out. */
    listEffects(db: Db, customerIds: readonly number[]): Promise<ArchiveEffect[]>
    listStays?(db: Db, customerIds: readonly number[]): Promise<ArchiveStay[]>
    /** Ends it, in the archiving transaction, and drafts the history of it. */
    end(ctx: Ctx, db: Db, customerIds: readonly number[]): Promise<void>
  }
  delete?: {
    /** Runs before the record is deleted, in its transaction; throws to refuse. */
    prepare(ctx: Ctx, db: Db, customerId: number): Promise<void>
  }
  duplicate?: {
    /** As the dialog lists it: "Contacts". */
    label: string
    /** What one must hold at the record's location to have it copied. */
    permission: Permission
    /** Copies to the new record, drafts the history of it; returns how many rows. */
    copy(ctx: Ctx, db: Db, fromId: number, toId: number): Promise<number>
  }
}
