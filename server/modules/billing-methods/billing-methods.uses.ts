/** What charges a billing method by itself: a module that has such things (recurring invoices, scheduled payments) adds a line in modules/index.ts. */
import type { Db } from '#server/db/database.ts'

export type BillingMethodUse = {
  /** `recurring invoice`. */
  what: string
  /** How many there are, by method. */
  count(db: Db, billingMethodIds: readonly number[]): Promise<ReadonlyMap<number, number>>
  /** A method was replaced: what charged the old one charges the new one. */
  move(db: Db, fromId: number, toId: number): Promise<void>
}
export type BillingMethodUses = readonly BillingMethodUse[]
