/** The consumers' files of the invented bureaus, and the inquiries that were made. The three wires share them, not their state. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'

export type Result = 'scored' | 'thin' | 'no_hit' | 'frozen' | 'pending' | 'declined'
export type ConsumerFile = {
  /** The SSN names it. */
  accountNumber: string
  shows: string
  result: Result
  score: number | null
  alerts: string[]
  /** Opens a frozen file once. */
  pin: string | null
  /** HART asks before it goes on. */
  match: boolean
}

const scored = (score: number, alerts: string[] = []) => ({
  result: 'scored' as const,
  score,
  alerts,
  pin: null,
})
const unscored = (result: Result, pin: string | null = null) => ({ result, score: null, alerts: [], pin })

/** By the last four digits, whatever stands before them: `900-12-0003` has a low score. */
const endings: Record<string, Omit<ConsumerFile, 'accountNumber' | 'match'>> = {
  '0000': { shows: 'No hit: no file found', ...unscored('no_hit') },
  '0001': { shows: 'Frozen; the subject PIN 4711 opens it', ...unscored('frozen', '4711') },
  '0002': { shows: 'Thin file: no score', ...unscored('thin') },
  '0003': { shows: 'A low score', ...scored(512) },
  '0004': { shows: 'Fraud alert and address discrepancy', ...scored(688, ['FRAUD ALERT: verify by telephone', 'ADDRESS MISMATCH: the file has another address']) },
  '0005': { shows: 'The name does not match the SSN', ...scored(655, ['SSN MISMATCH: the number belongs to another name']) },
  '0006': { shows: 'The inquiry is made, and the answer never comes', ...scored(699) },
  '0007': { shows: 'HART: has an account already (continue on match)', ...scored(721) },
  '0008': { shows: 'Pending: a tracking number and no score', ...unscored('pending') },
  '0009': { shows: 'Declined: a tracking number and no score', ...unscored('declined') },
} // prettier-ignore

const known = z.strictObject({
  accounts: z.array(
    z.strictObject({
      accountNumber: z.string().regex(/^\d{9}$/),
      result: z.enum(['scored', 'thin', 'no_hit', 'frozen', 'pending', 'declined']),
      score: z.int().min(300).max(850).nullable().default(null),
      alerts: z.array(z.string().max(200)).default([]),
      pin: z.string().nullable().default(null),
      match: z.boolean().default(false),
      shows: z.string().default('Of a test'),
    }),
  ),
})

export type Inquiry = {
  id: string
  subscriber: string
  requestKey: string
  /** What was asked, so that the same key with another question can be told from a repeat. */
  digest: string
  ssn: string
  name: string
  bureau: string
  result: Result
  score: number | null
  alerts: string[]
  factors: string[]
  report: string
  at: string
}
type Entry = { inquiry?: Inquiry; effect?: Effect; file?: ConsumerFile }

const factors = ['Length of time accounts have been established', 'Proportion of balances to credit limits']

export type Files = ReturnType<typeof openFiles>

