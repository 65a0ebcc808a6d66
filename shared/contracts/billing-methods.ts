/** Billing methods of customers (BIL-006, ADB-008): cards and bank accounts, as their processor's tokens. */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, text } from '../contract.ts'
import {
  accountTypeKeys,
  authorizationChannelKeys,
  staffChannelKeys,
  holderTypeKeys,
  methodKindKeys,
  methodUseKeys,
} from '../rules/billing-methods.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { historyEntry } from './history.ts'
import { chargeRow } from './charges.ts'

const kind = z.enum(methodKindKeys)
const address = z.object({
  line1: z.string(),
  line2: z.string(),
  city: z.string(),
  state: z.string(),
  zip: z.string(),
})

const billingMethod = z
  .object({
    id,
    version: z.number().int(),
    kind,
    /** `Visa ending in 1111`. */
    name: z.string(),
    brand: z.string(),
    last4: z.string(),
    expMonth: z.number().int().nullable(),
    expYear: z.number().int().nullable(),
    /** How near a card’s end is: within 60 days, within 30, over. */
    expiry: z.enum(['good', 'soon', 'very_soon', 'expired']),
    accountType: z.enum(accountTypeKeys).nullable(),
    holderType: z.enum(holderTypeKeys).nullable(),
    holderName: z.string(),
    nickname: z.string(),
    note: z.string(),
    uses: z.array(z.enum(methodUseKeys)),
    isDefault: z.boolean(),
    /** null: the record’s own. */
    address: address.nullable(),
    processor: z.object({ id, name: z.string(), active: z.boolean() }),
    authorization: z.object({
      by: z.string(),
      on: z.string(),
      channel: z.enum(authorizationChannelKeys),
      text: z.string(),
    }),
    created: z.object({ at: instant, by: z.string().nullable() }),
    archived: z.object({ at: instant, by: z.string().nullable() }).nullable(),
    /** The method that took its place. */
    replacedById: id.nullable(),
    /** What still charges it, in words; empty: it can be removed. */
    chargedBy: z.array(z.string()),
  })
  .meta({ id: 'BillingMethod' })
export type BillingMethod = z.output<typeof billingMethod>

const page = z
  .object({
    /** The default one first, then the newest; archived ones last. */
    items: z.array(billingMethod),
    /** Where a new one can be kept, the default one first. */
    processors: z.array(z.object({ id, name: z.string(), kinds: z.array(kind) })),
    /** What the customer agrees to, by kind. */
    authorizationTexts: z.object({ card: z.string(), bank_account: z.string() }),
    /** What the form begins with. */
    holder: z.object({ firstName: z.string(), lastName: z.string(), company: z.string() }),
    /** The newest charges of this customer. */
    charges: z.array(chargeRow),
    abilities: z.object({ create: z.boolean(), modify: z.boolean(), remove: z.boolean() }),
    readOnlyReason: z.enum(['archived', 'lead']).nullable(),
  })
  .meta({ id: 'BillingMethodPage' })
export type BillingMethodPage = z.output<typeof page>

const needed = (max: number, message: string) => withoutCard(text(max)).pipe(z.string().min(1, message))
const values = {
  nickname: withoutCard(text(60)),
  note: withoutCard(longText(500)),
  uses: z.array(z.enum(methodUseKeys)).max(methodUseKeys.length),
  isDefault: z.boolean(),
}
export const methodAddress = z.strictObject({
  line1: needed(100, 'Enter the street'),
  line2: withoutCard(text(100)).default(''),
  city: needed(60, 'Enter the city'),
  state: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'Two letters, for example UT'),
  zip: z
    .string()
    .trim()
    .regex(/^\d{5}(-\d{4})?$/, 'Five digits, or nine as 84601-1234'),
})

/** A token of the processor's script: never a number. */
export const methodToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,200}$/, 'That is no token of the processor')
  .refine((given) => !/^[\d_-]+$/.test(given), 'That is no token of the processor')

export const newBillingMethod = z.strictObject({
  /** Made once by the form: whatever is sent twice under it is one method. */
  requestKey: z.string().regex(/^[A-Za-z0-9-]{16,40}$/, '16 to 40 letters, digits and hyphens'),
  processorId: id,
  kind,
  token: methodToken,
  holder: z.strictObject({
    firstName: withoutCard(text(60)).default(''),
    lastName: withoutCard(text(60)).default(''),
    company: withoutCard(text(120)).default(''),
  }),
  address: methodAddress.nullable().default(null),
  nickname: values.nickname.default(''),
  note: values.note.default(''),
  uses: values.uses.default([]),
  isDefault: values.isDefault.default(false),
  /** The method whose place it takes: that one is archived, and what charges it charges this one. */
  replacesId: id.nullable().default(null),
  authorization: z.strictObject({
    given: z.literal(true, 'Without the customer’s authorization nothing may be kept'),
    by: needed(120, 'Enter who authorized it'),
    channel: z.enum(staffChannelKeys, 'Choose how the customer agreed'),
    /** Left out: today. */
    on: date.optional(),
  }),
})
export type NewBillingMethod = z.output<typeof newBillingMethod>

export const changedBillingMethod = z.strictObject({
  version: z.number().int().positive(),
  nickname: values.nickname,
  note: values.note,
  uses: values.uses,
  isDefault: values.isDefault,
})

const ofCustomer = z.object({ customerId: id })
const ofMethod = ofCustomer.extend({ billingMethodId: id })

export const billingMethods = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/billing-methods',
    access: 'billing_information.view',
    summary: 'A customer’s billing methods with what may be known of them, and where new ones can be kept',
    params: ofCustomer,
    response: page,
  }),
  add: endpoint({
    method: 'POST',
    path: '/customers/:customerId/billing-methods',
    access: 'billing_information.modify',
    io: true,
    summary: 'Keep a card or a bank account by the token that the processor’s script made in the browser',
    params: ofCustomer,
    body: newBillingMethod,
    response: page,
    history: { event: 'billing_methods.added' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/billing-methods/:billingMethodId',
    access: 'billing_information.modify',
    summary: 'Nickname, note, what it is for, and whether it is the default',
    params: ofMethod,
    body: changedBillingMethod,
    response: page,
    history: { event: 'billing_methods.saved' },
  }),
  remove: endpoint({
    method: 'POST',
    path: '/customers/:customerId/billing-methods/:billingMethodId/remove',
    access: 'billing_information.delete',
    summary: 'Archive a billing method that nothing charges any more; the processor forgets it',
    params: ofMethod,
    body: z.strictObject({ version: z.number().int().positive() }),
    response: page,
    history: { event: 'billing_methods.removed' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/billing-methods/:billingMethodId/history',
    access: 'billing_information.view',
    summary: 'What was changed about a billing method, newest first',
    params: ofMethod,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
