import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '../all.ts'
import type { Account } from './accounts.ts'
import { breaches } from './document.ts'
import { encode, read } from '../markup.ts'
import { services } from './table.ts'

const tns = 'http://www.alarm.com/WebServices'
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
let running: Awaited<ReturnType<typeof startSandboxes>>
beforeAll(async () => void (running = await startSandboxes({ connectors: ['alarmcom'] })))
afterAll(() => running.close())
afterEach(() => control('POST', 'reset', {}))

async function control(method: string, name: string, body?: unknown, at = running.url) {
  const reply = await fetch(`${at}/alarmcom/_control/${name}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return (await reply.json()) as { accounts: Account[]; effects: { kind: string }[] }
}

type Sent = {
  service?: string
  version?: '1.1' | '1.2'
  user?: string
  header?: string
  namespace?: string
  type?: string
  action?: string
  prolog?: string
  at?: string
}
const headerOf = (user: string) =>
  `<Authentication xmlns="${tns}"><User>${user}</User><Password>sandbox-demo</Password><TwoFactorDeviceId/></Authentication>`

/** Sends `inner` as the operation's content, as it is. */
async function send(operation: string, inner: string, sent: Sent = {}) {
  const { version = '1.1', service = 'CustomerManagement', namespace = tns } = sent
  const uri = version === '1.1' ? soap11 : soap12
  const target = `/WebServices/${service}.asmx`
  const requestBody =
    `${sent.prolog ?? ''}<s:Envelope xmlns:s="${uri}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
    `<s:Header>${sent.header ?? headerOf(sent.user ?? 'keyholder_adc')}</s:Header>` +
    `<s:Body><${operation} xmlns="${namespace}">${inner}</${operation}></s:Body></s:Envelope>`
  const action = sent.action ?? `${tns}/${operation}`
  const requestHeaders: Record<string, string> =
    version === '1.1'
      ? { 'content-type': sent.type ?? 'text/xml; charset=utf-8', soapaction: `"${action}"` }
      : { 'content-type': sent.type ?? `application/soap+xml; charset=utf-8; action="${action}"` }
  const reply = await fetch(`${sent.at ?? running.url}/alarmcom${target}`, {
    method: 'POST',
    headers: requestHeaders,
    body: requestBody,
  })
  const text = await reply.text()
  const exchange = {
    method: 'POST',
    target,
    requestHeaders,
    requestBody,
    status: reply.status,
    responseBody: text,
  }
  return { status: reply.status, type: reply.headers.get('content-type'), text, exchange }
}
const said = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
const info = (id: number, version = 99, sent: Sent = {}) =>
  send(
    'GetCustomerInfo_V2',
    `<input><CallerVersion>${version}</CallerVersion><CustomerId>${id}</CustomerId></input>`,
    sent,
  )
const el = (name: string, text: string | number) => `<${name}>${encode(String(text))}</${name}>`

const address =
  '<Street1>1 Elm</Street1><City>Orem</City><State>UT</State><Zip>84057</Zip><CountryId>USA</CountryId>'
const nils = (...names: string[]) => names.map((name) => `<${name} xsi:nil="true"/>`).join('')
/** CreateCustomerInput with what is given set into it. */
const order = (given: Record<string, string> = {}) => {
  const value = {
    login: 'eve.roe',
    modem: '5000000001',
    package: '208',
    addOns: '',
    coverage: 'false',
    forwarding: 'Never',
    ...given,
  }
  return (
    `<CustomerAccountAddress>${address}<FirstName>Eve</FirstName><LastName>Roe</LastName></CustomerAccountAddress>` +
    `<CustomerAccountEmail>eve@example.test</CustomerAccountEmail><CustomerAccountPhone>8015550100</CustomerAccountPhone>` +
    `${el('DealerCustomerId', 'keyholder:acme/7')}${el('DesiredLoginName', value.login)}` +
    `<InstallationAddress>${address}</InstallationAddress><InstallationTimeZone>NotSet</InstallationTimeZone>` +
    `<Culture>English_US</Culture><PanelType>IQPanel4</PanelType><PanelVersion>Unknown</PanelVersion>` +
    `${el('ModemSerialNumber', value.modem)}${nils('panelSettingTemplateId')}<PhoneLinePresent>false</PhoneLinePresent>` +
    `${el('CentralStationForwardingOption', value.forwarding)}${el('PackageId', value.package)}` +
    `<AddOnFeatures>${value.addOns}</AddOnFeatures>${el('IgnoreLowCoverageErrors', value.coverage)}` +
    `${nils('BranchId')}<LeadId>0</LeadId><PropertyType>Condo</PropertyType>` +
    nils('ContractEndDate', 'EnrolledInMaintenance', 'PackageTemplateId', 'HasInsuranceFeatures') +
    nils(
      'CommunicationPathway',
      'InstallWizard',
      'InstallType',
      'DealerCustomerSourceId',
      'BuilderProgramId',
    ) +
    nils('UsingADCApp', 'SystemGroupId', 'DualPathSupervisionImmediate')
  )
}
const create = (given?: Record<string, string>) => send('CreateCustomer', `<input>${order(given)}</input>`)

describe('the Alarm.com sandbox', () => {
  it('[SYS-08] answers SOAP 1.1 and 1.2 in their own forms, at paths in any case, and describes itself', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      const { status, type, text, exchange } = await info(14_000_101, 99, { version })
      expect(status).toBe(200)
      expect(type).toMatch(version === '1.1' ? /^text\/xml/ : /^application\/soap\+xml/)
      expect([said(text, 'DealerCustomerId'), said(text, 'TotalServicePrice')]).toEqual(['', '22.00'])
      expect(text).toContain('<TermDate xsi:nil="true" />')
      expect(breaches(exchange)).toEqual([])
      // What the check is worth: an answer in another order is a breach.
      const swapped = exchange.responseBody
        .replace('<FirstName>Marian</FirstName>', '')
        .replace('<LoginName>', '<FirstName>Marian</FirstName><LoginName>')
      expect(breaches({ ...exchange, responseBody: swapped })).toHaveLength(1)
    }
    const lower = await fetch(`${running.url}/alarmcom/webservices/dealermanagement.ASMX?wsdl`)
    const described = read(await lower.text())
    const names = (tag: string) =>
      described.nodes
        .filter((node) => node.tag === tag)
        .flatMap(({ nodes }) => nodes.filter((node) => node.tag === 'operation'))
        .map(({ attributes }) => attributes.get('name'))
    expect(names('portType')).toEqual([
      ...services.find(({ name }) => name === 'DealerManagement')!.operations.keys(),
    ])
    expect(names('binding')).toHaveLength(2 * names('portType').length)
    expect((await fetch(`${running.url}/alarmcom/WebServices/Other.asmx`)).status).toBe(404)
    expect((await send('GetPartList', '', { service: 'OrderManagement' })).text).toContain('KH-CAM-1')
  })

  it('[CON-101] refuses messages that differ from the WSDL in any name, order, type or header', async () => {
    const ok = '<CallerVersion>7</CallerVersion><CustomerId>14000101</CustomerId>'
    const asked = (inner: string, sent?: Sent) => send('GetCustomerInfo_V2', inner, sent)
    const faults = await Promise.all([
      asked('<input><CustomerId>14000101</CustomerId><CallerVersion>7</CallerVersion></input>'),
      asked('<input><CallerVersion>7</CallerVersion></input>'),
      asked(`<input>${ok}<More>1</More></input>`),
      asked(`<input>${ok.replace('7', 'seven')}</input>`),
      asked(`<input xmlns="${tns.toLowerCase()}">${ok}</input>`),
      asked(`<input>${ok.replace('>7<', ' xsi:nil="true"><')}</input>`),
      asked(''),
      asked(`<input>${ok}</input>`, { namespace: `${tns}/` }),
      asked(`<input>${ok}</input>`, { action: `${tns}/GetCustomerInfo` }),
      asked(`<input>${ok}</input>`, { service: 'DealerManagement' }),
      asked(`<input>${ok}</input>`, { type: 'text/plain' }),
      asked(`<input>${ok}</input>`, { header: '' }),
      asked(`<input>${ok}</input>`, { header: headerOf('keyholder_adc').replace(tns, '') }),
      asked(`<input>${ok}</input>`, { prolog: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' }),
      asked(`<input>${ok}`),
      send(
        'TerminateCustomer',
        '<customerId>14000101</customerId><accountTerminateReason>Because</accountTerminateReason>',
      ),
      send('CreateCustomer', `<input>${order().replace('<LeadId>0</LeadId>', '')}</input>`),
      send('CreateCustomer', `<input>${order().replace('>Condo<', '>Castle<')}</input>`),
      asked(`<input>${ok}</input>`, { user: 'nobody' }),
      asked(`<input>${ok}</input>`, { user: 'guarded_adc' }),
    ])
    for (const { status, text } of faults) {
      expect(status, text).toBe(500)
      expect(text).toContain('<faultcode>soap:Client</faultcode>')
    }
    expect(faults.at(-1)!.text).toContain('Authentication failed')
    const newer = await asked('<input/>', { version: '1.2' })
    expect(newer.text).toContain('<soap:Value>soap:Sender</soap:Value>')
    expect(newer.type).toMatch(/^application\/soap\+xml/)
    expect((await control('GET', 'accounts?limit=0')).effects).toEqual([])
  })

  it('[SYS-08] refuses what a dealer may not do with Success=false and a reason', async () => {
    const refusals = await Promise.all([
      create({ package: '777' }),
      create({ addOns: '<AddOnFeatureEnum>Wellness</AddOnFeatureEnum>' }),
      create({ modem: '1000000101' }),
      create({ modem: '0000000009' }),
      create({ login: 'Marian.Abernathy' }),
      send(
        'CheckAvailableLoginName',
        '<input><LoginName>marian.abernathy</LoginName><RetrieveLoginInfoOnCollision>true</RetrieveLoginInfoOnCollision></input>',
      ),
      send('RestoreAccount', '<customerId>14000101</customerId>'),
      send('LookupCustomerIdFromModemSerial', '<modemSerial>1000000201</modemSerial>'),
      info(14_000_201),
    ])
    for (const { status, exchange } of refusals) {
      expect(status).toBe(200)
      expect(breaches(exchange)).toEqual([])
    }
    const texts = refusals.map(({ text }) => text)
    expect(texts.slice(0, 5).map((text) => said(text, 'Success'))).toEqual(Array(5).fill('false'))
    expect(texts.slice(0, 5).map((text) => said(text, 'ErrorMessage'))).toEqual([
      'The service package is not valid for this dealer.',
      'The add-on Wellness is not available with Interactive Security.',
      'The modem serial number is already in use by another account.',
      'The modem is in an area of low coverage. Set IgnoreLowCoverageErrors to go on.',
      'The login name is already in use. Try Marian.Abernathy1.',
    ])
    expect(said(texts[5]!, 'SuggestedLoginName')).toBe('marian.abernathy1')
    expect(said(texts[5]!, 'int')).toBe('14000101')
    expect(said(texts[6]!, 'RestoreAccountResult')).toBe('false')
    // Another dealer's are nobody's.
    expect(said(texts[7]!, 'LookupCustomerIdFromModemSerialResult')).toBe('0')
    expect(texts[8]).not.toContain('GetCustomerInfo_V2Result')
    // Add-ons that a caller of this version cannot know are dropped, and it says so.
    const old = (await info(14_000_102, 6)).text
    expect(said(old, 'AddonsFilteredDueToCallerVersion')).toBe('true')
    expect(old).not.toContain('Noonlight')
  })

  it('[SYS-08] leads a commitment to an account, locked, ending, restored and ended, across a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'alarmcom-'))
    let one = await startSandboxes({ connectors: ['alarmcom'], dataDir })
    const at = () => ({ at: one.url })
    try {
      const ordered = await send(
        'CreateCommitment',
        `<input><CustomerInput>${order({ modem: '' })}</CustomerInput><CommitmentExpectedInfo>` +
          '<ExpectedInstallDate>2026-12-01T00:00:00</ExpectedInstallDate><ExpectedPanelType>Neo</ExpectedPanelType>' +
          '<ExpectedNetwork>NotSet</ExpectedNetwork></CommitmentExpectedInfo></input>',
        at(),
      )
      const id = Number(said(ordered.text, 'CustomerId'))
      expect([said(ordered.text, 'Success'), said(ordered.text, 'LoginName')]).toEqual(['true', 'eve.roe'])
      expect(said((await info(id, 9, at())).text, 'CustomerType')).toBe('Commitment')
      const input = (inner: string) => `<input>${el('CustomerId', id)}${inner}</input>`
      const lock = () => send('EnableInteractiveLockout', input('<Reason>Unpaid</Reason>'), at())
      expect(said((await lock()).text, 'ErrorMessage')).toContain('a commitment')
      const activate = await send(
        'ActivateCommitment',
        `<input>${el('CommitmentId', id)}<PanelType>Neo</PanelType><ModemSerialNumber>5000000009</ModemSerialNumber>` +
          '<IgnoreLowCoverageErrors>false</IgnoreLowCoverageErrors><IsInstalledByExpectedInstaller>true</IsInstalledByExpectedInstaller>' +
          '<UsingADCApp xsi:nil="true"/></input>',
        at(),
      )
      expect(said(activate.text, 'CustomerId')).toBe(String(id))
      expect(said((await lock()).text, 'Success')).toBe('true')
      const status = await send('GetInteractiveLockoutStatus', el('customerId', id), at())
      expect(said(status.text, 'IsInteractiveLockoutEnabled')).toBe('true')
      const end = (days: number) =>
        send(
          'TerminateCustomer_V2',
          input(
            '<AccountTerminateReason>Moving</AccountTerminateReason><SendTerminationMessageToPanel xsi:nil="true"/>' +
              `${el('TerminationDelayDays', days)}<MasterReset xsi:nil="true"/>`,
          ),
          at(),
        )
      await end(30)
      const ending = (await info(id, 9, at())).text
      expect([said(ending, 'IsTerminated'), said(ending, 'PendingTerminationDateUtc')?.length]).toEqual([
        'false',
        19,
      ])
      const restored = await send('RestoreAccount', el('customerId', id), at())
      expect(said(restored.text, 'RestoreAccountResult')).toBe('true')
      await end(0)

      await one.close()
      one = await startSandboxes({ connectors: ['alarmcom'], dataDir })
      expect(said((await info(id, 9, at())).text, 'IsTerminated')).toBe('true')
      const { effects, accounts } = await control('GET', `accounts?search=${id}`, undefined, one.url)
      expect(effects.map(({ kind }) => kind)).toEqual([
        'commit',
        'activate',
        'lockout',
        'terminate',
        'restore',
        'terminate',
      ])
      expect(accounts[0]).toMatchObject({
        state: 'terminated',
        modemSerial: '5000000009',
        pendingTermination: null,
      })
      // What was to end by itself has ended, though nobody was there.
      await control(
        'POST',
        'accounts',
        { accounts: [{ customerId: 9, pendingTermination: '2026-01-01T00:00:00.000Z' }] },
        one.url,
      )
      expect(said((await info(9, 9, at())).text, 'IsTerminated')).toBe('true')
    } finally {
      await one.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })

  it('[CON-101] fails in the wire’s own form when a fault is ordered, and for customers that always fail', async () => {
    const rename = (sent: Sent = {}) =>
      send(
        'UpdateCustomerName',
        '<input><CustomerID>14000101</CustomerID><LastName>Roe</LastName></input>',
        sent,
      )
    const write = { match: { write: true } }
    await control('POST', 'faults', { fault: 'rejected', ...write })
    expect((await info(14_000_101)).status).toBe(200)
    const refused = await rename()
    expect([refused.status, said(refused.text, 'Success')]).toEqual([200, 'false'])
    expect(said(refused.text, 'ErrorMessage')).toContain('call the data entry desk')
    await control('POST', 'faults', { fault: 'http_503' })
    const down = await rename({ version: '1.2' })
    expect([down.status, said(down.text, 'soap:Value')]).toEqual([503, 'soap:Receiver'])
    await control('POST', 'faults', { fault: 'rejected' })
    const scalar = await send('LookupCustomerIdFromModemSerial', '<modemSerial>1000000101</modemSerial>')
    expect([scalar.status, said(scalar.text, 'faultcode')]).toEqual([500, 'soap:Client'])
    const { accounts } = await control('GET', 'accounts?search=KH-F429')
    expect((await info(accounts[0]!.customerId, 9, { user: 'faulty_adc' })).status).toBe(429)
  })
})