/** Opens the bureau's memory, from the file if there is one. */
export function openFiles(file: string | null, prefix: string) {
  const { entries, journal } = openJournal<Entry>(file)
  const seed = () =>
    new Map(
      Object.entries(endings).map(([ending, of]) => [
        `90000${ending}`,
        { accountNumber: `90000${ending}`, match: ending === '0007', ...of },
      ]),
    )
  let own: Map<string, ConsumerFile> = seed()
  let inquiries: Inquiry[] = []
  let effects: Effect[] = []
  const take = ({ inquiry, effect, file: known }: Entry) => {
    if (inquiry) inquiries.push(inquiry)
    if (effect) effects.push(effect)
    if (known) own.set(known.accountNumber, known)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  for (const entry of entries) take(entry)

  const find = (ssn: string): ConsumerFile => {
    const ending = ssn.slice(-4)
    const of =
      own.get(ssn) ??
      (endings[ending] && { ...endings[ending], accountNumber: ssn, match: ending === '0007' })
    if (of) return of
    const score = 560 + (createHash('sha256').update(ssn).digest().readUInt16BE() % 270)
    return { accountNumber: ssn, shows: 'Anybody else', match: false, ...scored(score) }
  }

  return {
    find,
    files: () => own.values(),
    inquiries: () => inquiries,
    effects: (): readonly Effect[] => effects,
    byKey: (subscriber: string, key: string) =>
      inquiries.find((one) => one.subscriber === subscriber && one.requestKey === key),
    byId: (subscriber: string, id: string) =>
      inquiries.find((one) => one.subscriber === subscriber && one.id === id),
    /** Makes the inquiry: it stands in the consumer's file from here on. */
    make(
      asked: Pick<Inquiry, 'subscriber' | 'requestKey' | 'digest' | 'ssn' | 'name' | 'bureau'> & {
        born: string
        pin?: string
      },
    ): Inquiry {
      const { born: _born, pin, ...kept } = asked
      const file = find(asked.ssn)
      const open = file.result !== 'frozen' || (file.pin !== null && pin === file.pin)
      const result = file.result === 'frozen' && open ? 'scored' : file.result
      const score = file.result === 'frozen' && open ? 704 : file.score
      const at = new Date().toISOString()
      const id = `${prefix}${String(700_001 + inquiries.length)}`
      const inquiry = {
        ...kept,
        id,
        result,
        score,
        alerts: file.alerts,
        factors: score === null ? [] : factors,
        report: printed({ ...asked, id, at, result, score, alerts: file.alerts }),
        at,
      }
      const { ssn: _ssn, report: _report, digest: _digest, ...told } = inquiry
      const effect = {
        seq: effects.length + 1,
        at,
        kind: 'inquiry',
        accountNumber: asked.ssn,
        idempotencyKey: asked.requestKey,
        values: told,
      }
      record({ inquiry, effect })
      return inquiry
    },
    upsert(body: unknown): number {
      const { accounts } = known.parse(body)
      for (const file of accounts) record({ file })
      return accounts.length
    },
    reset() {
      inquiries = []
      effects = []
      own = seed()
      journal.rewrite([])
    },
    close: () => journal.close(),
  }
}

type Printed = Pick<Inquiry, 'id' | 'at' | 'bureau' | 'name' | 'ssn' | 'result' | 'score' | 'alerts'> & {
  born: string
}

/** As bureaus print: with SSN and birthdate in full, which the client must not keep. */
function printed({ id, at, bureau, name, ssn, born, result, score, alerts }: Printed): string {
  const day = born.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1')
  return [
    `${bureau.toUpperCase()} CONSUMER CREDIT REPORT                 ${at.slice(0, 10)}`,
    `TRANSACTION ${id}`,
    '',
    `SUBJECT   ${name.toUpperCase()}`,
    `SSN       ${ssn.slice(0, 3)}-${ssn.slice(3, 5)}-${ssn.slice(5)}`,
    `DOB       ${day || 'NOT GIVEN'}`,
    '',
    ...alerts.map((alert) => `*** ${alert} ***`),
    ...(score === null
      ? [{ no_hit: 'NO RECORD FOUND', frozen: 'FILE FROZEN AT THE CONSUMER’S REQUEST', thin: 'INSUFFICIENT CREDIT HISTORY FOR A SCORE', pending: 'UNDER REVIEW', declined: 'DECLINED', scored: '' }[result]]
      : [`SCORE     ${score}`, ...factors.map((text) => `  FACTOR  ${text}`), '', 'TRADES', 'SUMMIT BANK        REVOLVING   06/19   LIMIT $5,000    BALANCE $1,240   CURRENT', 'VALLEY AUTO LOAN   INSTALLMENT 02/23   HIGH $18,400     BALANCE $7,915   CURRENT 24 MONTHS']),
    '',
    'END OF REPORT',
  ].join('\n') // prettier-ignore
}
