/**
 * The alarm receiver of the sandbox central stations: takes signals by SIA DC-09 over TCP and UDP and keeps them in the
 * log that the stations answer from. Here its control API and page; README.md tells the rest.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import { logCall, type Effect, type Sandbox } from '../kit.ts'
import { keyFromHex } from './dc09.ts'
import { openJudge, signalFaults } from './judge.ts'
import { openPanels, type Panel } from './panels.ts'
import { openReceiver } from './receiver.ts'
import { panelAddress, plainPrefix, type Signal } from './signal.ts'
import type { SignalLog } from './signal-log.ts'

/** What encrypted messages are opened with where nothing else is said. No secret: it stands in the README. */
export const demoKey = '000102030405060708090A0B0C0D0E0F'

const columns = [
  { title: 'Account', path: 'accountNumber' },
  { title: 'Prefix', path: 'prefix' },
  { title: 'Last heard', path: 'lastSeenAt' },
  { title: 'Over', path: 'lastTransport' },
  { title: 'Frames', path: 'frames' },
  { title: 'Supervised', path: 'supervised' },
  { title: 'Missing', path: 'missing' },
  { title: 'Own key', path: 'hasKey' },
]
const statuses = { ACK: 200, NAK: 408, DUH: 400 }
const maxLoggedText = 300

const hexKey = z.string().superRefine((hex, context) => {
  try {
    keyFromHex(hex)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
  }
})
/** What the control API takes in: keys, by the stations' own account numbers. A null takes the key back. */
const keyOrders = z.strictObject({
  accounts: z
    .array(z.strictObject({ accountNumber: z.string().min(1).max(16), key: hexKey.nullable() }))
    .max(20_000),
})
type KeyEntry = { address: string; key: string | null }

export type SignalsOptions = {
  log: SignalLog
  dataDir?: string | null
  /** Hex; opens the messages of accounts without a key of their own. Null: those are not understood. */
  defaultKey?: string | null
  missedAfterMs?: number
  requireTimestamps?: boolean
  now?: () => number
}

/** The sandbox as `npm start` runs it: by the environment. */
export const signals = (dataDir: string | null, log: SignalLog): Sandbox => {
  const { DC09_KEY, DC09_SUPERVISION_SECONDS, DC09_TIMESTAMPS } = process.env
  return signalsSandbox({
    log,
    dataDir,
    ...(DC09_KEY && { defaultKey: DC09_KEY }),
    ...(DC09_SUPERVISION_SECONDS && { missedAfterMs: secondsToMs(DC09_SUPERVISION_SECONDS) }),
    requireTimestamps: DC09_TIMESTAMPS === 'required',
  })
}

function secondsToMs(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new Error(`DC09_SUPERVISION_SECONDS: '${text}' is not a number of seconds`)
  return Number(text) * 1000
}

export function signalsSandbox({
  log,
  dataDir = null,
  defaultKey = demoKey,
  missedAfterMs = 300_000,
  requireTimestamps = false,
  now = Date.now,
}: SignalsOptions): Sandbox & { sweep(): void } {
  const fallback = defaultKey === null ? null : keyFromHex(defaultKey)
  const keys = new Map<string, Buffer>()
  const { entries, journal } = openJournal<KeyEntry>(dataDir && join(dataDir, 'signal-keys.jsonl'))
  const setKey = ({ address, key }: KeyEntry) =>
    key === null ? void keys.delete(address) : void keys.set(address, keyFromHex(key))
  for (const entry of entries) setKey(entry)
  journal.rewrite([...keys].map(([address, key]) => ({ address, key: key.toString('hex') })))
  const ownKey = (account: string | null, prefix: string) =>
    keys.get(`${plainPrefix(prefix)}#${account}`) ?? null

  const noticed = (panel: Panel, nowMs: number, qualifier: Signal['qualifier']) => {
    const at = new Date(nowMs).toISOString()
    log.add({
      eventCode: '354',
      qualifier,
      kind: 'supervision',
      description: qualifier === 'new' ? 'Fail to communicate' : 'Fail to communicate, restored',
      ...{ zone: null, area: null, user: null, text: null },
      ...{ accountNumber: panel.accountNumber, prefix: panel.prefix, at, receivedAt: at },
      ...{ protocol: 'receiver', raw: '', encrypted: false, transport: panel.lastTransport },
    })
  }
  const panels = openPanels({
    missedAfterMs,
    onMissed: (panel, nowMs) => noticed(panel, nowMs, 'new'),
    onBack: (panel, nowMs) => noticed(panel, nowMs, 'restore'),
  })
  const sweep = () => panels.sweep(now())
  let forget = () => {}

  return {
    key: 'signals',
    name: 'Signal receiver',
    about:
      'Takes alarm signals by SIA DC-09 over TCP and UDP, for every station here: npm run signal sends some. An account is known by what its panel is programmed with.',
    columns,
    answer: () => ({ status: 404, body: 'Signals come by SIA DC-09, not by HTTP\n' }),
    accountNumberOf: () => null,
    isSignIn: () => false,
    refuse: (status, _code, detail) => ({ status, body: `${detail}\n` }),
    *accounts() {
      for (const panel of panels.all())
        yield { ...panel, hasKey: ownKey(panel.accountNumber, panel.prefix) !== null }
    },
    effects: () => log.recent().map(toEffect),
    upsert(body) {
      const { accounts } = keyOrders.parse(body)
      for (const { accountNumber, key } of accounts) {
        const { account, prefix } = panelAddress(accountNumber)
        const entry = { address: `${prefix}#${account}`, key }
        journal.append(entry)
        setKey(entry)
      }
      return accounts.length
    },
    reset() {
      forget()
      panels.clear()
      keys.clear()
      journal.rewrite([])
      log.clear()
    },
    close() {
      journal.close()
      log.close()
    },
    sweep,
    ownWire: {
      faults: signalFaults,
      titles: {
        'accounts-title': 'Panels heard',
        'calls-title': 'Frames received',
        'calls-call': 'Frame',
        'effects-title': 'Signals',
        'effects-change': 'Signal',
        'effects-key': 'Received',
        reset: 'Forget everything',
      },
      listen(served, at) {
        const judge = openJudge({
          ...{ log, panels, now, requireTimestamps },
          keyOf: (account, prefix) => ownKey(account, prefix) ?? fallback,
          mustEncrypt: (account, prefix) => ownKey(account, prefix) !== null,
          takeFault: (id, accountNumber) =>
            served.faults.take({ method: '', path: id, accountNumber, write: true, signIn: false }),
        })
        forget = judge.forget
        return openReceiver({
          ...at,
          sweep,
          hear(piece, transport) {
            const startedAt = performance.now()
            const { answer, said, why, accountNumber, fault } = judge.hear(piece, transport)
            const logged = logCall(served, {
              method: transport.toUpperCase(),
              path: piece.body.slice(0, maxLoggedText),
              ...{ accountNumber, idempotencyKey: null, fault, answer: why },
            })
            logged.status = said && statuses[said]
            logged.durationMs = Math.round(performance.now() - startedAt)
            return answer
          },
        })
      },
    },
  }
}

/** A signal as the page lists it. */
const toEffect = (signal: Signal): Effect => ({
  seq: signal.id,
  at: signal.receivedAt,
  kind: [
    signal.description,
    signal.zone === null ? '' : `zone ${signal.zone}`,
    signal.user === null ? '' : `user ${signal.user}`,
    signal.area === null ? '' : `area ${signal.area}`,
  ]
    .filter(Boolean)
    .join(', '),
  accountNumber: signal.accountNumber,
  idempotencyKey: '',
  values: signal,
})
