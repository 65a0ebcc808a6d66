/**
 * Every sandbox, on one port. `node sandboxes/all.ts` serves them at SANDBOX_PORT (4000) on SANDBOX_HOST
 * (127.0.0.1), remembering in SANDBOX_DATA if that is set; the signal receiver listens at DC09_PORT (the next one), the mail server at
 * SANDBOX_SMTP_PORT (the one after). `npm run new:connector` adds a line here.
 */
import { join } from 'node:path'
import { adt } from './adt/server.ts'
import { alarmcom } from './alarmcom/server.ts'
import { alarmnet } from './alarmnet/server.ts'
import { alula } from './alula/server.ts'
import { bold } from './bold/server.ts'
import { brinks } from './brinks/server.ts'
import { affiliated } from './affiliated/server.ts'
import { cops } from './cops/server.ts'
import { docusign } from './docusign/server.ts'
import { equifax } from './equifax/server.ts'
import { generic } from './generic/server.ts'
import { hart } from './hart/server.ts'
import { serve, type Sandbox } from './kit.ts'
import { mastermind } from './mastermind/server.ts'
import { nmi } from './nmi/server.ts'
import { openCredit } from './open-credit/server.ts'
import { securenet } from './securenet/server.ts'
import { signals } from './signals/server.ts'
import { openSignalLog, type SignalLog } from './signals/signal-log.ts'
import { stages } from './stages/server.ts'
import { smtp } from './smtp/server.ts'
import { stripe } from './stripe/server.ts'
import { smarty } from './smarty/server.ts'
import { totalconnect } from './totalconnect/server.ts'
import { twilio } from './twilio/server.ts'
import { webhooks } from './webhooks/server.ts'

const sandboxes: Record<string, (dataDir: string | null, signalLog: SignalLog) => Sandbox> = {
  adt,
  alarmcom,
  alarmnet,
  alula,
  bold,
  generic,
  cops,
  affiliated,
  brinks,
  mastermind,
  securenet,
  totalconnect,
  stages,
  smarty,
  docusign,
  equifax,
  hart,
  'open-credit': openCredit,
  nmi,
  stripe,
  signals,
  smtp,
  twilio,
  webhooks,
}

export type Running = {
  /** Without trailing slash. */
  url: string
  /** Where panels send their signals, by TCP and UDP; null if the receiver `signals` is not among the sandboxes. */
  signalPort: number | null
  /** Where the sandbox `smtp` takes mail; null if it is not among the sandboxes. */
  smtpPort: number | null
  /** What the receiver keeps and every station answers from. */
  signalLog: SignalLog
  close(): Promise<void>
}

/** Starts the sandboxes, all or those of the given keys; port 0 takes a free one. */
export async function startSandboxes({
  port = 0,
  signalPort = 0,
  smtpPort = 0,
  host = '127.0.0.1',
  dataDir = null,
  connectors = Object.keys(sandboxes),
}: {
  port?: number
  signalPort?: number
  smtpPort?: number
  host?: string
  dataDir?: string | null
  connectors?: readonly string[]
} = {}): Promise<Running> {
  const remembers = dataDir !== null && connectors.includes('signals')
  const signalLog = openSignalLog(remembers ? join(dataDir, 'signals.jsonl') : null)
  const { url, wirePorts, close } = await serve(
    connectors.map((key) => {
      const open = sandboxes[key]
      if (!open) throw new Error(`No sandbox is called ${key}`)
      return open(dataDir, signalLog)
    }),
    { port, host, wirePorts: { signals: signalPort, smtp: smtpPort } },
  )
  return {
    url,
    signalPort: wirePorts['signals'] ?? null,
    smtpPort: wirePorts['smtp'] ?? null,
    signalLog,
    close,
  }
}

if (import.meta.main) {
  const { SANDBOX_PORT, SANDBOX_HOST, SANDBOX_DATA, DC09_PORT, SANDBOX_SMTP_PORT } = process.env
  const port = Number(SANDBOX_PORT || 4000)
  const running = await startSandboxes({
    port,
    signalPort: Number(DC09_PORT || (port && port + 1)),
    smtpPort: Number(SANDBOX_SMTP_PORT || (port && port + 2)),
    host: SANDBOX_HOST || '127.0.0.1',
    dataDir: SANDBOX_DATA || null,
  })
  process.stdout.write(
    `Sandboxes at ${running.url}/\nSignals by SIA DC-09 at port ${running.signalPort}\nMail by SMTP at port ${running.smtpPort}\n`,
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void running.close().then(() => process.exit(0)))
}
