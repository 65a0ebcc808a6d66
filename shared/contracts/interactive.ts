/** A customer's accounts at interactive-services providers: the app, its plan, its devices and logins. */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { difference } from './connections.ts'
import { cents, choice, code, codes, plan, planChoice, quote } from './interactive-plans.ts'

const params = z.object({ customerId: id })
const accountParams = z.object({ customerId: id, accountId: id })

const feature = z.object({
  code: z.string(),
  label: z.string(),
  on: z.boolean(),
  /** Part of the plan; otherwise an add-on. */
  included: z.boolean(),
  quantity: z.number().int().nullable(),
})

export const subscriberStates = ['commitment', 'active', 'suspended', 'ending', 'terminated'] as const
export type SubscriberState = (typeof subscriberStates)[number]

/** What can be done with an account; absent if the connector cannot or the user may not. */
export const interactiveActions = [
  'push',
  'refresh',
  'retry',
  'change_plan',
  'devices',
  'refresh_devices',
  'swap_modem',
  'logins',
  'reset_password',
  'impersonate',
  'central_station',
  'activate',
  'suspend',
  'resume',
  'terminate',
  'restore',
  'unlink',
] as const
export type InteractiveAction = (typeof interactiveActions)[number]

const account = z
  .object({
    id,
    provider: z.string(),
    providerId: id,
    /** Of the connector: labels of its own things. */
    words: z.object({ device: z.string(), deviceHelp: z.string(), honesty: z.string().nullable() }),
    state: z.enum(['creating', 'linked', 'unlinked']),
    externalId: z.string().nullable(),
    login: z.string(),
    deviceSerial: z.string(),
    panel: z.string(),
    subscriberState: z.enum(subscriberStates).nullable(),
    plan: choice.nullable(),
    features: z.array(feature),
    monthlyCents: cents,
    centralStation: z
      .object({ accountNumber: z.string(), receiver: z.string(), forwarding: z.string() })
      .nullable(),
    troubles: z.array(z.string()),
    /** When the provider was last asked. */
    seenAt: instant.nullable(),
    lastSyncAt: instant.nullable(),
    push: z.object({
      state: z.enum(['idle', 'waiting', 'sending', 'failed']),
      /** Labels of the fields that are on their way, or that failed. */
      fields: z.array(z.string()),
      attempts: z.number().int(),
      nextAttemptAt: instant.nullable(),
      error: z.string().nullable(),
    }),
    lastError: z.string().nullable(),
    linkedAt: instant.nullable(),
    linkedBy: z.string().nullable(),
    unlinkedAt: instant.nullable(),
    unlinkedBy: z.string().nullable(),
    actions: z.array(z.object({ key: z.enum(interactiveActions), disabledReason: z.string().nullable() })),
    reasons: z.object({ terminate: z.array(choice), swap: z.array(choice), forwarding: z.array(choice) }),
    panels: z.array(choice),
  })
  .meta({ id: 'InteractiveAccount' })
export type InteractiveAccount = z.output<typeof account>

const page = z
  .object({
    accounts: z.array(account),
    past: z.array(account),
    /** Providers that an account may be made or linked at; empty if the user may not. */
    providers: z.array(
      z.object({
        id,
        name: z.string(),
        connector: z.string(),
        honesty: z.string(),
        mayCreate: z.boolean(),
        mayCommit: z.boolean(),
      }),
    ),
    /** Why nothing may be changed right now; null if it may. */
    disabledReason: z.string().nullable(),
    /** What the customer pays a month for monitoring, in cents; null if no rate is set or it may not be seen. */
    mmrCents: cents,
    attention: z.array(z.object({ accountId: id, message: z.string(), retry: z.boolean() })),
  })
  .meta({ id: 'InteractivePage' })
export type InteractivePage = z.output<typeof page>

const match = z.object({
  externalId: z.string(),
  login: z.string(),
  name: z.string(),
  address: z.string(),
  state: z.enum(subscriberStates),
  plan: z.string().nullable(),
  deviceSerial: z.string(),
  /** Why it cannot be linked; null if it can. */
  taken: z.string().nullable(),
  differences: z.array(difference),
  equal: z.array(z.string()),
  /** Stands for both sides as they were read. */
  seen: z.string(),
})
export type SubscriberMatch = z.output<typeof match>

