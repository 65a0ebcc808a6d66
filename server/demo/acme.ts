/** Acme Alarm & Home: the demo dealer. Everybody and everything in it is invented. */
import { startingGroups } from '#server/modules/companies/companies.starting.ts'
import { demoCatalogues } from './catalogues.ts'
import type {
  CompanyPlan,
  PlannedLocation,
  PlannedBureau,
  PlannedProcessor,
  PlannedServiceProvider,
  PlannedStation,
  PlannedUser,
} from './company-plan.ts'

/** All named demo users sign in with it. */
export const demoPassword = 'keyholder-demo'

export const acmeLocations: readonly PlannedLocation[] = [
  { name: 'Provo', addressLine1: '1550 North Freedom Boulevard', city: 'Provo', state: 'UT', zip: '84604', timeZone: 'America/Denver', areaCodes: ['801', '385'], radiusKm: 60, weight: 40 },
  { name: 'Boise', addressLine1: '820 West Myrtle Street', city: 'Boise', state: 'ID', zip: '83702', timeZone: 'America/Boise', areaCodes: ['208', '986'], radiusKm: 60, weight: 25 },
  { name: 'Mesa', addressLine1: '240 East Broadway Road', city: 'Mesa', state: 'AZ', zip: '85210', timeZone: 'America/Phoenix', areaCodes: ['480', '602', '623'], radiusKm: 45, weight: 20 },
  { name: 'Fort Collins', addressLine1: '3105 South College Avenue', city: 'Fort Collins', state: 'CO', zip: '80525', timeZone: 'America/Denver', areaCodes: ['970', '720'], radiusKm: 55, weight: 15 },
] // prettier-ignore

const everywhere = (group: string) => [{ group, locations: [] }]

const users: readonly PlannedUser[] = [
  { username: 'owner', firstName: 'Olivia', lastName: 'Brandt', roles: ['sales_rep', 'trainer'], memberships: everywhere('Owners') },
  { username: 'manager', firstName: 'Marcus', lastName: 'Delgado', roles: ['sales_rep', 'trainer', 'lead_rep'], memberships: everywhere('Managers') },
  { username: 'sales', firstName: 'Sofia', lastName: 'Lindgren', roles: ['sales_rep', 'lead_rep'], memberships: [{ group: 'Sales reps', locations: ['Provo', 'Boise'] }] },
  { username: 'tech', firstName: 'Theo', lastName: 'Nakamura', roles: ['technician'], memberships: everywhere('Technicians'), reportsTo: 'Imani Brooks' },
  { username: 'billing', firstName: 'Beatrice', lastName: 'Okafor', roles: [], memberships: everywhere('Billing') },
  { username: 'viewer', firstName: 'Victor', lastName: 'Hale', roles: [], memberships: everywhere('Viewers') },
  { firstName: 'Amelia', lastName: 'Quist', roles: ['sales_rep', 'lead_rep'] },
  { firstName: 'Jonah', lastName: 'Prescott', roles: ['sales_rep'] },
  { firstName: 'Renata', lastName: 'Solis', roles: ['sales_rep', 'trainer'] },
  { firstName: 'Desmond', lastName: 'Achebe', roles: ['sales_rep'] },
  { firstName: 'Kirsten', lastName: 'Vale', roles: ['sales_rep', 'lead_rep'] },
  { firstName: 'Tomas', lastName: 'Herrera', roles: ['sales_rep'] },
  { firstName: 'Priya', lastName: 'Raman', roles: ['call_center_rep'] },
  { firstName: 'Caleb', lastName: 'Worth', roles: ['call_center_rep', 'lead_rep'] },
  { firstName: 'Hannah', lastName: 'Ostrow', roles: ['call_center_rep'] },
  { firstName: 'Luis', lastName: 'Montero', roles: ['technician'], reportsTo: 'Imani Brooks' },
  { firstName: 'Grace', lastName: 'Tanaka', roles: ['technician'], reportsTo: 'Imani Brooks' },
  { firstName: 'Wade', lastName: 'Sorensen', roles: ['technician'], reportsTo: 'Imani Brooks' },
  { firstName: 'Imani', lastName: 'Brooks', roles: ['technician', 'trainer'], reportsTo: 'Marcus Delgado' },
  { firstName: 'Peter', lastName: 'Vandermeer', roles: ['sales_rep', 'technician'], active: false },
] // prettier-ignore

/** Ids of the named users, in the order above. */
export const demoUsers = { owner: 1, manager: 2, sales: 3, tech: 4, billing: 5, viewer: 6 } as const

const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }

export const acmeStations: readonly PlannedStation[] = [
  {
    name: 'Dynamark Monitoring',
    connector: 'bold',
    active: true,
    prefix: 'DM',
    weight: 30,
    login,
    blocks: [
      { first: 'DM700001', last: 'DM700500', receiverNumber: '8015550190' },
      { first: 'DM770001', last: 'DM770100', receiverNumber: '8015550191', twoWay: true },
      { first: 'DM600001', last: 'DM600250', active: false },
    ],
  },
  { name: 'Security Partners', connector: 'bold', active: true, prefix: 'SP', weight: 22, login },
  { name: 'Legacy Security Services', connector: 'bold', active: true, prefix: 'LS', weight: 14, login },
  { name: 'Alarm Central', connector: 'bold', active: false, prefix: 'AC', weight: 4, login },
  {
    name: 'Guardian Central',
    connector: null,
    active: true,
    prefix: 'GC',
    weight: 10,
    login: null,
    blocks: [{ first: 'GC-0001', last: 'GC-0200' }],
  },
  // Its customers are those of story-rapid.ts only; the sandbox has their accounts from its first start.
  {
    name: 'Rapid Response (sandbox)',
    connector: 'stages',
    active: true,
    prefix: '77',
    weight: 0,
    login: {
      ...login,
      settings: {
        equipmentTypes: 'CONTACT;Contact|MOTION;Motion|SMOKE;Smoke|GLASS;Glass break|KEYPAD;Keypad|WATER;Water|CO;Carbon monoxide',
        testCategories: '01;One hour|02;Two hours|04;Four hours|08;Eight hours|24;A day',
        outOfServiceCategories: 'DLRREQ;Dealer’s request|NOPAY;Not paid|MOVED;Moved out|SEASON;Seasonal',
        agencies: [
          'police;801;Provo Police;8015550190;84601 84604 84606;Provo;UT',
          'police;802;Utah County Sheriff;8015550191;84601 84604 84651 84058;Provo;UT',
          'fire;803;Provo Fire and Rescue;8015550192;84601 84604 84606;Provo;UT',
          'fire;804;Orem Fire;8015550193;84057 84058 84097;Orem;UT',
          'medical;805;Timpanogos Ambulance;8015550194;84601 84604 84058 84097;Provo;UT',
          'guard;806;Wasatch Patrol;8015550195;84601 84604 84606 84058;Provo;UT',
        ].join('|'),
      },
    }, // prettier-ignore
  },
  // The same: story-wires.ts and sandboxes/brinks/README.md.
  {
    name: 'Brinks Home (sandbox)',
    connector: 'brinks',
    active: true,
    prefix: '7681',
    weight: 0,
    login: {
      ...login,
      userId: 'keyholder_wsi',
      path: '/MIDI/MIDI.asmx',
      settings: { dealerNumber: '900100001', systemType: '20S001' },
    },
  },
  // A handful of customers each: docs/connectors/{cops,affiliated,generic}.md.
  { name: 'COPS Monitoring (sandbox)', connector: 'cops', active: true, prefix: 'CP', weight: 1, login },
  {
    name: 'Affiliated (sandbox)',
    connector: 'affiliated',
    active: true,
    prefix: 'AF',
    weight: 1,
    login,
    templates: [
      { code: 'RES-BURG', name: 'Residential burglary', active: true },
      { code: 'RES-FULL', name: 'Residential burglary, fire and medical', active: true },
      { code: 'COM-BURG', name: 'Commercial burglary', active: true },
    ],
  },
  { name: 'Open Station (sandbox)', connector: 'generic', active: true, prefix: 'ST', weight: 1, login },
  // Its customers are those of story-wires.ts only; the sandbox has their accounts from its first start.
  {
    name: 'Crestline Monitoring (sandbox)',
    connector: 'mastermind',
    active: true,
    prefix: 'C78',
    weight: 0,
    login: {
      ...login,
      userId: 'keyholder_api',
      path: '/NMCLink/NMCLinkPortal.asmx',
      settings: { dealerNumber: '880100001', systemType: 'SIM1' },
    },
    blocks: [{ first: 'C785001', last: 'C785100' }],
  },
  // The same: story-adt.ts.
  {
    name: 'ADT (sandbox)',
    connector: 'adt',
    active: true,
    prefix: 'AD-',
    weight: 0,
    login: {
      ...login,
      settings: { production: false, preCheckEnabled: true, preCheckStyle: 'automatic' },
    },
  },
  {
    name: 'AlarmNet (sandbox)',
    connector: 'alarmnet',
    active: true,
    prefix: 'A1-02-',
    weight: 0,
    login: { ...login, secrets: { callbackSecret: 'sandbox-demo-callback-secret' } },
  },
]

