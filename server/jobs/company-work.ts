/** The transactions of a job: on behalf of a company, and of none of its users. */
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft, Origin } from '#server/db/history-draft.ts'

/** What the work of a job writes in History comes from the job itself, or from the provider that it asked. */
export const fromJob: Origin = { source: 'job', address: '', requestId: '' }
export const fromProvider: Origin = { source: 'integration', address: '', requestId: '' }

export type CompanyTx = <T>(work: (db: Db, history: HistoryDraft) => Promise<T>) => Promise<T>

/** `const tx = asCompany(database, companyId, fromJob)`: each `tx(work)` is one transaction. */
export const asCompany =
  (database: Database, companyId: number, origin: Origin): CompanyTx =>
  (work) =>
    database.transaction({ of: 'company', companyId, userId: null }, origin, (db, _actor, history) =>
      work(db, history),
    )
