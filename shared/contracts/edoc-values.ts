/** The shapes that documents, templates and their designer share. */
import { z } from 'zod'
import { id, instant, longText, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  type CodeChannel,
  codeChannels,
  type Delivery,
  deliveries,
  type EdocEventKind,
  edocEventKinds,
  type EdocFieldType,
  edocFieldTypes,
  type EdocMergeField,
  edocMergeFields,
  type EdocStatus,
  edocStatuses,
  maxEdocFields,
  type SignerRole,
  signerRoles,
  type SignerStatus,
  signerStatuses,
} from '../rules/edocs.ts'

const keysOf = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as [K, ...K[]]

export const version = z.number().int().positive()
export const role = z.enum(keysOf<SignerRole>(signerRoles))
const points = z.number().min(0).max(20_000)

export const page = z.object({ width: z.number(), height: z.number() })
export const edocField = z
  .strictObject({
    key: z.string().regex(/^[\w-]{1,40}$/),
    type: z.enum(keysOf<EdocFieldType>(edocFieldTypes)),
    page: z.number().int().min(0).max(200),
    x: points,
    y: points,
    width: z.number().min(8, 'At least 8 points').max(20_000),
    height: z.number().min(8, 'At least 8 points').max(20_000),
    role: role.nullable(),
    required: z.boolean(),
    label: withoutCard(text(80)).default(''),
    source: z.enum(keysOf<EdocMergeField>(edocMergeFields)).nullable(),
  })
  .meta({ id: 'EdocField' })
export const fields = z.array(edocField).max(maxEdocFields, `At most ${maxEdocFields} fields`)

export const name = withoutCard(text(191)).refine((s) => s !== '', 'Enter a name')
export const subject = withoutCard(text(100)).default('')
export const message = withoutCard(longText(2000)).default('')
export const expiresDays = z
  .number()
  .int()
  .min(1, 'At least one day')
  .max(365, 'At most 365 days')
  .default(30)
export const reminderDays = z.number().int().min(0).max(30, 'At most 30 days').default(3)

/** Who signs, as it is written; a phone in any form that a number has. */
export const signerValues = z.strictObject({
  role,
  turn: z.number().int().min(1).max(9).default(1),
  name: withoutCard(text(120)).refine((s) => s !== '', 'Enter who signs'),
  email: z.union([z.literal(''), z.email('This is no e-mail address').max(200)]).default(''),
  phone: z.string().max(40).default(''),
  delivery: z.enum(keysOf<Delivery>(deliveries)),
  codeChannel: z.enum(keysOf<CodeChannel>(codeChannels)).default('email'),
})
export type SignerValues = z.output<typeof signerValues>
export const signers = z
  .array(signerValues)
  .max(3)
  .refine((rows) => new Set(rows.map((row) => row.role)).size === rows.length, 'One signer for each role')

export const signer = z
  .object({
    id,
    role,
    turn: z.number().int(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    delivery: z.enum(keysOf<Delivery>(deliveries)),
    codeChannel: z.enum(keysOf<CodeChannel>(codeChannels)),
    status: z.enum(keysOf<SignerStatus>(signerStatuses)),
    sentAt: instant.nullable(),
    viewedAt: instant.nullable(),
    signedAt: instant.nullable(),
    /** Whether it is this one’s turn now. */
    mayAct: z.boolean(),
    /** What became of the latest invitation, in words; empty if nothing is amiss. */
    trouble: z.string(),
  })
  .meta({ id: 'EdocSigner' })
export type EdocSigner = z.output<typeof signer>

const event = z.object({
  id,
  kind: z.enum(keysOf<EdocEventKind>(edocEventKinds)),
  at: instant,
  who: z.string(),
  detail: z.string(),
})

export const edocProvider = z.object({
  id,
  name: z.string(),
  /** null: built-in signing. */
  connector: z.string().nullable(),
})

export const edocRow = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    status: z.enum(keysOf<EdocStatus>(edocStatuses)),
    provider: edocProvider,
    template: z.string().nullable(),
    createdAt: instant,
    createdBy: z.string().nullable(),
    sentAt: instant.nullable(),
    viewedAt: instant.nullable(),
    finalizedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    reason: z.string(),
    signers: z.array(signer),
    sealedAt: instant.nullable(),
    tamperedAt: instant.nullable(),
    fileId: id.nullable(),
    /** Of a provider's own document: where it stands, and what went wrong. */
    providerState: z.enum(['none', 'sending', 'unknown', 'sent', 'failed']),
    failure: z.string().nullable(),
  })
  .meta({ id: 'EdocRow' })
export type EdocRow = z.output<typeof edocRow>

export const edoc = edocRow
  .extend({
    subject: z.string(),
    message: z.string(),
    expiresDays: z.number().int(),
    reminderDays: z.number().int(),
    fileName: z.string(),
    sizeBytes: z.number().int(),
    sha256: z.string(),
    sealedSha256: z.string().nullable(),
    pages: z.array(page),
    fields: z.array(edocField),
    /** Merge fields’ values: as they are, or as they were when it was sent. */
    merged: z.record(z.string(), z.string()),
    events: z.array(event),
    /** Why it cannot be sent yet; empty if it can. */
    flaws: z.array(z.string()),
    abilities: z.object({ modify: z.boolean(), delete: z.boolean() }),
  })
  .meta({ id: 'Edoc' })
export type Edoc = z.output<typeof edoc>
