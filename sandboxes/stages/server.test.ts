import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '../all.ts'

const who = { UserName: 'keyholder', Password: 'sandbox-demo' }
const device = { TransmitterCode: '79100', DeviceType: 'MISC', InServiceFlag: false }
const whole = {
  Devices: [device],
  SiteAddress: '1 Main',
  SiteName: 'Vale, Ann',
  City: 'Orem',
  State: 'UT',
  ZipCode: '84057',
}

describe('the stages sandbox', () => {
  let running: Awaited<ReturnType<typeof startSandboxes>>
  let base: string
  beforeAll(async () => {
    running = await startSandboxes({ connectors: ['stages'] })
    base = `${running.url}/stages`
  })
  afterAll(() => running.close())
  const headers = { 'content-type': 'application/json' }
  const post = async (path: string, body: unknown, at = base) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const reply = await fetch(at + path, { method: 'POST', headers, body: text })
    const said = await reply.text()
    return {
      status: reply.status,
      said,
      json: said.startsWith('{') ? (JSON.parse(said) as Record<string, unknown>) : null,
    }
  }
  const ask = (operation: string, members: object, at = base) =>
    post(`/SiteGroupGateway/OpenAPI/method/${operation}`, { ...who, ...members }, at)
  const effects = async (at = base) =>
    ((await (await fetch(`${at}/_control/accounts?limit=0`)).json()) as { effects: { kind: string }[] })
      .effects
  afterEach(() => post('/_control/reset', {}))

  it('[CON-101] refuses members that are unknown, out of order or of another type, and does nothing', async () => {
    const { SiteAddress, ...withoutAddress } = whole
    for (const [site, word] of [
      [{ ...whole, Sitename: 'x' }, 'Site.Sitename is not in the interface'],
      [{ ...withoutAddress, SiteAddress }, 'Site.SiteAddress is out of order'],
      [{ ...whole, City: 7 }, 'Site.City is no string'],
      [{ ...whole, Devices: { Device: [device] } }, 'Site.Devices is no list'],
      [{ ...whole, Devices: [{ ...device, InServiceFlag: 'false' }] }, 'InServiceFlag is no boolean'],
    ] as const) {
      const { status, said } = await ask('ImportSite', { Site: site })
      expect([status, said]).toEqual([400, expect.stringContaining(word)])
    }
    expect((await ask('GetChangeList', {})).said).toContain('StartUTCDate is missing')
    expect((await ask('GetChangeList', { StartUTCDate: 'yesterday' })).said).toContain('is no dateTime')
    expect((await post('/SiteGroupGateway/OpenAPI/method/GetSite', '{')).status).toBe(400)
    expect((await ask('DropSite', {})).status).toBe(404)
    expect(await effects()).toEqual([])
  })

  it('[CON-101] creates and changes by the one ImportSite, and forgets what a site leaves out', async () => {
    expect((await ask('ImportSite', { Site: { Codewords: [{ Codeword: 'a' }], ...whole } })).json).toEqual({
      ErrorNum: 0,
      ErrorMessage: null,
    })
    const found = (await ask('GetSite', { TransmitterCode: '79100' })).json as {
      Result: Record<string, unknown>
    }
    expect(found.Result).toMatchObject({ Codewords: [{ Codeword: 'a' }], Info: null, Phones: [] })
    await ask('ImportSite', { Site: whole })
    const after = (await ask('GetSite', { TransmitterCode: '79100' })).json as {
      Result: Record<string, unknown>
    }
    expect(after.Result).toMatchObject({ Codewords: [], SiteNum: found.Result.SiteNum })
    expect((await effects()).map(({ kind }) => kind)).toEqual(['create', 'update'])
    const since = { StartUTCDate: new Date(Date.now() - 60_000).toISOString() }
    expect((await ask('GetChangeList', since)).said).toContain('"79100"')
  })

  it('[CON-101] imports with a warning where required data is missing, and refuses codes of no table', async () => {
    const { ZipCode: _, ...without } = whole
    expect((await ask('ImportSite', { Site: without })).json).toEqual({
      ErrorNum: 145,
      ErrorMessage: 'Required Data is Missing: ZipCode',
    })
    expect(await effects()).toHaveLength(1)
    const wrong = { ...whole, SiteType: 'X' }
    expect((await ask('ImportSite', { Site: wrong })).json).toMatchObject({
      ErrorMessage: 'SiteType X is not valid',
    })
    const long = { ...whole, City: 'x'.repeat(41) }
    expect((await ask('ImportSite', { Site: long })).json).toMatchObject({
      ErrorMessage: expect.stringMatching(/^City/),
    })
    expect(await effects()).toHaveLength(1)
  })

  it('[CON-101] shows no dealer another dealer’s sites, and lets nobody take their transmitters', async () => {
    const wrongPassword = { Password: 'guess', TransmitterCode: '7710001' }
    expect((await ask('GetSite', wrongPassword)).json).toMatchObject({
      ErrorMessage: 'Invalid user name or password',
    })
    expect((await ask('GetSite', { TransmitterCode: '7720001' })).json).toMatchObject({ ErrorNum: 101 })
    const theirs = { ...whole, Devices: [{ ...device, TransmitterCode: '7720001' }] }
    expect((await ask('ImportSite', { Site: theirs })).json).toMatchObject({ ErrorNum: 102 })
    const birch = { UserName: 'birch', TransmitterCode: '7720001' }
    const found = (await ask('GetSite', birch)).json as { Result: { SiteNum: number } }
    const byNumber = { ...whole, SiteNum: found.Result.SiteNum }
    expect((await ask('ImportSite', { Site: byNumber })).json).toMatchObject({ ErrorNum: 101 })
  })

  it('[CON-101] meets writes with faults that are for writes, though every call is a POST', async () => {
    const look = { TransmitterCode: '77-W503' }
    expect((await ask('GetSite', look)).status).toBe(200)
    expect((await ask('UpdateSiteContacts', { ...look, SiteContacts: { Contacts: [] } })).status).toBe(503)
    await post('/_control/faults', { fault: 'http_500', match: { write: true } })
    expect((await ask('GetSite', { TransmitterCode: '7710001' })).status).toBe(200)
    expect((await ask('ImportSite', { Site: whole })).status).toBe(500)
    await expect(ask('GetSite', { TransmitterCode: '77-FDRB' })).rejects.toThrow()
  })

  it('[REL-003] remembers sites and changes across a restart, and takes in what operators type', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stages-'))
    try {
      const first = await startSandboxes({ connectors: ['stages'], dataDir })
      const account = {
        accountNumber: '79200',
        site: { City: 'Provo', SiteName: 'Vale, Ann' },
        device: { DeviceType: 'MISC' },
      }
      await post('/stages/_control/accounts', { accounts: [account] }, first.url)
      await ask('ImportSite', { Site: whole }, `${first.url}/stages`)
      const wrong = { accounts: [{ ...account, site: { Town: 'Provo' } }] }
      expect((await post('/stages/_control/accounts', wrong, first.url)).status).toBe(422)
      const state = async (url: string) => (await fetch(`${url}/stages/_control/accounts`)).json()
      const before = await state(first.url)
      await first.close()
      const second = await startSandboxes({ connectors: ['stages'], dataDir })
      expect(await state(second.url)).toEqual(before)
      expect(JSON.stringify(before)).toContain('79200')
      await second.close()
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })
})
