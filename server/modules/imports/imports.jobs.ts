/**
 * A check or a run at work. Batches of rows are written in transactions of the user who asked, with what that user may do by
 * then; what became of the rows, and the mark of how far the work is, are committed with them. Whatever dies is taken up
 * at the mark, so that every row is written once. A check does the same and commits nothing but its findings.
 */
import { z } from 'zod'
import { fail, KeyholderError } from '#shared/errors.ts'
import { importKeepDays, importKinds, isRecordKind, nameKey } from '#shared/rules/imports.ts'
import { dayMs } from '#shared/time.ts'
import { findActor } from '#server/db/acting.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft, Origin } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { collectGarbage } from '#server/platform/heap.ts'
import type { AfterSave } from '../customers/customers.service.ts'
import { notify } from '../notifications/notifications.service.ts'
import { importBelongings } from './imports.belongings.ts'
import { readRecords } from './imports.file.ts'
import * as queries from './imports.queries.ts'
import { type Done, importRecords, type Row } from './imports.records.ts'
import { columnNames, topicOf } from './imports.service.ts'
import { textsOf } from './imports.values.ts'

const payload = z.object({ companyId: z.number(), importId: z.number() })

/** A job works so long and leaves the rest to the next, so that a server that stops need not wait for an hour. */
const sliceMs = 15_000
/** New records go together; what is saved one by one holds its locks no longer than a breath. */
const rowsAtOnce = { together: 200, oneByOne: 50 }
const mostMissing = 200
/** Some 50 MB of garbage, of which the process would else keep several times as much (PERF-007). */
const rowsBetweenCleanings = 1_500

class RolledBack extends Error {}

