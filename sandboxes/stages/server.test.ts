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

  const soapHeaders = (operation: string, version: 11 | 12) =>
    version === 11
      ? { 'content-type': 'text/xml; charset=utf-8', soapaction: `"http://tempuri.org/${operation}"` }
      : { 'content-type': `application/soap+xml; action="http://tempuri.org/${operation}"` }
  const soap = async (
    operation: string,
    inner: string,
    version: 11 | 12 = 11,
    namespace = 'http://tempuri.org/',
  ) => {
    const uri =
      version === 11 ? 'http://schemas.xmlsoap.org/soap/envelope/' : 'http://www.w3.org/2003/05/soap-envelope'
    const login = '<UserName>keyholder</UserName><Password>sandbox-demo</Password>'
    const body =
      `<e:Envelope xmlns:e="${uri}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>` +
      `<${operation} xmlns="${namespace}">${login}${inner}</${operation}></e:Body></e:Envelope>`
    const path = '/SiteGroupGateway/SiteGroupGateway.asmx'
    const reply = await fetch(base + path, { method: 'POST', headers: soapHeaders(operation, version), body })
    return { status: reply.status, said: await reply.text() }
  }

  it('[CON-101] speaks SOAP as strictly as JSON, and to the same sites', async () => {
    const phone = '<Phone><PhoneNumber>8015550111</PhoneNumber><PhoneType>P</PhoneType><AutoNotifyFlag xsi:nil="true"/></Phone>'
    const nil = (...names: string[]) => names.map((name) => `<${name} xsi:nil="true"/>`).join('')
    const device =
      '<Device><TransmitterCode>79300</TransmitterCode><DeviceType>MISC</DeviceType>' +
      nil('TimerTestNum', 'TimerTestHours', 'TimerTestMinutes') +
      `<InServiceFlag>false</InServiceFlag>${nil('OOSStartDate', 'DevNum')}</Device>`
    const site = (phones = phone, rest = '') =>
      `<Site><Phones>${phones}</Phones><Devices>${device}</Devices><SiteAddress>1 Main</SiteAddress><SiteName>Vale, &amp; Ann</SiteName>` +
      `<City>Orem</City><State>UT</State><ZipCode>84057</ZipCode>${nil('TimeZoneNum')}${rest}${nil('SiteNum')}</Site>`
    for (const [inner, word] of [
      [site().replace(phone, '<Phon/>'), 'Site.Phones holds &lt;Phon&gt;'],
      [site(phone, '<Town>x</Town>'), 'Site.Town is not in the interface'],
      [site().replace(/<State>.*<\/State>/, '') .replace('</Site>', '<State>UT</State></Site>'), 'State is out of order'],
      [site().replace('<InServiceFlag>false', '<InServiceFlag>no'), 'InServiceFlag is no boolean'],
      [site().replace(nil('SiteNum'), ''), 'SiteNum is missing: nil or a value'],
      [site().replace('<City>', '<City xsi:nil="true">'), 'City cannot be nil'],
      [site().replace('<City>Orem</City>', '<City>Orem</City><City>Lehi</City>'), 'City stands twice'],
      [site().replace('<Site>', '<Site xmlns="urn:other">'), 'is of another namespace'],
    ] as const) {
      const { status, said } = await soap('ImportSite', inner)
      expect([status, said]).toEqual([500, expect.stringContaining(word)])
      expect(said).toContain('<faultcode>soap:Client</faultcode>')
    }
    expect(await effects()).toEqual([])
    expect((await soap('ImportSite', site(), 12)).said).toContain('<ImportSiteResult><ErrorNum>0</ErrorNum></ImportSiteResult>')
    expect((await ask('GetSite', { TransmitterCode: '79300' })).json).toMatchObject({
      Result: { SiteName: 'Vale, & Ann', Phones: [{ PhoneNumber: '8015550111', AutoNotifyFlag: null }] },
    })
    const found = await soap('GetSite', '<TransmitterCode>79300</TransmitterCode>')
    expect(found.said).toContain('<SiteName>Vale, &amp; Ann</SiteName>')
    expect(found.said).toContain('<TimeZoneNum xsi:nil="true" />')
    expect((await soap('GetSite', '<TransmitterCode>1</TransmitterCode>')).said).toContain('<ErrorNum>101</ErrorNum>')
    // The action, the namespace and the envelope belong together.
    const other = await soap('GetSite', '', 11, 'urn:other')
    expect([other.status, other.said]).toEqual([500, expect.stringContaining('There is no operation GetSite')])
    const path = `${base}/SiteGroupGateway/SiteGroupGateway.asmx`
    for (const [version, status] of [[11, 500], [12, 400]] as const) {
      const reply = await fetch(path, { method: 'POST', headers: soapHeaders('GetSite', version), body: '<a/>' })
      expect(reply.status).toBe(status)
    }
    await post('/_control/faults', { fault: 'http_503' })
    expect((await soap('GetSite', '', 12)).said).toContain('<soap:Value>soap:Receiver</soap:Value>')
  }) // prettier-ignore

  it('[CON-101] keeps tests, service and history, and takes signals from gateway and receiver alike', async () => {
    const at = { TransmitterCode: '7710003' }
    const now = () => new Date().toISOString()
    const test = { ...at, TestCategory: '02', StartDate: now(), Hours: 1, Minutes: 30, Comment: 'Swap' }
    const outcome = async (operation: string, members: object) =>
      (await ask(operation, members)).json as { ErrorNum: number; ErrorMessage: string | null; Result: never }
    expect(await outcome('OnTest', { ...test, TestCategory: 'XX' })).toMatchObject({ ErrorMessage: 'TestCategory XX is not valid' })
    expect(await outcome('OnTest', { ...test, Hours: 25 })).toMatchObject({ ErrorNum: 150 })
    expect(await outcome('OnTest', test)).toMatchObject({ ErrorNum: 0 })
    expect(await outcome('OnTest', test)).toMatchObject({ ErrorMessage: 'Device is on test already' })
    const signal = { ...at, SignalFormat: 'CID', SignalCode: 'E130', Point: '001', Area: '1' }
    expect(await outcome('Signal', { Signals: { Signals: [signal] } })).toMatchObject({ ErrorNum: 0 })
    expect(running.signalLog.list('7710003')).toMatchObject([{ eventCode: '130', kind: 'alarm', zone: '1' }])
    await outcome('ClearTest', { ...at, Comment: null })
    expect(await outcome('ClearTest', { ...at, Comment: null })).toMatchObject({ ErrorMessage: 'Device is not on test' })
    const out = { ...at, OOSCategory: 'NOPAY', OOSStartDate: now(), Comment: null }
    expect(await outcome('OutService', { ...out, OOSCategory: null })).toMatchObject({ ErrorNum: 150 })
    await outcome('OutService', out)
    expect(await outcome('GetSiteAdditionalInfo', at)).toMatchObject({ Result: { Devices: [{ OOSCat: 'NOPAY' }] } })
    await outcome('InService', { ...at, Comment: null })
    expect(await outcome('GetSite', at)).toMatchObject({ Result: { Devices: [{ InServiceFlag: true, OOSStartDate: null }] } })

    const [StartDateUTC, EndDateUTC] = [new Date(Date.now() - 60_000).toISOString(), new Date(Date.now() + 1000).toISOString()]
    const day = 24 * 60 * 60 * 1000
    const period = { StartDate: new Date(Date.now() - day).toISOString(), EndDate: EndDateUTC, StartDateUTC, EndDateUTC }
    const rows = (await outcome('GetHistory', { ...at, ...period })).Result as { OpAct: string; SignalCode: string; TestNum: string }[]
    expect(rows.map(({ OpAct, SignalCode }) => OpAct ?? SignalCode)).toEqual(['OT', 'E130', 'CT', 'OS', 'IS'])
    expect(rows[1]!.TestNum).toBe(rows[0]!.TestNum)
    // By the site's own clock nothing has happened in the last minute: both periods count.
    expect((await outcome('GetHistory', { ...at, ...period, StartDate: StartDateUTC })).Result).toEqual([])
    const kinds = ['on_test', 'signal', 'clear_test', 'out_of_service', 'in_service']
    expect((await effects()).map(({ kind }) => kind)).toEqual(kinds)
    expect((await outcome('GetSiteCodewords', { TransmitterCode: '7710001' })).Result).toEqual([{ CodeWord: 'marigold' }, { CodeWord: 'second word' }])
    expect((await outcome('TransmitterCodeList', {})).Result).not.toContainEqual(expect.objectContaining({ TransmitterCode: '7720001' }))
    running.signalLog.clear()
  }) // prettier-ignore

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
      const test = { TransmitterCode: '79100', TestCategory: '02', StartDate: new Date().toISOString() }
      await ask('OnTest', { ...test, Hours: 1, Minutes: 0, Comment: null }, `${first.url}/stages`)
      const wrong = { accounts: [{ ...account, site: { Town: 'Provo' } }] }
      expect((await post('/stages/_control/accounts', wrong, first.url)).status).toBe(422)
      const state = async (url: string) => (await fetch(`${url}/stages/_control/accounts`)).json()
      const before = await state(first.url)
      await first.close()
      const second = await startSandboxes({ connectors: ['stages'], dataDir })
      expect(await state(second.url)).toEqual(before)
      expect(JSON.stringify(before)).toContain('79200')
      const clear = { TransmitterCode: '79100', Comment: null }
      expect((await ask('ClearTest', clear, `${second.url}/stages`)).json).toMatchObject({ ErrorNum: 0 })
      await second.close()
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })
})
