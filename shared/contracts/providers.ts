/**
 * Monitoring companies, interactive-services providers and credit bureaus (CON-090, CON-091, ADM-011): what they are, the
 * settings of the connector that reaches them, and the blocks of account numbers that stations gave out.
 */
import { z } from 'zod'
import { endpoint, id, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { providerKinds, type ProviderKind } from '../rules/providers.ts'
import { customer } from './customers.ts'
import { historyEntry } from './history.ts'

const kind = z.enum(Object.keys(providerKinds) as [ProviderKind, ...ProviderKind[]], 'There is no such kind')
const connector = z.string().max(40).nullable()
const settingValue = z.union([z.string().max(10_000), z.number(), z.boolean()])
const settings = z
  .record(z.string().max(60), settingValue)
  .refine((given) => Object.keys(given).length <= 60, 'At most 60 settings')

export const settingField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  type: z.enum(['text', 'url', 'number', 'check', 'choice']),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  maxLength: z.number().int().nullable(),
  initial: settingValue.nullable(),
})

const providerType = z
  .object({
    /** null: Keyholder does not speak to it. */
    key: connector,
    name: z.string(),
    /** One sentence on what the wire rests on; null where there is none. */
    honesty: z.string().nullable(),
    brands: z.array(z.string()),
    settings: z.array(settingField),
    /** What its account numbers look like, in words; null where nothing is known. */
    accountNumbers: z.string().nullable(),
    /** Whether it makes accounts from templates that are listed here. */
    templates: z.boolean(),
  })
  .meta({ id: 'ProviderType' })
export type ProviderType = z.output<typeof providerType>

const template = z.object({
  code: text(40).min(1, 'Enter the station’s code'),
  name: withoutCard(text(80)).pipe(z.string().min(1, 'Enter a name')),
  active: z.boolean(),
})
export const mostTemplates = 200

const name = withoutCard(text(120)).pipe(z.string().min(1, 'Enter a name'))
/** A secret that is absent or empty stays as it is saved. */
const providerFields = z.object({
  name,
  connector,
  active: z.boolean(),
  /** Of a monitoring company: the dealer is its own central station. */
  inHouse: z.boolean().default(false),
  /** Of a payment processor: new billing methods are kept there. */
  isDefault: z.boolean().default(false),
  settings: settings.default({}),
  templates: z.array(template).max(mostTemplates, `At most ${mostTemplates} templates`).default([]),
})
export type ProviderFields = z.output<typeof providerFields>

const provider = z
  .object({
    id,
    kind,
    version: z.number().int(),
    /** The settings without the secret ones. */
    fields: z.object({
      name: z.string(),
      connector,
      active: z.boolean(),
      inHouse: z.boolean(),
      isDefault: z.boolean(),
      settings,
      templates: z.array(z.object({ code: z.string(), name: z.string(), active: z.boolean() })),
    }),
    /** Names of the secret settings that are saved. Their values never come back. */
    saved: z.array(z.string()),
    /** Customers whose account is linked by it: while there are any the type stays. */
    linked: z.number().int(),
    /** Customers and archived ones who name it on the Home form. */
    customers: z.number().int(),
    dealerNumbers: z.array(
      z.object({ id, number: z.string(), location: z.string().nullable(), active: z.boolean() }),
    ),
    abilities: z.object({ modify: z.boolean() }),
  })
  .meta({ id: 'Provider' })
export type Provider = z.output<typeof provider>

/** A number as a station writes it, or an end of a block. */
const accountNumber = text(32).min(1, 'Enter a number')
const receiverNumber = orNull(withoutCard(text(40)))

const block = z
  .object({
    id,
    version: z.number().int(),
    first: z.string(),
    last: z.string(),
    receiverNumber: z.string().nullable(),
    twoWay: z.boolean(),
    active: z.boolean(),
    /** Of how many numbers; how many were issued from it; how many are in use, past or present, or issued. */
    size: z.number().int(),
    issued: z.number().int(),
    used: z.number().int(),
  })
  .meta({ id: 'AccountNumberBlock' })
export type AccountNumberBlock = z.output<typeof block>
const blocks = z.object({ items: z.array(block) })

const ofKind = z.object({ providerKind: kind })
const ofProvider = z.object({ providerKind: kind, providerId: id })
const ofCompany = z.object({ monitoringCompanyId: id })
const ofCustomer = z.object({ customerId: id })

/** Which of them it takes depends on the kind: `providerKinds`; the service narrows it. */
const opening = ['administration_page.view', 'integrations.view', 'document_providers.yes'] as const
const adding = ['monitoring_companies.yes', 'integrations.create', 'document_providers.yes'] as const
const changing = ['monitoring_companies.yes', 'integrations.modify', 'document_providers.yes'] as const
const testing = [
  'monitoring_companies.yes',
  'integrations.create',
  'integrations.modify',
  'document_providers.yes',
] as const
const numbering = 'administration_page.view'
const renumbering = 'monitoring_companies.yes'

