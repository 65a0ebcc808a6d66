import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startSandboxes } from '../all.ts'
import { openSignalLog } from './signal-log.ts'
import type { Signal } from './signal.ts'

const start = Date.UTC(2026, 0, 15, 12)
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

describe('the log of signals', () => {
  const signal = (accountNumber: string, prefix: string, minute: number): Omit<Signal, 'id'> => ({
    ...{ accountNumber, prefix, eventCode: '130', qualifier: 'new', kind: 'alarm', description: 'Burglary' },
    ...{
      zone: String(minute),
      area: null,
      user: null,
      text: null,
      protocol: 'ADM-CID',
      raw: '',
      encrypted: false,
    },
    at: '2020-01-01T00:00:00.000Z',
    receivedAt: new Date(start + minute * 60_000).toISOString(),
    transport: 'tcp',
  })

  it('[CON-100] knows each station’s account by its panel, by the time of arrival, newest first', () => {
    const log = openSignalLog(null)
    for (const [prefix, minute] of [
      ['444D', 1],
      ['5350', 2],
      ['0', 3],
      ['00444D', 4],
      ['444D', 5],
    ] as const)
      log.add(signal('1009', prefix.replace(/^0+(?=.)/, ''), minute))
    const zones = (number: string, filter = {}) => log.list(number, filter).map(({ zone }) => zone)
    expect(zones('DM1009')).toEqual(['5', '4', '3', '1'])
    expect(zones('SP1009')).toEqual(['3', '2'])
    expect(zones('1009')).toEqual(['3'])
    const at = (minute: number) => new Date(start + minute * 60_000).toISOString()
    expect(zones('DM1009', { from: at(3), to: at(5) })).toEqual(['4', '3'])
    expect(zones('DM1009', { limit: 2 })).toEqual(['5', '4'])
    expect(log.list('DM1010')).toEqual([])
  })

  it('[CON-100] keeps the newest of each account and of all, also across a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'signals-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'signals.jsonl')
    const bounds = { perAccount: 5, inAll: 12 }
    const log = openSignalLog(file, bounds)
    for (let minute = 0; minute < 3000; minute++) log.add(signal('AAA', '0', minute))
    expect([log.count, log.list('AAA', { limit: 100 }).length]).toEqual([5, 5])
    for (const account of ['BBB', 'CCC'])
      for (let minute = 0; minute < 5; minute++) log.add(signal(account, '0', minute))
    const kept = () => ['AAA', 'BBB', 'CCC'].map((account) => log.list(account).map(({ zone }) => zone))
    expect(log.count).toBe(12)
    expect(kept()).toEqual([
      ['2999', '2998'],
      ['4', '3', '2', '1', '0'],
      ['4', '3', '2', '1', '0'],
    ])
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(1100)
    log.close()
    const again = openSignalLog(file, bounds)
    closing.push(() => again.close())
    expect(['AAA', 'BBB', 'CCC'].flatMap((account) => again.list(account))).toEqual(
      ['AAA', 'BBB', 'CCC'].flatMap((account) => log.list(account)),
    )
    expect(again.add(signal('AAA', '0', 0)).id).toBe(3011)
  })
})

describe('npm run signal', () => {
  it('[CON-100] sends to what npm start has started, says what came back, and ends accordingly', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'signals-'))
    closing.push(() => rmSync(dataDir, { recursive: true }))
    const { signalPort, signalLog, close } = await startSandboxes({
      connectors: ['bold', 'signals'],
      dataDir,
    })
    closing.push(close)
    const run = (...args: string[]) =>
      new Promise<{ code: number; out: string }>((resolve) =>
        execFile(
          process.execPath,
          [
            '--disable-warning=ExperimentalWarning',
            join(import.meta.dirname, '../../scripts/signal.ts'),
            ...args,
          ],
          { env: { ...process.env, DC09_PORT: String(signalPort) } },
          (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
        ),
      )
    const test = await run('--account', 'BD-1001', '--test-all', '1-8', '--area', '1')
    expect([test.code, test.out.match(/ACK \(taken\)/g)?.length]).toEqual([0, 16])
    expect(new Set(signalLog.list('BD-1001').map(({ zone }) => zone)).size).toBe(8)
    const wrongKey = ['--event', '110', '--zone', '12', '--udp', '--key', 'F'.repeat(64)]
    const refused = await run('--account', '7710001', ...wrongKey)
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('DUH')])
    const wrong = await run('--account', '7710001', '--event', '13')
    expect([wrong.code, wrong.out]).toEqual([2, expect.stringContaining('--test-all')])
  })
})
