/**
 * The linked account as its central station holds it: the Manage page (CON-050 to 055). Everything but `overview` is
 * asked of the station at that moment, part by part, so that one call that fails leaves the others alone.
 */
import { z } from 'zod'
import { endpoint, id, instant, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { discrepancies } from './connections.ts'

const params = z.object({ customerId: id })
const account = '/customers/:customerId/connections/monitoring/account' as const

/** The station's own key or code of something; it is ours only to hand back. */
const code = text(120)
const choice = z.object({ code: z.string(), label: z.string() })
export type Choice = z.output<typeof choice>

export const agencyKinds = ['police', 'fire', 'medical', 'guard'] as const
const agencyKind = z.enum(agencyKinds, 'Choose one from the list')
export type AgencyKind = z.output<typeof agencyKind>

const detailField = z.object({
  key: z.string(),
  label: z.string(),
  help: z.string().nullable(),
  type: z.enum(['text', 'choice', 'date', 'flag']),
  maxLength: z.number().int().nullable(),
  editable: z.boolean(),
  required: z.boolean(),
})
export type DetailField = z.output<typeof detailField>

const overview = z
  .object({
    company: z.string(),
    accountNumber: z.string().nullable(),
    /** Nothing can be asked of the station before the account is linked. */
    linked: z.boolean(),
    capabilities: z.array(z.string()),
    parts: z.object({
      zoneHelp: z.string().nullable(),
      agencies: z
        .object({ kinds: z.array(agencyKind), perKind: z.enum(['one', 'several']), permits: z.boolean() })
        .nullable(),
      tests: z
        .object({
          several: z.boolean(),
          maxMinutes: z.number().int(),
          /** 0: the station takes no description. */
          descriptionLength: z.number().int(),
        })
        .nullable(),
      /** Longest period that events and test data answer. */
      maxDays: z.number().int().nullable(),
      details: z.array(detailField),
      /** What the station does not get of a contact. */
      contactsLack: z.string().nullable(),
    }),
    /** As the station has it from here; changed on the customer's own page. */
    facts: z.array(z.object({ label: z.string(), value: z.string().nullable() })),
    zip: z.string(),
    /** Null without the permission to see them. */
    contacts: z
      .array(z.object({ order: z.number().int(), name: z.string(), phone: z.string(), relation: z.string() }))
      .nullable(),
    /** Zones of what is installed here; null without the permission to see equipment. */
    zones: z.array(z.object({ zone: z.string(), name: z.string() })).nullable(),
    mayChange: z.boolean(),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'StationAccount' })
export type StationAccount = z.output<typeof overview>

const state = z.object({
  inService: z.boolean(),
  /** How an order stands there, in the station's words. */
  orderState: z.string().nullable(),
  identifiers: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type AccountState = z.output<typeof state>

const order = z.object({
  state: z.enum(['created', 'updated', 'submitting', 'submitted', 'failed']),
  /** Why it failed, in the station's sentences. */
  report: z.array(z.string()),
  at: instant.nullable(),
})
export type AccountOrder = z.output<typeof order>

const details = z.object({ values: z.record(z.string(), z.string()) })

const agency = z.object({
  id: z.string(),
  kind: agencyKind,
  name: z.string(),
  phone: z.string(),
  city: z.string(),
  state: z.string(),
})
export type Agency = z.output<typeof agency>
const accountAgency = agency.extend({ permitNumber: z.string() })
export type AccountAgency = z.output<typeof accountAgency>
const agencyList = z.object({ items: z.array(accountAgency) })

const stationZone = z.object({
  zone: z.string(),
  name: z.string(),
  eventType: z.string(),
  deviceType: z.string(),
  area: z.string(),
  /** Code of where it is, and how it stands there; left out where the station keeps none. */
  location: z.string().optional(),
  status: z.string().optional(),
})
export type StationZone = z.output<typeof stationZone>
const ourZone = z.object({ zone: z.string(), name: z.string(), area: z.string(), faulty: z.boolean() })
export type OurZone = z.output<typeof ourZone>

const zoneList = z
  .object({
    matched: z.array(
      z.object({
        ours: ourZone,
        theirs: stationZone,
        by: z.enum(['number', 'name']),
        /** What stands otherwise there: "name", "number", "area". */
        differs: z.array(z.string()),
      }),
    ),
    /** The station's, that match nothing here. */
    theirsOnly: z.array(stationZone),
    /** Installed here, and unknown to the station. */
    oursOnly: z.array(ourZone),
    /** The user may not see equipment: the station's zones alone are listed, in `theirsOnly`. */
    equipmentHidden: z.boolean(),
  })
  .meta({ id: 'StationZones' })
export type ZoneList = z.output<typeof zoneList>

const test = z.object({
  id: z.string(),
  category: z.string(),
  description: z.string(),
  placedBy: z.string(),
  /** Empty where the station does not tell; so are the others. */
  from: z.string(),
  until: z.string(),
  endedAt: z.string(),
})
export type StationTest = z.output<typeof test>
const testList = z.object({ running: z.array(test) })

const event = z.object({
  id: z.string(),
  at: instant,
  kind: z.string(),
  code: z.string(),
  description: z.string(),
  zone: z.string(),
  area: z.string(),
  comment: z.string(),
  onTest: z.boolean(),
})
export type StationEvent = z.output<typeof event>

const period = { from: instant, until: instant }
const eventList = z.object({
  items: z.array(event),
  /** There were more than one can read; the newest are here. */
  cut: z.boolean(),
})

const tellsOf = 'is in the answer alone, and kept nowhere'
const reads = (name: string, summary: string) =>
  ({ method: 'GET', path: `${account}${name}`, access: 'customers.view', io: true, summary, params }) as const
const changes = (name: string, summary: string) =>
  ({
    method: 'POST',
    path: `${account}${name}`,
    access: 'connections.modify',
    io: true,
    summary,
    params,
  }) as const

export const stationAccounts = {
  overview: endpoint({
    method: 'GET',
    path: account,
    access: 'customers.view',
    summary: 'What the Manage page shows before the station is asked, and what can be asked',
    params,
    response: overview,
  }),
  state: endpoint({
    ...reads('/state', 'Whether the station acts on the account’s signals'),
    response: state,
  }),
  choices: endpoint({
    ...reads('/choices', 'The station’s own words to choose from: categories, types, templates'),
    query: z.object({
      of: z.enum(['tests', 'service', 'eventTypes', 'deviceTypes', 'locations', 'detail']),
      /** Which detail. */
      key: text(60).optional(),
    }),
    response: z.object({ items: z.array(choice) }),
  }),
  setService: endpoint({
    ...changes('/service', 'Put the account in service or out of service'),
    body: z.strictObject({
      inService: z.boolean(),
      category: code.default(''),
      comment: withoutCard(text(200)).default(''),
    }),
    response: z.object({ inService: z.boolean() }),
    history: { event: 'connections.service_changed' },
  }),
  order: endpoint({ ...reads('/order', 'How the account’s order stands at the station'), response: order }),
  submitOrder: endpoint({
    ...changes('/order/submission', 'Submit the account’s order; the answer comes later'),
    response: order,
    history: { event: 'connections.order_submitted' },
  }),
  details: endpoint({ ...reads('/details', 'The station’s own details of the account'), response: details }),
  changeDetails: endpoint({
    ...changes('/details', 'Change the station’s own details of the account'),
    body: z.strictObject({
      values: z
        .record(text(60), withoutCard(text(500)))
        .refine((values) => Object.keys(values).length <= 60, 'Too many at once'),
    }),
    response: details,
    history: { event: 'connections.details_changed' },
  }),
  agencies: endpoint({ ...reads('/agencies', 'The authorities on the account'), response: agencyList }),
  searchAgencies: endpoint({
    ...reads('/agencies/search', 'Authorities of a kind that serve a ZIP'),
    query: z.object({
      kind: agencyKind,
      zip: z
        .string()
        .max(10)
        .regex(/^\d{5}(-\d{4})?$/, 'Enter five digits'),
    }),
    response: z.object({ items: z.array(agency) }),
  }),
  addAgency: endpoint({
    ...changes('/agencies', 'Put an authority on the account'),
    body: z.strictObject({
      agency: z.strictObject({
        id: code,
        kind: agencyKind,
        name: text(200),
        phone: text(60),
        city: text(100),
        state: text(40),
      }),
      permitNumber: withoutCard(text(60)).default(''),
    }),
    response: agencyList,
    history: { event: 'connections.agency_added' },
  }),
  removeAgency: endpoint({
    ...changes('/agencies/removal', 'Take an authority off the account'),
    body: z.strictObject({ agencyId: code, kind: agencyKind }),
    response: agencyList,
    history: { event: 'connections.agency_removed' },
  }),
  zones: endpoint({
    ...reads('/zones', 'The station’s zones beside the customer’s equipment'),
    response: zoneList,
  }),
  sendZones: endpoint({
    method: 'POST',
    path: `${account}/zones/sending`,
    access: 'connections.modify',
    summary: 'Send the zones of what is installed to the station',
    params,
    response: nothing,
    history: { event: 'connections.zones_asked' },
  }),
  changeZone: endpoint({
    ...changes('/zones', 'Say what a zone signals there, by which kind of device, and where it is'),
    body: z.strictObject({
      zone: code.min(1),
      eventType: code,
      deviceType: code,
      /** Left out, it stays as it is. */
      location: code.optional(),
    }),
    response: zoneList,
    history: { event: 'connections.zone_changed' },
  }),
  removeZone: endpoint({
    ...changes('/zones/removal', 'Remove a zone at the station that matches nothing here'),
    body: z.strictObject({ zone: code.min(1) }),
    response: zoneList,
    history: { event: 'connections.zone_removed' },
  }),
  tests: endpoint({ ...reads('/tests', 'The tests that run now'), response: testList }),
  placeTest: endpoint({
    ...changes('/tests', 'Place the account on test: signals are logged and nobody is sent'),
    body: z.strictObject({
      category: code.default(''),
      hours: z.number('Enter a number').int('Enter whole hours').min(0, 'At least 0').max(9_999, 'Too long'),
      minutes: z
        .number('Enter a number')
        .int('Enter whole minutes')
        .min(0, 'At least 0')
        .max(59, 'At most 59'),
      description: withoutCard(text(500)).default(''),
    }),
    response: testList,
    history: { event: 'connections.test_placed' },
  }),
  endTest: endpoint({
    ...changes('/tests/end', 'End one test'),
    body: z.strictObject({ testId: code.min(1) }),
    response: testList,
    history: { event: 'connections.test_ended' },
  }),
  endAllTests: endpoint({
    ...changes('/tests/end-all', 'End every test that runs'),
    response: testList,
    history: { event: 'connections.tests_ended' },
  }),
  testHistory: endpoint({
    ...reads('/tests/history', `Past and running tests of a period; the list ${tellsOf}`),
    query: z.object(period),
    response: z.object({ items: z.array(test), cut: z.boolean() }),
  }),
  testResults: endpoint({
    ...reads('/tests/results', `Signals that came in on test; the list ${tellsOf}`),
    query: z.object(period),
    response: eventList,
  }),
  events: endpoint({
    ...reads('/events', `Signals, and what operators did about them; the list ${tellsOf}`),
    query: z.object(period),
    response: eventList,
  }),
  signals: endpoint({
    ...reads('/signals', 'What came in since a signal test began; asked again every few seconds'),
    query: z.object({
      /** When the signal test began; left out, it begins now. */
      since: instant.optional(),
    }),
    response: eventList.extend({ since: instant }),
  }),
  compare: endpoint({
    ...changes('/comparison', 'Compare the linked account with the customer'),
    response: discrepancies,
    history: { none: 'reads the station’s side; the page changes nothing' },
  }),
  pull: endpoint({
    ...changes('/pull', 'Take the station’s values over for some fields; ours goes there for the others'),
    body: z.strictObject({
      seen: z.string().max(200),
      takeTheirs: z.array(z.string().max(60)).min(1, 'Choose theirs for at least one field').max(40),
    }),
    response: nothing,
    history: { event: 'connections.pulled' },
  }),
  resetCode: endpoint({
    method: 'POST',
    path: `${account}/abort-code`,
    access: 'connections.modify',
    summary: 'Give the customer a new abort code, here and at the station',
    params,
    body: z.strictObject({ abortCode: withoutCard(text(20)).pipe(z.string().min(1, 'Enter the new code')) }),
    response: nothing,
    history: { event: 'connections.code_reset' },
  }),
}
