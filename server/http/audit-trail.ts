/**
 * The company's audit trail (ADM-013): who was refused for want of a permission, and who was sent confidential values
 * unmasked. It is written behind the answers, some at a time, so that opening a record stays one round trip.
 *
 * What a crash may lose: nothing that a killed process had answered. Each line is in a file (`DATA_DIR/audit`) before the
 * answer leaves, and whoever starts next on that directory writes it to the database. A machine that loses its power may
 * lose the last second, as the file is not forced to the disk. Of denied attempts the count may be short by that second.
 */
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { KeyholderError } from '#shared/errors.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import { isAlive } from '#server/platform/postmaster.ts'

const common = {
  companyId: z.number(),
  userId: z.number(),
  /** Of the platform's staff, acting for the user; else empty. */
  staff: z.string(),
  at: z.string(),
  operation: z.string(),
  source: z.string(),
  address: z.string(),
}
const lineSchema = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('read'),
    ...common,
    customerIds: z.array(z.number().nullable()),
    fields: z.array(z.string()),
  }),
  z.object({
    is: z.literal('denial'),
    ...common,
    customerId: z.number().nullable(),
    code: z.string(),
    permission: z.string(),
    times: z.number(),
  }),
])
type Line = z.output<typeof lineSchema>

const flushMs = 1000
/** Reads of one hour that are known to be kept already; beyond this they are asked of the database again. */
const knownLimit = 50_000
/** What waits while the database does not answer. Nobody can read a record then either. */
const waitingLimit = 20_000
/** A file that nobody has written to for so long belongs to a process that is gone. */
const abandonedMs = 60_000
const mostRowsAtOnce = 2000

/** Has what was kept for long enough erased in the next night: once a day, however often it is asked for. */
export async function addSweepJob(db: Db, now: Date): Promise<void> {
  const night = new Date(now.getTime() + 86_400_000)
  night.setUTCHours(9, 0, 0, 0)
  await sql`select platform.add_job('audit.sweep', '{}'::jsonb, 'audit.sweep',
    ${`audit.sweep ${night.toISOString().slice(0, 10)}`}, ${night})`.execute(db)
}

/** What of a request is kept: its operation, and the record that its address names. */
export type Asked = { operation: string; customerId: number | null; origin: Origin }

export class AuditTrail {
  readonly #folder: string
  readonly #database: Database
  readonly #log: Logger
  readonly #now: () => Date
  /** On which day each company's erasing was last planned from here. */
  readonly #swept = new Map<number, string>()
  #known = new Set<string>()
  #knownHour = ''
  #waiting: Line[] = []
  /** Denials that wait, by all that they have in common. */
  #denials = new Map<string, Extract<Line, { is: 'denial' }>>()
  #file: { name: string; fd: number } | undefined
  #written: string[] = []
  #count = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined

