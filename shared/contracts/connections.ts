/** A customer's connections: the hub, the monitoring page, linking, and what was sent. */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'

const params = z.object({ customerId: id })

/** Why something needs attention, with the one thing to do about it. */
const attention = z.object({
  message: z.string(),
  action: z.enum(['link', 'retry', 'open_form', 'none']),
})

const push = z.object({
  id,
  kind: z.enum(['fields', 'contacts', 'zones', 'release']),
  /** Labels of the fields that are on their way. */
  fields: z.array(z.string()),
  state: z.enum(['waiting', 'sending', 'done', 'failed', 'canceled']),
  attempts: z.number().int(),
  nextAttemptAt: instant.nullable(),
  error: z
    .object({ kind: z.string(), call: z.string(), message: z.string(), field: z.string().nullable() })
    .nullable(),
  createdAt: instant,
  createdBy: z.string().nullable(),
  finishedAt: instant.nullable(),
})
export type Push = z.output<typeof push>

const connection = z.object({
  id,
  company: z.string(),
  accountNumber: z.string(),
  state: z.enum(['linking', 'linked', 'unlinked']),
  linkedAt: instant.nullable(),
  linkedBy: z.string().nullable(),
  unlinkedAt: instant.nullable(),
  unlinkedBy: z.string().nullable(),
  lastSyncAt: instant.nullable(),
  /** Saved changes that the station does not have yet. */
  waiting: z.number().int(),
  failed: z.number().int(),
})
export type Connection = z.output<typeof connection>

/** Something that one can do on the page; absent if the connector cannot or the user may not. */
const action = z.object({
  key: z.enum([
    'link',
    'shell',
    'manage',
    'sync',
    'retry',
    'pull',
    'reset_code',
    'contacts',
    'zones',
    'agencies',
    'tests',
    'service',
    'unlink',
  ]),
  label: z.string(),
  /** Why it cannot be done right now; null if it can. */
  disabledReason: z.string().nullable(),
})
export type ConnectionAction = z.output<typeof action>

const monitoring = z
  .object({
    company: z
      .object({
        id,
        name: z.string(),
        connector: z.string().nullable(),
        inHouse: z.boolean(),
        honesty: z.string().nullable(),
      })
      .nullable(),
    accountNumber: z.string().nullable(),
    receiverNumber: z.string().nullable(),
    dealerNumber: z.string().nullable(),
    providerFields: z.array(z.object({ label: z.string(), value: z.string().nullable(), help: z.string() })),
    connection: connection.nullable(),
    past: z.array(connection),
    actions: z.array(action),
    attention: z.array(attention),
    pushes: z.array(push),
    /** Emergency contacts as the station gets them; passcodes never leave the server here. */
    contacts: z.array(
      z.object({
        order: z.number().int(),
        name: z.string(),
        phone: z.string().nullable(),
        relation: z.string(),
        hasKey: z.boolean(),
      }),
    ),
    /** Which of the customer's fields go to the station by themselves. */
    sentFields: z.array(z.string()),
  })
  .meta({ id: 'Monitoring' })
export type Monitoring = z.output<typeof monitoring>

export const difference = z.object({
  /** A field name of shared/rules/customer-fields.ts, or `contacts`, or `zones`. */
  field: z.string(),
  label: z.string(),
  /** As people read them; null is empty, `***` is confidential. */
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  /** Why only one side can win, if so: "Masked", "Not a valid ZIP", "Contacts are kept here". */
  onlyOurs: z.string().nullable(),
})
export type Difference = z.output<typeof difference>

/** Both sides of an account, for linking it and for pulling from it. */
export const discrepancies = z
  .object({
    company: z.string(),
    accountNumber: z.string(),
    inService: z.boolean(),
    differences: z.array(difference),
    /** Labels of the fields that agree. */
    equal: z.array(z.string()),
    /** Stands for both sides as they were read; Link refuses if either has changed since. */
    seen: z.string(),
  })
  .meta({ id: 'Discrepancies' })
export type Discrepancies = z.output<typeof discrepancies>

const hub = z.object({
  monitoring: z.object({
    company: z.string().nullable(),
    accountNumber: z.string().nullable(),
    connection: connection.nullable(),
    integrated: z.boolean(),
  }),
  /** Accounts at interactive-services providers; if there are none, the provider that the Home form names. */
  interactive: z.array(
    z.object({
      provider: z.string(),
      account: z.string().nullable(),
      plan: z.string().nullable(),
      state: z.string(),
      attention: z.string().nullable(),
    }),
  ),
  attention: z.array(attention),
})