const device = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  zone: z.string(),
  area: z.string(),
  status: z.string(),
  serial: z.string(),
  installedAt: z.string(),
  /** Our equipment of the same zone or serial number; null if none. */
  equipment: z.string().nullable(),
})

const base = '/customers/:customerId/connections/isp' as const
const one = '/customers/:customerId/connections/isp/:accountId' as const

export const interactive = {
  page: endpoint({
    method: 'GET',
    path: base,
    access: 'customers.view',
    summary: 'The customer’s accounts at interactive-services providers',
    params,
    response: page,
  }),
  options: endpoint({
    method: 'GET',
    path: `${base}/options/:serviceProviderId`,
    access: 'connections.modify',
    io: true,
    summary: 'What creating an account asks for: plans, panels, receivers and the provider’s own fields',
    params: params.extend({ serviceProviderId: id }),
    response: z.object({
      plans: z.array(plan),
      panels: z.array(choice),
      receivers: z.array(choice.extend({ phone: z.string() })),
      forwarding: z.array(choice),
      login: z.object({ pattern: z.string(), help: z.string(), proposal: z.string() }),
      device: z.object({ label: z.string(), pattern: z.string(), help: z.string() }),
      centralStation: z.object({ accountNumber: z.string(), receiver: z.string() }),
      details: z.array(
        z.object({
          key: z.string(),
          label: z.string(),
          help: z.string(),
          type: z.enum(['text', 'choice', 'date', 'flag']),
          required: z.boolean(),
          maxLength: z.number().int(),
          choices: z.array(choice),
        }),
      ),
      /** What goes to the provider, read-only: it is changed on the Home form. */
      sends: z.array(z.object({ label: z.string(), value: z.string().nullable() })),
    }),
  }),
  find: endpoint({
    method: 'POST',
    path: `${base}/find`,
    access: 'connections.modify',
    io: true,
    summary: 'Look accounts up at the provider by login, id, device or e-mail, compared with the customer',
    params,
    body: z.object({ providerId: id, text: text(100).min(1, 'Type a login, a device or an e-mail address') }),
    response: z.object({ matches: z.array(match) }),
    history: { none: 'reads the provider’s side; the page changes nothing' },
  }),
  link: endpoint({
    method: 'POST',
    path: `${base}/link`,
    access: 'connections.modify',
    io: true,
    summary: 'Link an account as it was shown; ours overwrites theirs except where chosen',
    params,
    body: z.object({
      providerId: id,
      externalId: text(100).min(1),
      seen: z.string().max(200),
      takeTheirs: z.array(z.string().max(60)).max(40).default([]),
    }),
    response: page,
    history: { event: 'interactive.linked' },
  }),
  create: endpoint({
    method: 'POST',
    path: `${base}/create`,
    access: 'connections.modify',
    io: true,
    summary: 'Create an account or a commitment at the provider and link it',
    params,
    body: z.object({
      providerId: id,
      kind: z.enum(['customer', 'commitment']),
      login: text(100).default(''),
      planCode: code.min(1, 'Choose a plan'),
      addOnCodes: codes.default([]),
      deviceSerial: text(60).default(''),
      panelCode: code.default(''),
      centralStation: z
        .object({ accountNumber: text(40), receiver: text(40), forwarding: code })
        .nullable()
        .default(null),
      details: z
        .record(text(60), withoutCard(text(200)))
        .refine((values) => Object.keys(values).length <= 60, 'Too many at once')
        .default({}),
    }),
    response: page,
    history: { event: 'interactive.linked' },
  }),
  refresh: endpoint({
    method: 'POST',
    path: `${one}/refresh`,
    access: 'connections.modify',
    io: true,
    summary: 'Read the account at the provider anew',
    params: accountParams,
    response: page,
    history: { none: 'reads the provider’s side and remembers what was seen' },
  }),
  push: endpoint({
    method: 'POST',
    path: `${one}/push`,
    access: 'connections.modify',
    summary: 'Send everything that the provider keeps once more; also retries what failed',
    params: accountParams,
    response: page,
    history: { event: 'interactive.push_asked' },
  }),
  plans: endpoint({
    method: 'GET',
    path: `${one}/plans`,
    access: 'connections.modify',
    io: true,
    summary: 'The plans and add-ons that the account may change to',
    params: accountParams,
    response: z.object({ plans: z.array(plan) }),
  }),
  quote: endpoint({
    method: 'POST',
    path: `${one}/quote`,
    access: 'connections.modify',
    io: true,
    summary: 'What a change of plan would cost, and what it leaves of what the customer pays',
    params: accountParams,
    body: planChoice,
    response: quote,
    history: { none: 'asks for a price; nothing changes' },
  }),
  changePlan: endpoint({
    method: 'POST',
    path: `${one}/plan`,
    access: 'connections.modify',
    io: true,
    summary: 'Change the plan and the whole list of add-ons',
    params: accountParams,
    body: planChoice,
    response: page,
    history: { event: 'interactive.plan_changed' },
  }),
  devices: endpoint({
    method: 'GET',
    path: `${one}/devices`,
    access: 'customers.view',
    io: true,
    summary: 'The devices that the provider knows, beside our equipment',
    params: accountParams,
    response: z.object({ devices: z.array(device) }),
  }),
  logins: endpoint({
    method: 'GET',
    path: `${one}/logins`,
    access: 'connections.modify',
    io: true,
    summary: 'The logins of the account',
    params: accountParams,
    response: z.object({
      logins: z.array(
        z.object({ id: z.string(), login: z.string(), email: z.string(), primary: z.boolean() }),
      ),
    }),
  }),
  resetPassword: endpoint({
    method: 'POST',
    path: `${one}/reset-password`,
    access: 'connections.modify',
    io: true,
    summary: 'Have the provider send the customer what they need to sign in again',
    params: accountParams,
    body: z.object({ loginId: text(100).min(1) }),
    response: z.object({ sentTo: z.string() }),
    history: { event: 'interactive.password_reset' },
  }),
  impersonate: endpoint({
    method: 'POST',
    path: `${one}/impersonate`,
    access: 'connections.modify',
    io: true,
    summary: 'A link that opens the customer’s app as them for some minutes; who, when and why are kept',
    params: accountParams,
    body: z.object({ reason: text(300).min(5, 'Say why, in a few words') }),
    response: z.object({ url: z.string(), expiresAt: instant }),
    history: { event: 'interactive.impersonated' },
  }),
  act: endpoint({
    method: 'POST',
    path: `${one}/act`,
    access: 'connections.modify',
    io: true,
    summary: 'Activate, suspend, resume, terminate or restore; swap the modem; set where alarms go',
    params: accountParams,
    body: z.discriminatedUnion('action', [
      z.object({ action: z.literal('activate'), deviceSerial: text(60).min(1), panelCode: code }),
      z.object({ action: z.literal('suspend') }),
      z.object({ action: z.literal('resume') }),
      z.object({ action: z.literal('terminate'), reasonCode: code }),
      z.object({ action: z.literal('restore') }),
      z.object({ action: z.literal('refresh_devices') }),
      z.object({ action: z.literal('swap_modem'), deviceSerial: text(60).min(1), reasonCode: code }),
      z.object({
        action: z.literal('central_station'),
        accountNumber: text(40).min(1),
        receiver: text(40),
        forwarding: code,
      }),
    ]),
    response: page,
    history: { event: 'interactive.acted' },
  }),
  receivers: endpoint({
    method: 'GET',
    path: `${base}/receivers`,
    access: 'customers.view',
    io: true,
    summary: 'Receiver numbers that the customer’s providers forward alarms to, for the Home form',
    params,
    response: z.object({ receivers: z.array(choice.extend({ phone: z.string(), provider: z.string() })) }),
  }),
  unlink: endpoint({
    method: 'POST',
    path: `${one}/unlink`,
    access: 'connections.modify',
    summary: 'Break the link; the account at the provider stays as it is',
    params: accountParams,
    response: page,
    history: { event: 'interactive.unlinked' },
  }),
}
