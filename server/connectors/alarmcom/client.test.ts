import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { breaches } from '#sandboxes/alarmcom/document.ts'
import { rejection } from '../conformance-desk.ts'
import { providerFetch } from '../http.ts'
import { readPriceList } from '../price-list.ts'
import { alarmcom } from './alarmcom.ts'
import { envelope, pathOf, soapAction, type Message } from './message.ts'
import { inWords } from './names.ts'
import { sampleOrder as order } from './order.sample.ts'
import { createCommitment, createCustomer } from './orders.ts'

const tns = 'http://www.alarm.com/WebServices'
const soap = (body: string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>${body}</soap:Body></soap:Envelope>`
const answer = (operation: string, inner: string) =>
  soap(
    `<${operation}Response xmlns="${tns}"><${operation}Result>${inner}</${operation}Result></${operation}Response>`,
  )
const fault = (who: string, text: string) =>
  soap(
    `<soap:Fault><faultcode>soap:${who}</faultcode><faultstring>${text}</faultstring><detail/></soap:Fault>`,
  )

const credentials = { user: 'rep', password: 'pass & "word"', twoFactorDevice: 'device-7' }
describe('what is sent to Alarm.com', () => {
  /** What of a message breaks the table, had it been answered with a fault. */
  const check = (message: Message, body = envelope(message, credentials)) =>
    breaches({
      method: 'POST',
      target: pathOf(message),
      requestHeaders: { 'content-type': 'text/xml; charset=utf-8', soapaction: soapAction(message) },
      requestBody: body,
      status: 500,
      responseBody: fault('Client', 'x'),
    })

  it('[SYS-08] keeps the names, the order and the values of the published table', () => {
    const full = order({
      centralStation: { accountNumber: '44', receiver: '8005550140', forwarding: 'Always' },
      details: {
        propertyType: 'Business',
        culture: 'Spanish_US',
        unitDescription: 'Barn',
        installDate: '2026-12-01',
        installer: 'tech.ito',
        phoneLine: 'yes',
        ignoreCoverage: 'yes',
      },
    })
    const bare = order({ login: '', deviceSerial: '', addOnCodes: [], details: {} })
    for (const each of [full, bare]) {
      expect(check(createCustomer(each))).toEqual([])
      expect(check(createCommitment(each))).toEqual([])
    }
    // What the check is worth: each of these is a breach.
    const sent = envelope(createCustomer(full), credentials)
    const turned = /(<PanelType>.*<\/PanelType>)(<PanelVersion>.*<\/PanelVersion>)/
    for (const broken of [
      sent.replace(turned, '$2$1'),
      sent.replace('<LeadId>0</LeadId>', ''),
      sent.replace('>Business<', '>Castle<'),
      sent.replace('PanelVersion>Unknown', 'PanelVersion>unknown'),
      sent.replace('<Password>', '<password>').replace('</Password>', '</password>'),
      sent.replace(`<CreateCustomer xmlns="${tns}"`, '<CreateCustomer xmlns="urn:other"'),
    ]) {
      expect(broken).not.toBe(sent)
      expect(check(createCustomer(full), broken)).toHaveLength(1)
    }
  })

  it('[SYS-08] is the envelope of the wire: credentials in the header, every text escaped', () => {
    const message: Message = {
      service: 'CustomerManagement',
      operation: 'UpdatePrimaryEmail',
      parameters: [
        ['customerId', 7],
        ['newEmailAddress', 'a<b>&"c'],
      ],
    }
    expect(envelope(message, credentials)).toBe(
      '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
        `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Header><Authentication xmlns="${tns}">` +
        '<User>rep</User><Password>pass &amp; &quot;word&quot;</Password><TwoFactorDeviceId>device-7</TwoFactorDeviceId>' +
        `</Authentication></soap:Header><soap:Body><UpdatePrimaryEmail xmlns="${tns}"><customerId>7</customerId>` +
        '<newEmailAddress>a&lt;b&gt;&amp;&quot;c</newEmailAddress></UpdatePrimaryEmail></soap:Body></soap:Envelope>',
    )
    expect(
      ['SevereWeatherAlerts', 'ZwaveLock', 'ZWaveCO', 'IQPanelGlassbreak', 'TwoWayVoice'].map(inWords),
    ).toEqual(['Severe weather alerts', 'Z-Wave lock', 'Z-Wave CO', 'IQ panel glassbreak', 'Two way voice'])
    expect([...readPriceList(' 208 = $9.00,ProVideo=5\n')!]).toEqual([
      ['208', 900],
      ['ProVideo', 500],
    ])
    expect(readPriceList('208: 9')).toBeNull()
  })
})

describe('what is made of Alarm.com’s answers', () => {
  const running: (() => void)[] = []
  afterEach(() => running.splice(0).forEach((close) => close()))

  /** A service that answers by a script. */
  async function service(script: (operation: string) => { status?: number; body: string; type?: string }) {
    const asked: string[] = []
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const operation = /WebServices\/(\w+)"$/.exec(String(request.headers.soapaction))?.[1] ?? ''
        asked.push(operation)
        const { status = 200, body, type = 'text/xml; charset=utf-8' } = script(operation)
        response.writeHead(status, { 'content-type': type }).end(body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    running.push(() => server.close())
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const fetch = providerFetch({
      connector: 'alarmcom',
      credentials: baseUrl,
      timeoutMs: 1000,
      callsPerSecond: 1000,
      allowPrivate: true,
      secrets: [credentials.password],
    })
    return { port: alarmcom.open({ baseUrl, ...credentials }, fetch), asked }
  }
  const info = (id: number, more = '') =>
    answer(
      'GetCustomerInfo_V2',
      `<CustomerId>${id}</CustomerId><FirstName>Ann</FirstName><LastName>Roe</LastName><LoginName>ann</LoginName>` +
        '<InstallAddress><Street1>1 Elm</Street1><SubCity>West</SubCity><City>Orem</City><CountryId>USA</CountryId></InstallAddress>' +
        `<IsTerminated>false</IsTerminated><PendingTerminationDateUtc xsi:nil="true"/>${more}`,
    )
  const usual: Record<string, string> = {
    GetLatestCallerVersion: answer('GetLatestCallerVersion', '9'),
    GetPackageIds: answer('GetPackageIds', ''),
    GetInteractiveLockoutStatus: answer(
      'GetInteractiveLockoutStatus',
      '<IsInteractiveLockoutEnabled>false</IsInteractiveLockoutEnabled>',
    ),
    GetCustomerInfo_V2: info(7),
  }
  const withUsual = (special: Record<string, { status?: number; body: string; type?: string }>) =>
    service(
      (operation) => special[operation] ?? { body: usual[operation] ?? fault('Server', 'not scripted') },
    )
  const key = { idempotencyKey: 'key-00001' }

  it('[CON-101] reads refusals, faults and everything that is no answer into the six kinds', async () => {
    const cases: [{ status?: number; body: string; type?: string }, object][] = [
      [
        {
          body: answer(
            'UpdatePrimaryEmail',
            '<Success>false</Success><ErrorMessage>The email address is bad</ErrorMessage>',
          ),
        },
        {
          kind: 'rejected',
          outcome: 'not_applied',
          providerMessage: 'The email address is bad',
          field: 'email',
        },
      ],
      [
        { body: answer('UpdatePrimaryEmail', '<Success>false</Success>') },
        { kind: 'rejected', outcome: 'not_applied', providerMessage: 'Alarm.com gave no reason' },
      ],
      [
        {
          body: answer(
            'UpdatePrimaryEmail',
            '<Success>false</Success><ErrorMessage>Customer was not found</ErrorMessage>',
          ),
        },
        { kind: 'not_found', outcome: 'not_applied' },
      ],
      [
        { status: 500, body: fault('Client', 'There is an error in XML document') },
        { kind: 'rejected', outcome: 'not_applied' },
      ],
      [
        { status: 500, body: fault('Server', 'Object reference not set') },
        { kind: 'unavailable', outcome: 'unknown' },
      ],
      [
        { status: 500, body: fault('Server', 'Authentication failed for pass &amp; "word"') },
        { kind: 'bad_credentials', outcome: 'not_applied', providerMessage: 'Authentication failed for •••' },
      ],
      [
        { status: 401, body: '<html>', type: 'text/html' },
        { kind: 'bad_credentials', outcome: 'not_applied' },
      ],
      [
        { status: 429, body: '' },
        { kind: 'rate_limited', outcome: 'not_applied' },
      ],
      [
        { status: 502, body: '<html><p>Bad gateway' },
        { kind: 'unavailable', outcome: 'unknown' },
      ],
      [
        { status: 404, body: '<html></html>' },
        { kind: 'unexpected_reply', outcome: 'unknown' },
      ],
      [{ body: '' }, { kind: 'unexpected_reply', outcome: 'unknown' }],
      [
        { body: answer('UpdatePrimaryPhone', '<Success>true</Success>') },
        { kind: 'unexpected_reply', outcome: 'unknown' },
      ],
      [
        { body: `<!DOCTYPE a>${answer('UpdatePrimaryEmail', '<Success>true</Success>')}` },
        { kind: 'unexpected_reply', outcome: 'unknown' },
      ],
      [
        { body: soap(`<UpdatePrimaryEmailResponse xmlns="${tns}"/>`) },
        { kind: 'unexpected_reply', outcome: 'unknown' },
      ],
    ]
    for (const [reply, expected] of cases) {
      const { port } = await withUsual({ UpdatePrimaryEmail: reply })
      const update = port.subscribers.update!(
        { externalId: '7' },
        { fields: { email: 'b@example.test' }, ...key },
      )
      expect(await rejection(update), reply.body).toMatchObject({ call: 'Update account', ...expected })
    }
  })

  it('[CON-101] never takes another customer’s answer, or one without the facts, for the one asked for', async () => {
    for (const body of [info(8), info(7).replace('<IsTerminated>false', '<IsTerminated>maybe')]) {
      const { port } = await withUsual({ GetCustomerInfo_V2: { body } })
      expect(await rejection(port.subscribers.read({ externalId: '7' }))).toMatchObject({
        kind: 'unexpected_reply',
        outcome: 'not_applied',
      })
    }
    for (const body of [
      info(0),
      soap(`<GetCustomerInfo_V2Response xmlns="${tns}"/>`),
      fault('Server', 'x'),
    ]) {
      const { port } = await withUsual({ GetCustomerInfo_V2: { body } })
      const read = port.subscribers.read({ externalId: '7' })
      if (body.includes('Fault')) expect(await rejection(read)).toMatchObject({ kind: 'unavailable' })
      else expect(await read).toBeNull()
    }
    const { port, asked } = await withUsual({})
    for (const externalId of ['', '0', '-7', '7 or 8', '99999999999'])
      expect(await port.subscribers.read({ externalId })).toBeNull()
    expect(asked).toEqual([])
  })

  it('[CON-013] calls a change that broke off in the middle unknown, and sends what nobody asked to change back', async () => {
    const done = (operation: string) => ({ body: answer(operation, '<Success>true</Success>') })
    const refused = answer(
      'UpdateCustomerAddress',
      '<Success>false</Success><ErrorMessage>Zip is bad</ErrorMessage>',
    )
    const { port, asked } = await withUsual({
      UpdateCustomerName: done('UpdateCustomerName'),
      UpdateCustomerAddress: { body: refused },
    })
    const change = port.subscribers.update!(
      { externalId: '7' },
      { fields: { lastName: 'Doe', city: 'Provo', firstName: 'Ann' }, ...key },
    )
    expect(await rejection(change)).toMatchObject({ kind: 'rejected', outcome: 'unknown', field: 'zip' })
    expect(asked.filter((name) => name.startsWith('Update'))).toEqual([
      'UpdateCustomerName',
      'UpdateCustomerAddress',
    ])
  })

  it('[CON-071] changes no plan whose add-ons it cannot all see, for the whole list is sent each time', async () => {
    const plan =
      '<ServicePlanInfo><PackageId>208</PackageId><PlanType>AI</PlanType><Addons><AddOnFeatureEnum>ProVideo</AddOnFeatureEnum></Addons>' +
      '<TotalServicePrice>14.00</TotalServicePrice><AddonsFilteredDueToCallerVersion>true</AddonsFilteredDueToCallerVersion></ServicePlanInfo>'
    const { port, asked } = await withUsual({
      GetCustomerInfo_V2: { body: info(7, plan) },
      GetCustomerPrice: {
        body: answer(
          'GetCustomerPrice',
          '<TotalPrice>14.00</TotalPrice><BasePackagePrice>9.00</BasePackagePrice><AddonPrices><FeaturePrice>' +
            '<Feature>ProVideo</Feature><Quantity>1</Quantity><Price>5.00</Price></FeaturePrice></AddonPrices>',
        ),
      },
      ChangeServicePlanValidationOnly: {
        body: answer('ChangeServicePlanValidationOnly', '<Success>true</Success>'),
      },
    })
    const change = port.plans!.change({ externalId: '7' }, { planCode: '208', addOnCodes: [], ...key })
    expect(await rejection(change)).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
    expect(asked).not.toContain('ChangeServicePlan')
    // Prices come from what is paid today; of a plan that nobody has priced there is none.
    const quote = (planCode: string, addOnCodes: string[]) =>
      port.plans!.quote!({ externalId: '7' }, { planCode, addOnCodes })
    expect(await quote('208', [])).toEqual({ beforeCents: 1400, afterCents: 900, refusal: null })
    expect(await quote('208', ['ProVideo'])).toMatchObject({ afterCents: 1400 })
    expect(await quote('209', [])).toMatchObject({ afterCents: null })
    expect(await quote('208', ['Noonlight'])).toMatchObject({ afterCents: null })
  })
})