export function importTasks(database: Database, now: () => Date, afterSave: AfterSave): Record<string, Task> {
  const go: Task = async (raw) => {
    const { companyId, importId } = payload.parse(raw)
    const found = await asCompany(database, companyId, fromJob)((db) => queries.findImport(db, importId))
    if (!found?.storage_key || (found.state !== 'checking' && found.state !== 'running')) return
    const work = new Work(database, companyId, found, now, afterSave)
    try {
      await work.goOn()
    } catch (error) {
      if (!(error instanceof KeyholderError)) throw error // of ours: the queue tries again
      await work.end('failed', error.message)
    }
  }
  /** Erases the file of an import that ended, or was uploaded and left, long ago; what became of its rows stays. */
  const purge: Task = async (raw) => {
    const { companyId, importId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    const key = await tx(async (db) => {
      const found = await queries.findImport(db, importId, true)
      const since = (found?.finished_at ?? found?.created_at)?.getTime() ?? 0
      const busy = found?.state === 'checking' || found?.state === 'running'
      if (!found?.storage_key || busy || since > now().getTime() - importKeepDays * dayMs) return null
      await queries.updateImport(db, importId, { storage_key: null })
      return found.storage_key
    })
    if (key) await fileStore().remove(companyId, key)
  }
  return { 'imports.go': go, 'imports.purge': purge }
}

class Work {
  readonly #database: Database
  readonly #companyId: number
  readonly #import: queries.ImportRecord
  readonly #now: () => Date
  readonly #afterSave: AfterSave
  readonly #dry: boolean
  readonly #pending = new Set<string>()
  readonly #missing: Map<string, queries.Missing>
  readonly #nameOf: (target: string) => string

  constructor(
    database: Database,
    companyId: number,
    found: queries.ImportRecord,
    now: () => Date,
    afterSave: AfterSave,
  ) {
    this.#database = database
    this.#companyId = companyId
    this.#import = found
    this.#now = now
    this.#afterSave = afterSave
    this.#dry = found.state === 'checking'
    this.#nameOf = columnNames(found)
    this.#missing = new Map(found.missing.map((one) => [`${one.target} ${nameKey(one.value)}`, one]))
  }

  async goOn(): Promise<void> {
    const { choices, position, kind } = this.#import
    const together = isRecordKind(kind) && (choices?.matchBy === 'none' || choices?.onMatch === 'skip')
    const size = together ? rowsAtOnce.together : rowsAtOnce.oneByOne
    const until = performance.now() + sliceMs
    const format = { ...this.#import, key: this.#import.storage_key! }
    let at = position
    let number = -1 // the headings
    let rows: { number: number; cells: string[] }[] = []
    let cleanAt = 0
    for await (const cells of readRecords(this.#companyId, format)) {
      number += 1
      if (number <= position || number === 0) continue
      rows.push({ number, cells })
      if (rows.length < size) continue
      if (!(await this.#batch(rows, at))) return
      at = number
      rows = []
      if (number >= cleanAt) {
        collectGarbage()
        cleanAt = number + rowsBetweenCleanings
      }
      if (performance.now() > until)
        return this.#tx(null, fromJob, (db) => queries.addImportJob(db, this.#import.id))
    }
    if (rows.length && !(await this.#batch(rows, at))) return
    await this.end(this.#dry ? 'checked' : 'done', null)
  }

  /** @returns whether the work goes on: somebody may have canceled it, or another worker be at it */
  async #batch(raw: readonly { number: number; cells: string[] }[], from: number): Promise<boolean> {
    const to = raw.at(-1)!.number
    const filled = raw.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    const rows = filled.map(({ number, cells }) => ({
      number,
      texts: textsOf(this.#import.choices!, cells),
    }))
    try {
      const goes = this.#dry ? await this.#check(rows, from, to) : await this.#run(rows, from, to)
      this.#database.tell(this.#companyId, topicOf(this.#import.id))
      return goes
    } catch (error) {
      // One row that the database does not take must not hold up the others.
      if (!isOfTheRow(error)) throw error
      if (raw.length === 1) return this.#refuse(raw[0]!.number, from)
      let at = from
      for (const one of raw) {
        if (!(await this.#batch([one], at))) return false
        at = one.number
      }
      return true
    }
  }

  async #run(rows: readonly Row[], from: number, to: number): Promise<boolean> {
    const { id } = this.#import
    return this.#tx(
      this.#import.user_id,
      { source: 'import', address: '', requestId: `import ${id}` },
      async (db, history) => {
        const done = await this.#work(db, history, rows)
        // From here on the database tells.
        this.#pending.clear()
        if (!(await this.#note(db, done, from, to))) throw new RolledBack()
        await queries.insertRows(db, id, done.map(this.#outcome))
        return true
      },
    ).catch(notWanted)
  }

  async #check(rows: readonly Row[], from: number, to: number): Promise<boolean> {
    let done: Done[] = []
    await this.#tx(this.#import.user_id, fromJob, async (db, history) => {
      done = await this.#work(db, history, rows)
      throw new RolledBack()
    }).catch(notWanted)
    const refused = done.filter(({ outcome }) => outcome === 'refused')
    return this.#tx(null, fromJob, async (db) => {
      if (!(await this.#note(db, done, from, to))) return false
      await queries.insertRows(db, this.#import.id, refused.map(this.#outcome))
      return true
    })
  }

  async #work(db: Db, history: HistoryDraft, rows: readonly Row[]): Promise<Done[]> {
    const actor = (await findActor(db)) ?? fail('access.signed_out')
    if (!actor.grants.anywhere.has('imports.yes')) fail('imports.permission_ended')
    const ctx: Ctx = { actor, now: this.#now(), origin: fromJob, history }
    const { kind, choices, id } = this.#import
    if (!isRecordKind(kind)) return importBelongings(ctx, db, { kind, choices: choices!, rows })
    const [pending, afterSave] = [this.#pending, this.#afterSave]
    return importRecords(ctx, db, {
      ...{ kind, importId: id, choices: choices!, rows, dry: this.#dry, pending, afterSave },
    })
  }

  /** Moves the mark on with what became of the rows. @returns whether it stood where it was expected */
  #note(db: Db, done: readonly Done[], from: number, to: number): Promise<boolean> {
    const count = (outcome: Done['outcome']) => done.filter((row) => row.outcome === outcome).length
    const unknown = done.flatMap((row) => row.unknown ?? [])
    for (const { target, value } of unknown) {
      const key = `${target} ${nameKey(value)}`
      const known = this.#missing.get(key)
      if (known) known.count += 1
      else if (this.#missing.size < mostMissing) this.#missing.set(key, { target, value, count: 1 })
    }
    const missing = unknown.length
      ? [...this.#missing.values()].sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
      : null
    const counts = {
      created: count('created'),
      updated: count('updated'),
      skipped: count('skipped'),
      refused: count('refused'),
    }
    return queries.advance(db, this.#import.id, this.#import.state, from, to, counts, missing)
  }

  readonly #outcome = ({ number, outcome, customerId, errors }: Done): queries.RowOutcome => {
    return {
      ...{ number, outcome, customerId },
      errors: errors.map(({ target, message }) => ({ column: this.#nameOf(target), message })),
    }
  }

  async #refuse(number: number, from: number): Promise<boolean> {
    const done: Done = {
      ...{ number, outcome: 'refused', customerId: null },
      errors: [{ target: '', message: 'It could not be stored: a value is longer or other than it may be' }],
    }
    return this.#tx(null, fromJob, async (db) => {
      if (!(await this.#note(db, [done], from, number))) return false
      await queries.insertRows(db, this.#import.id, [this.#outcome(done)])
      return true
    })
  }

  async end(state: 'checked' | 'done' | 'failed', failure: string | null): Promise<void> {
    const { id, kind, file_name } = this.#import
    const at = this.#now()
    await this.#tx(null, fromJob, async (db, history) => {
      const now = await queries.findImport(db, id, true)
      if (now?.state !== this.#import.state) return
      // A check that could not be made leaves the import as it was, with the reason.
      await queries.updateImport(db, id, {
        ...{ state: this.#dry && state === 'failed' ? 'new' : state, failure, finished_at: at },
      })
      await queries.addPurgeJob(db, id, new Date(at.getTime() + importKeepDays * dayMs))
      if (this.#dry) return
      const { created, updated, skipped, refused } = now
      history.add({
        event: state === 'failed' ? 'imports.failed' : 'imports.finished',
        entity: 'data_import',
        entityId: id,
        detail: {
          ...{ name: file_name, kind: importKinds[kind].toLowerCase(), reason: failure ?? '' },
          ...{ created, updated, skipped, refused },
        },
      })
      await notify(db, {
        kind: 'import_ended',
        userIds: [now.user_id],
        dataImportId: id,
        customerId: null,
        byUserId: null,
        at,
      })
    })
    this.#database.tell(this.#companyId, topicOf(id))
  }

  #tx<T>(
    userId: number | null,
    origin: Origin,
    work: (db: Db, history: HistoryDraft) => Promise<T>,
  ): Promise<T> {
    const companyId = this.#companyId
    return this.#database.transaction({ of: 'company', companyId, userId }, origin, (db, _actor, history) =>
      work(db, history),
    )
  }
}

const notWanted = (error: unknown): false => {
  if (error instanceof RolledBack) return false
  throw error
}

/** PostgreSQL's classes of errors that are in the values: 22 data exception, 23 integrity, 54 program limit. */
const isOfTheRow = (error: unknown): boolean => /^(22|23|54)/.test((error as { code?: string }).code ?? '')