export const demoServiceProviders: readonly PlannedServiceProvider[] = [
  {
    name: 'Alarm.com',
    weight: 60,
    active: true,
    login: {
      connector: 'alarmcom',
      settings: {
        user: 'keyholder_adc',
        customerSite: '{sandbox}/alarmcom/web/login?token={token}',
        priceList: '193 = 10.50, 208 = 9.00, 209 = 12.00, ProVideo = 5.00, DoorbellCameras = 2.50',
      },
      secrets: { password: 'sandbox-demo' },
    },
  },
  // 1004 and 1006 have accounts there: sandboxes/totalconnect/README.md.
  {
    name: 'Total Connect',
    weight: 20,
    active: true,
    login: {
      connector: 'totalconnect',
      settings: { userId: login.userId, dealerId: login.dealerId },
      secrets: { password: login.password, callbackSecret: 'a-demo-secret-of-both-sides' },
    },
  },
  // 1002 and 1005 have accounts there: sandboxes/alula/README.md.
  {
    name: 'Alula',
    weight: 10,
    active: true,
    login: {
      connector: 'alula',
      settings: {
        clientId: 'keyholder-client',
        username: 'keyholder',
        dealerId: '4100',
        priceList: '501 = 4.50, 502 = 9.00, 503 = 12.25, 504 = 16.00',
      },
      secrets: { clientSecret: 'client-demo', password: 'sandbox-demo' },
    },
  },
  // 1001, 1003 and 1013 have accounts there: sandboxes/securenet/README.md.
  {
    name: 'SecureNet',
    weight: 10,
    active: true,
    login: {
      connector: 'securenet',
      settings: { userId: login.userId, dealerId: login.dealerId },
      secrets: { password: login.password },
    },
  },
  { name: 'Telguard HomeControl', weight: 0, active: false },
]

/** Subjects of their sandboxes: sandboxes/open-credit/README.md. */
const creditBureaus: readonly PlannedBureau[] = [
  {
    name: 'TransUnion',
    active: true,
    login: {
      connector: 'transunion',
      sandbox: 'open-credit',
      settings: { subscriberCode: '0125A12345', productCode: '08000' },
      secrets: { password: 'sandbox-demo' },
    },
  },
  {
    name: 'HART',
    active: true,
    login: {
      connector: 'hart',
      sandbox: 'hart',
      path: '/api',
      settings: { account: 'keyholder', product: 'CREDIT', bureau: 'TU' },
      secrets: { password: 'sandbox-demo' },
    },
  },
  {
    name: 'Equifax',
    active: true,
    login: {
      connector: 'equifax',
      sandbox: 'equifax',
      settings: { clientId: 'keyholder-client', memberNumber: '999ZB12345' },
      secrets: { clientSecret: 'client-demo', securityCode: 'X42' },
    },
  },
  {
    name: 'ADT Credit',
    active: false,
    login: {
      connector: 'adt-credit',
      sandbox: 'open-credit',
      settings: { dealerNumber: 'ACME01' },
      secrets: { password: 'sandbox-demo' },
    },
  },
  { name: 'Entered by hand', active: true },
]

/** Cards and lies of their sandboxes: sandboxes/nmi/README.md. */
const processors: readonly PlannedProcessor[] = [
  {
    name: 'NMI',
    active: true,
    isDefault: true,
    connector: 'nmi',
    settings: {
      tokenizationKey: 'sandbox-tokenization-key',
      cards: true,
      ach: true,
      validateCards: true,
      duplicateCheck: true,
    },
    secrets: { securityKey: 'sandbox-security-key', webhookKey: 'sandbox-webhook-key' },
  },
  {
    name: 'Stripe',
    active: true,
    isDefault: false,
    connector: 'stripe',
    settings: { publishableKey: 'pk_test_sandbox', scriptUrl: '{sandbox}/stripe/js/v3/' },
    secrets: { secretKey: 'sk_test_sandbox' },
  },
]

export const acme: CompanyPlan = {
  slug: 'acme',
  name: 'Acme Alarm & Home',
  timeZone: 'America/Denver',
  // A few of its customers are at ADT: who creates one ticks the PreCheck.
  settings: {
    parentChild: true,
    addressVerification: true,
    regulations: true,
    creditChecks: true,
    edocs: true,
    paymentPortal: true,
    payablePlus: true,
    adtPreCheck: 'unchecked',
  },
  firstRecordId: 1101,
  locations: acmeLocations,
  groups: startingGroups,
  users,
  stations: acmeStations,
  serviceProviders: demoServiceProviders,
  creditBureaus,
  processors,
  catalogues: demoCatalogues,
}