const shellForm = z
  .object({
    company: z.string(),
    accountNumber: z.string(),
    honesty: z.string(),
    /** Why the station opens no account yet, where it checks customers first; null if nothing stands in the way. */
    preCheckNeeded: z.string().nullable(),
    /** The customer's own data, changed on the Home form. `missing`: the station opens no account without it. */
    sends: z.array(z.object({ label: z.string(), value: z.string().nullable(), missing: z.boolean() })),
    /** null where the station takes none, or without the permission to see them. */
    contacts: z
      .array(
        z.object({
          order: z.number().int(),
          name: z.string(),
          phone: z.string().nullable(),
          relation: z.string(),
        }),
      )
      .nullable(),
    contactsLack: z.string().nullable(),
    zones: z.array(z.object({ zone: z.string(), name: z.string() })).nullable(),
    details: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        help: z.string(),
        type: z.enum(['text', 'choice', 'date', 'flag']),
        required: z.boolean(),
        maxLength: z.number().int(),
        value: z.string(),
        choices: z.array(z.object({ code: z.string(), label: z.string() })),
      }),
    ),
  })
  .meta({ id: 'ShellForm' })
export type ShellForm = z.output<typeof shellForm>

const call = z.object({
  id,
  at: instant,
  call: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().int().nullable(),
  durationMs: z.number().int(),
  request: z.string(),
  response: z.string(),
  error: z.string().nullable(),
})
export type Call = z.output<typeof call>

export const connections = {
  hub: endpoint({
    method: 'GET',
    path: '/customers/:customerId/connections',
    access: 'customers.view',
    summary: 'The customer’s connections at a glance, and what needs attention',
    params,
    response: hub,
  }),
  monitoring: endpoint({
    method: 'GET',
    path: '/customers/:customerId/connections/monitoring',
    access: 'customers.view',
    summary: 'The monitoring connection, its actions and what is on its way to the station',
    params,
    response: monitoring,
  }),
  calls: endpoint({
    method: 'GET',
    path: '/customers/:customerId/connections/calls',
    access: 'connections.modify',
    summary: 'What was sent to the station and what it answered, newest first, without secrets',
    params,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(25) }),
    response: z.object({ items: z.array(call), next: id.nullable() }),
  }),
  discrepancies: endpoint({
    method: 'POST',
    path: '/customers/:customerId/connections/monitoring/discrepancies',
    access: 'connections.modify',
    io: true,
    summary: 'Look the account up at the station and compare it with the customer',
    params,
    response: discrepancies,
    history: { none: 'reads the station’s side; the page changes nothing' },
  }),
  link: endpoint({
    method: 'POST',
    path: '/customers/:customerId/connections/monitoring/link',
    access: 'connections.modify',
    io: true,
    summary:
      'Link to the account as the discrepancies page showed it; ours overwrites theirs except where chosen',
    params,
    body: z.object({
      seen: z.string().max(200),
      takeTheirs: z.array(z.string().max(60)).max(40).default([]),
    }),
    response: monitoring,
    history: { event: 'connections.linked' },
  }),
  shellForm: endpoint({
    method: 'GET',
    path: '/customers/:customerId/connections/monitoring/shell',
    access: 'connections.modify',
    io: true,
    summary: 'What a new account at the station would be made of, and what the station asks for beside it',
    params,
    response: shellForm,
  }),
  shell: endpoint({
    method: 'POST',
    path: '/customers/:customerId/connections/monitoring/shell',
    access: 'connections.modify',
    io: true,
    summary: 'Create the account at the station, not yet in service, and link it',
    params,
    body: z.object({
      details: z
        .record(text(60), withoutCard(text(500)))
        .refine((values) => Object.keys(values).length <= 60, 'Too many at once')
        .default({}),
    }),
    response: monitoring,
    history: { event: 'connections.linked' },
  }),
  sync: endpoint({
    method: 'POST',
    path: '/customers/:customerId/connections/monitoring/sync',
    access: 'connections.modify',
    summary: 'Send everything that the station keeps once more',
    params,
    response: monitoring,
    history: { event: 'connections.sync_asked' },
  }),
  retry: endpoint({
    method: 'POST',
    path: '/customers/:customerId/connections/monitoring/retry',
    access: 'connections.modify',
    summary: 'Try what failed for good once more',
    params,
    response: monitoring,
    history: { event: 'connections.retried' },
  }),
  unlink: endpoint({
    method: 'POST',
    path: '/customers/:customerId/connections/monitoring/unlink',
    access: 'connections.modify',
    summary: 'Break the link; both accounts stay',
    params,
    response: monitoring,
    history: { event: 'connections.unlinked' },
  }),
}