  /** @param folder is made; closed to other users. */
  constructor(folder: string, database: Database, log: Logger, now: () => Date = () => new Date()) {
    this.#folder = folder
    this.#database = database
    this.#log = log
    this.#now = now
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** Keeps what this actor was shown since it was last asked. Called before the answer leaves. */
  shown(actor: Actor, { operation, origin }: Asked): void {
    for (const { customerIds, fields } of actor.sight?.take() ?? []) {
      const line = { is: 'read' as const, ...this.#common(actor, operation, origin), fields }
      const hour = line.at.slice(0, 13)
      if (hour !== this.#knownHour || this.#known.size > knownLimit) {
        this.#known = new Set()
        this.#knownHour = hour
      }
      const what = `${actor.company.id} ${actor.userId} ${line.staff} ${operation} ${fields.join()}`
      const fresh = customerIds.filter((id) => {
        const key = `${what} ${id}`
        if (this.#known.has(key)) return false
        this.#known.add(key)
        return true
      })
      if (fresh.length) this.#take({ ...line, customerIds: fresh })
    }
  }

  /** Keeps that this actor was refused: of the error its code and the permission, never what was asked for. */
  denied(actor: Actor, { operation, customerId, origin }: Asked, error: KeyholderError): void {
    const permission = /“([^”]+)”/.exec(error.message)?.[1] ?? ''
    const base = this.#common(actor, operation, origin)
    const key = JSON.stringify([base.companyId, base.userId, base.staff, operation, customerId, error.code])
    const known = this.#denials.get(key)
    if (known) {
      known.times += 1
      return
    }
    const code = error.code
    const line = { is: 'denial' as const, ...base, customerId, code, permission, times: 1 }
    this.#denials.set(key, line)
    this.#take(line)
  }

  /** Takes over what processes left that are gone, and begins to write. */
  async start(): Promise<void> {
    await this.#takeOver().catch((error: unknown) =>
      this.#log.error({ err: error }, 'audit trail not taken over'),
    )
  }

  /** Writes all that waits. */
  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing
    this.#flushing = this.#write()
    try {
      await this.#flushing
    } finally {
      this.#flushing = undefined
    }
  }

  /** Writes what waits, for at most five seconds; what then still waits stays in its file for the next start. */
  async end(): Promise<void> {
    clearTimeout(this.#timer)
    await Promise.race([this.flush(), delay(5000, undefined, { ref: false })])
    if (this.#file) closeSync(this.#file.fd)
    this.#file = undefined
  }

  #common(actor: Actor, operation: string, origin: Origin) {
    return {
      companyId: actor.company.id,
      userId: actor.userId,
      staff: actor.operator?.name ?? '',
      at: this.#now().toISOString(),
      operation,
      source: origin.source === 'api' ? 'api' : 'web',
      address: origin.address,
    }
  }

  #take(line: Line): void {
    if (this.#waiting.length >= waitingLimit) return this.#log.error('audit trail: full, a line is lost')
    this.#waiting.push(line)
    try {
      this.#file ??= this.#open()
      writeSync(this.#file.fd, `${JSON.stringify(line)}\n`)
    } catch (error) {
      // A full disk must not keep anybody from working; the line still waits in memory.
      this.#log.error({ err: error }, 'audit trail: its file cannot be written')
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush().catch((error: unknown) => this.#later(error))
    }, flushMs).unref()
  }

  #open(): { name: string; fd: number } {
    const name = path.join(this.#folder, `${process.pid}-${Date.now()}-${++this.#count}.jsonl`)
    return { name, fd: openSync(name, 'ax', 0o600) }
  }

  #later(error: unknown): void {
    this.#log.warn({ err: error }, 'audit trail: not written yet')
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush().catch((again: unknown) => this.#later(again))
    }, 5 * flushMs).unref()
  }

  async #write(): Promise<void> {
    const lines = this.#waiting
    if (this.#file) {
      closeSync(this.#file.fd)
      this.#written.push(this.#file.name)
      this.#file = undefined
    }
    if (!lines.length) return
    this.#waiting = []
    this.#denials = new Map()
    try {
      await this.#keep(lines)
    } catch (error) {
      this.#waiting = [...lines, ...this.#waiting]
      throw error
    }
    for (const name of this.#written.splice(0)) rmSync(name, { force: true })
  }

  /** One transaction a company and two thousand lines. Written twice, a read is still one (0055_operations.sql). */
  async #keep(lines: readonly Line[]): Promise<void> {
    for (const [companyId, own] of Map.groupBy(lines, (line) => line.companyId)) {
      for (let i = 0; i < own.length; i += mostRowsAtOnce) {
        const part = own.slice(i, i + mostRowsAtOnce)
        const json = (is: Line['is']) => JSON.stringify(part.filter((line) => line.is === is))
        await this.#database.transaction(
          { of: 'company', companyId, userId: null },
          { source: 'system', address: '', requestId: '' },
          async (db) => {
            await sql`select platform.note_audit(${json('read')}::jsonb, ${json('denial')}::jsonb)`.execute(
              db,
            )
            await this.#planSweep(db, companyId)
          },
        )
      }
    }
  }

  /** What is kept grows from now on: tomorrow some of it may have been kept for long enough. */
  async #planSweep(db: Db, companyId: number): Promise<void> {
    const today = this.#now().toISOString().slice(0, 10)
    if (this.#swept.get(companyId) === today) return
    this.#swept.set(companyId, today)
    await addSweepJob(db, this.#now())
  }

  async #takeOver(): Promise<void> {
    if (!existsSync(this.#folder)) return
    for (const name of (await readdir(this.#folder)).filter((each) => each.endsWith('.jsonl')).sort()) {
      const file = path.join(this.#folder, name)
      const pid = Number.parseInt(name, 10)
      const found = await stat(file).catch(() => null)
      if (!found) continue
      // The same number may be another process's, in another container that shares the directory.
      const young = Date.now() - found.mtimeMs < abandonedMs
      if (young && pid !== process.pid && isAlive(pid)) continue
      await this.#keep(linesOf(await readFile(file, 'utf8')))
      rmSync(file, { force: true })
    }
  }
}

/** A line that was cut off by a full disk or a power cut is nobody's. */
function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((line) => {
    try {
      const read = lineSchema.safeParse(JSON.parse(line))
      return read.success ? [read.data] : []
    } catch {
      return []
    }
  })
}
