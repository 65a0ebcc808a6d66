import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { answers, breaches, isOperation, sentTo } from '#sandboxes/stages/interface.ts'
import { askConnector } from '../conformance.ts'
import type { Exchange } from '../conformance-desk.ts'
import { stages } from './stages.ts'

const settings = (url: string) => ({
  baseUrl: url,
  userId: 'keyholder',
  password: 'sandbox-demo',
  equipmentTypes: 'CONTACT;Door or window contact\nSMOKE;Smoke detector',
  testCategories: '02;Two hours|24;A day',
  outOfServiceCategories: 'DLRREQ;Dealer’s request|SEASON;Seasonal',
  agencies: [
    'police;801;Provo Police;8015550190;84601 84604;Provo;UT',
    'police;802;Utah County Sheriff;8015550191;84601,84651;Provo;UT',
    'fire;803;Provo Fire and Rescue;8015550192;84601',
  ].join('\n'),
})

/** Each exchange against the interface: the path, and both bodies' names, order and types. */
function flaws({ method, target, requestHeaders, requestBody, status, responseBody }: Exchange): string[] {
  const operation = /^\/SiteGroupGateway\/OpenAPI\/method\/(\w+)$/.exec(target)?.[1] ?? ''
  if (!isOperation(operation)) return [`${target} is no operation`]
  const sent = JSON.parse(requestBody!) as object
  return [
    ...(method === 'POST' ? [] : [`${method} is not POST`]),
    ...(/^application\/json/.test(requestHeaders['content-type']!) ? [] : ['The request is no JSON']),
    ...(status === 200 ? [] : [`The answer has status ${status}`]),
    ...breaches(sentTo(operation), sent),
    ...breaches(refused(responseBody) ? 'Result' : answers[operation], JSON.parse(responseBody)),
  ]
}
const refused = (body: string) => (JSON.parse(body) as { ErrorNum: number }).ErrorNum !== 0

/** The beginning of that day, UTC. */
const daysAgo = (days: number) =>
  new Date(new Date().setUTCHours(0, 0, 0, 0) - days * 24 * 60 * 60 * 1000).toISOString()

askConnector({
  connector: stages,
  system: 'SYS-06',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['stages'] })
    return { url: `${url}/stages`, close }
  },
  settings,
  badSettings: (url, password = 'not-the-password') => [
    { ...settings(url), password },
    { ...settings(url), userId: 'Keyholder' },
  ],
  known: {
    accountNumber: '7710001',
    fields: {
      firstName: 'JOAN',
      lastName: 'FENWICK',
      businessName: '',
      addressLine1: '77 North Alder St',
      addressLine2: '',
      city: 'PROVO',
      state: 'UT',
      zip: '84601-5512',
      county: 'Utah',
      crossStreet: '',
      primaryPhone: '8015550161',
      workPhone: '',
      cellPhone: '8015550162',
      abortCode: 'marigold',
    },
    contacts: [
      {
        order: 1,
        firstName: 'Peter',
        lastName: 'Fenwick',
        phone: '8015550163',
        relation: 'Spouse',
        passcode: 'marigold',
        hasKey: true,
      },
      {
        order: 2,
        firstName: 'Ruth',
        lastName: 'Okoye',
        phone: '8015550164x12',
        relation: 'Neighbor',
        passcode: '',
        hasKey: true,
      },
    ],
  },
  creation: { siteType: 'C', deviceType: '2WBURG', timeZone: '7', twoWay: 'yes' },
  parts: {
    zones: {
      accountNumber: '7710001',
      zone: '002',
      numbers: ['001', '017', 'A1'],
      eventType: '131',
      deviceType: 'CONTACT',
    },
    agencies: { kind: 'police', zip: '84601' },
    tests: { category: '02' },
    testResults: { accountNumber: '7710001', from: daysAgo(6), until: daysAgo(3) },
    events: { accountNumber: '7710001', from: daysAgo(3), until: daysAgo(1) },
    details: {
      values: { twoWay: '', siteType: 'CF', panelLocation: 'Basement', timeZone: '', pets: 'Two dogs' },
    },
    service: { category: 'DLRREQ' },
  },
  missing: ['7799999', '77-f500', '7720001', '77 10001', '77100017710001771', ''],
  accountNumber: (n) => `78${10_000 + n}`,
  onExchange: (exchange) => expect(flaws(exchange)).toEqual([]),
})