export const providers = {
  list: endpoint({
    method: 'GET',
    path: '/providers/:providerKind',
    access: opening,
    scope: 'company',
    summary:
      'The monitoring companies, interactive-services providers or credit bureaus, inactive ones too, by name',
    params: ofKind,
    response: z.object({
      items: z.array(
        z.object({
          id,
          name: z.string(),
          /** The connector’s name; null without one. */
          type: z.string().nullable(),
          active: z.boolean(),
          inHouse: z.boolean(),
          isDefault: z.boolean(),
          customers: z.number().int(),
          linked: z.number().int(),
        }),
      ),
      abilities: z.object({ create: z.boolean(), modify: z.boolean() }),
    }),
  }),
  types: endpoint({
    method: 'GET',
    path: '/providers/:providerKind/types',
    access: opening,
    scope: 'company',
    summary: 'The connectors that there are, each with the settings that it asks for',
    params: ofKind,
    response: z.object({ items: z.array(providerType) }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/providers/:providerKind/:providerId',
    access: opening,
    scope: 'company',
    summary: 'A monitoring company or provider with its settings; secrets never come back',
    params: ofProvider,
    response: provider,
  }),
  create: endpoint({
    method: 'POST',
    path: '/providers/:providerKind',
    access: adding,
    scope: 'company',
    summary: 'Add a monitoring company, an interactive-services provider or a credit bureau',
    params: ofKind,
    body: providerFields,
    response: provider,
    history: { event: 'providers.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/providers/:providerKind/:providerId',
    access: changing,
    scope: 'company',
    summary:
      'Save it as of the version it was read at; a secret that is not given stays, unless the address changes',
    params: ofProvider,
    body: providerFields.extend({ version: z.number().int().positive() }),
    response: provider,
    history: { event: 'providers.saved' },
  }),
  test: endpoint({
    method: 'POST',
    path: '/providers/:providerKind/test',
    access: testing,
    scope: 'company',
    io: true,
    summary: 'Ask the provider who it is, with settings that need not be saved',
    params: ofKind,
    body: z.object({
      /** Whose saved secrets stand in for those that are not given. */
      providerId: id.nullable().default(null),
      connector: z.string().max(40),
      settings: settings.default({}),
    }),
    response: z.object({
      ok: z.boolean(),
      message: z.string(),
      /** What kind of failure it was; null if it was none. */
      failure: z.string().nullable(),
    }),
    history: { none: 'A question to the provider that changes nothing' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/providers/:providerKind/:providerId/history',
    access: opening,
    scope: 'company',
    summary: 'What was changed about it, newest first',
    params: ofProvider,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  blocks: endpoint({
    method: 'GET',
    path: '/monitoring-companies/:monitoringCompanyId/blocks',
    access: numbering,
    scope: 'company',
    summary: 'The account-number blocks of a monitoring company, and how much of each is used',
    params: ofCompany,
    response: blocks,
  }),
  addBlock: endpoint({
    method: 'POST',
    path: '/monitoring-companies/:monitoringCompanyId/blocks',
    access: renumbering,
    scope: 'company',
    summary: 'Add a block of account numbers that the station gave out',
    params: ofCompany,
    body: z.object({
      first: accountNumber,
      last: accountNumber,
      receiverNumber: receiverNumber.default(null),
      twoWay: z.boolean().default(false),
    }),
    response: blocks,
    history: { event: 'providers.block_added' },
  }),
  saveBlock: endpoint({
    method: 'PUT',
    path: '/monitoring-companies/:monitoringCompanyId/blocks/:blockId',
    access: renumbering,
    scope: 'company',
    summary: 'Change a block; one that is made inactive stays so for good',
    params: ofCompany.extend({ blockId: id }),
    body: z.object({
      version: z.number().int().positive(),
      receiverNumber,
      twoWay: z.boolean(),
      active: z.boolean(),
    }),
    response: blocks,
    history: { event: 'providers.block_saved' },
  }),
  nextNumber: endpoint({
    method: 'GET',
    path: '/customers/:customerId/account-number',
    access: 'customers.modify',
    summary: 'Whether a free account number can be issued to the customer, and why not',
    params: ofCustomer,
    response: z.object({
      /** null if one can. */
      obstacle: z.string().nullable(),
    }),
  }),
  issueNumber: endpoint({
    method: 'POST',
    path: '/customers/:customerId/account-number',
    access: 'customers.modify',
    summary:
      'Issue the lowest free account number of the customer’s monitoring company to the customer, for good',
    params: ofCustomer,
    body: z.object({ version: z.number().int().positive() }),
    response: customer,
    history: { event: 'providers.number_issued' },
  }),
}
