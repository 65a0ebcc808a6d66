/** `npm run signal -- --account NUMBER --event 130 --zone 3`: sends signals to the sandbox's receiver as a panel would. */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { contactIdData } from '#sandboxes/signals/contact-id.ts'
import { keyFromHex } from '#sandboxes/signals/dc09.ts'
import { openPanel, type PanelOptions, type Reply } from '#sandboxes/signals/panel.ts'
import { siaData } from '#sandboxes/signals/sia-dcs.ts'
import { panelAddress } from '#sandboxes/signals/signal.ts'

const usage = `Usage: npm run signal -- --account NUMBER [--event 130] [--zone N] [--area N]
  --account NUMBER     the station's account number, as the customer's record has it (DM1006)
  --event CODE         three digits of Contact ID; 130, burglary, if left out. With --format sia two letters too
  --zone N             the zone; for openings and closings the user
  --area N             the partition
  --restore            the restoral (of an opening: the closing) in place of the event
  --test-all 1-8       an installer's test: the event and its restoral, of one zone after another
  --supervise SECONDS  a NULL message every so often, until Ctrl-C
  --format cid | sia   ADM-CID or SIA-DCS (cid)
  --udp                by UDP in place of TCP
  --key HEX            encrypted: 32, 48 or 64 digits for AES-128, -192 or -256
  --prefix HEX         the account prefix that the panel has, in place of the account number's own
  --host, --port       the receiver (127.0.0.1, DC09_PORT or SANDBOX_PORT + 1)
Ends with 0 if the receiver has taken all, 1 if not, 2 if the command makes no sense.`

const explanations = {
  ACK: 'taken',
  NAK: 'refused: the clocks differ by more than 20 to 40 seconds',
  DUH: 'not understood: another key, or an event that this receiver does not know',
}

function describe({ said, tries, ms, body }: Reply): string {
  const often = tries > 1 ? ` after ${tries} tries` : ''
  if (said === null) return `no answer${often}${body && `: ${body}`}`
  return `${said} (${explanations[said]}) in ${Math.round(ms)} ms${often}`
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > most)
    throw new Error(`--${name}: '${text}' is not a whole number up to ${most}`)
  return value
}

function zonesIn(range: string): number[] {
  const [first, last = first] = range.split('-').map((text) => whole('test-all', text, 999)) as [
    number,
    number?,
  ]
  if (first < 1 || last! < first) throw new Error(`--test-all: '${range}' is no range of zones, as 1-8`)
  return Array.from({ length: last! - first + 1 }, (_, index) => first + index)
}

function portOf(text: string | undefined): number {
  const { DC09_PORT, SANDBOX_PORT } = process.env
  return whole('port', text ?? (DC09_PORT || String(Number(SANDBOX_PORT || 4000) + 1)), 65_535)
}

type Command = {
  panel: PanelOptions
  /** Of the station's account: what the user typed. */
  accountNumber: string
  id: 'ADM-CID' | 'SIA-DCS'
  messages: string[]
  superviseSeconds: number | null
}

/** @throws with a sentence on what makes no sense */
function readCommand(): Command {
  const { values } = parseArgs({
    options: {
      account: { type: 'string' },
      event: { type: 'string', default: '130' },
      zone: { type: 'string', default: '0' },
      area: { type: 'string', default: '0' },
      restore: { type: 'boolean', default: false },
      'test-all': { type: 'string' },
      supervise: { type: 'string' },
      format: { type: 'string', default: 'cid' },
      udp: { type: 'boolean', default: false },
      key: { type: 'string' },
      prefix: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
    },
  })
  const { account: accountNumber, event, restore, format, prefix } = values
  if (!accountNumber) throw new Error('Say whose panel it is: --account')
  if (format !== 'cid' && format !== 'sia') throw new Error(`--format: '${format}' is neither cid nor sia`)
  if (prefix !== undefined && !/^[\dA-F]{1,6}$/i.test(prefix))
    throw new Error(`--prefix: '${prefix}' is not 1 to 6 hex digits`)
  const address = panelAddress(accountNumber)
  const area = whole('area', values.area, 99)
  const zones = values['test-all'] === undefined ? null : zonesIn(values['test-all'])
  const orders = zones
    ? zones.flatMap((number) => [false, true].map((restored) => ({ event, restore: restored, area, number })))
    : [{ event, restore, area, number: whole('zone', values.zone, 999) }]
  const superviseSeconds =
    values.supervise === undefined ? null : whole('supervise', values.supervise, 86_400)
  if (superviseSeconds === 0) throw new Error('--supervise: every how many seconds?')
  return {
    panel: {
      account: address.account,
      prefix: prefix?.toUpperCase() ?? address.prefix,
      ...{ host: values.host, port: portOf(values.port) },
      transport: values.udp ? 'udp' : 'tcp',
      key: values.key === undefined ? null : keyFromHex(values.key),
    },
    accountNumber,
    id: format === 'sia' ? 'SIA-DCS' : 'ADM-CID',
    messages: orders.map((order) => (format === 'sia' ? siaData : contactIdData)(address.account, order)),
    superviseSeconds,
  }
}

/** Sends what was ordered; whether the receiver has taken all of it. */
async function send({
  panel: options,
  accountNumber,
  id,
  messages,
  superviseSeconds,
}: Command): Promise<boolean> {
  const { account, prefix } = options
  console.log(`Panel ${account}${prefix === '0' ? '' : `, prefix ${prefix}`}, of account ${accountNumber}`)
  const panel = openPanel(options)
  const sendOne = async (as: Command['id'] | 'NULL', data: string): Promise<boolean> => {
    const reply = await panel.send(as, data)
    console.log(`${as} [${data}]  ${describe(reply)}`)
    return reply.said === 'ACK'
  }
  try {
    let taken = true
    if (superviseSeconds === null)
      for (const message of messages) taken = (await sendOne(id, message)) && taken
    else
      for (;;) {
        await sendOne('NULL', '')
        await delay(superviseSeconds * 1000)
      }
    return taken
  } finally {
    panel.close()
  }
}

let command: Command | null = null
try {
  command = readCommand()
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`)
  process.exitCode = 2
}
if (command) process.exitCode = (await send(command)) ? 0 : 1
