/** A company that has documents signed, beside what messaging.ts opens: a form, a provider of each kind, and the few steps of every test. */
import { edocTemplates } from '#shared/contracts/edoc-templates.ts'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { signing } from '#shared/contracts/signing.ts'
import type { EdocField } from '#shared/rules/edocs.ts'
import { account } from '#sandboxes/docusign/server.ts'
import { demoPrivateKey } from '#server/demo/docusign-key.ts'
import { sealSecrets } from '#server/modules/providers/stations.ts'
import { agreementPdf } from './edoc-paper.ts'
import { eventually } from './eventually.ts'
import { arrived, company, house, openMessaging, params, user } from './messaging.ts'

const field = (key: string, more: Partial<EdocField>): EdocField => ({
  key,
  type: 'text',
  page: 0,
  x: 60,
  y: 100,
  width: 150,
  height: 20,
  role: 'customer',
  required: true,
  label: '',
  source: null,
  ...more,
})
export const agreementFields: EdocField[] = [
  field('name', { type: 'merge', role: null, source: 'full_name', required: false }),
  field('pet', { y: 140, label: 'Name of the pet' }),
  field('agree', { type: 'checkbox', y: 180, width: 14, height: 14 }),
  field('initials', { type: 'initials', y: 220, width: 50, height: 26, required: false }),
  field('sign', { type: 'signature', y: 400, width: 170, height: 36 }),
  field('date', { type: 'date_signed', y: 450 }),
]
export const dealerFields: EdocField[] = [
  field('dealer', { type: 'signature', role: 'dealer', y: 520, width: 170, height: 36 }),
]

export let builtIn: number
export let docusign: number

export async function openSigning(): Promise<void> {
  await openMessaging()
  await house.owner.query(`update platform.company set settings = settings || '{"edocs": true}' where id = $1`, [
    company.id,
  ])
  builtIn = await house.plant.insert('edoc_provider', company, { name: 'Keyholder' })
  const { accountId, userId, integrationKey, connectKey } = account
  docusign = await house.plant.insert('edoc_provider', company, {
    name: 'DocuSign',
    connector: 'docusign',
    settings: JSON.stringify({ baseUrl: `${house.station.origin}/docusign`, accountId, userId, integrationKey }),
    sealed_secrets: sealSecrets(company.id, { privateKey: demoPrivateKey, connectKey }, 'edoc'),
  })
} // prettier-ignore

/** A template with its document and fields. */
export async function plantTemplate(name: string, fields = agreementFields): Promise<number> {
  const as = house.as(user)
  const { id } = (await as.call(edocTemplates.create, { body: { name } })).body
  const at = { edocTemplateId: id }
  const uploaded = await as.upload(
    edocTemplates.upload,
    { params: at, query: { version: 1, name: `${name}.pdf` } as never },
    await agreementPdf(name),
  )
  await as.call(edocTemplates.saveFields, { params: at, body: { version: uploaded.body.version, fields } })
  return id
}

type Draft = { providerId?: number; signers?: object[]; name?: string }
export const mailed = () => ({
  role: 'customer',
  name: 'Dana Whitlock',
  email: 'dana@whitlock.test',
  delivery: 'email',
})

export async function draft(edocTemplateId: number, more: Draft = {}): Promise<Edoc> {
  const { providerId = builtIn, signers = [mailed()], name = 'Agreement' } = more
  const body = { name, providerId, templateId: edocTemplateId, signers }
  return (await house.as(user).call(edocs.create, { params: params(), body: body as never })).body
}

export const at = (doc: { id: number }) => ({ ...params(), edocId: doc.id })
export const read = async (doc: { id: number }) =>
  (await house.as(user).call(edocs.get, { params: at(doc) })).body
export const send = async (doc: Edoc) =>
  (await house.as(user).call(edocs.send, { params: at(doc), body: { version: doc.version } })).body
export const becomes = (doc: { id: number }, test: (now: Edoc) => boolean): Promise<Edoc> =>
  eventually(async () => {
    const now = await read(doc)
    if (!test(now)) throw new Error(`It is ${now.status}, ${now.providerState}, ${now.failure}`)
    return now
  }, 20_000)

/** What the newest mail to this address says. */
export const newestMail = async (to: string): Promise<string> => {
  const mails = await arrived('smtp', to)
  return String(mails.at(-1)?.values.text ?? '')
}
/** The path of the link in the newest invitation, as a signer's calls take it. */
export const linkIn = (to: string, after = 0) =>
  eventually(async () => {
    const mails = await arrived('smtp', to)
    const links = mails.flatMap(({ values }) => /\/sign\/(\d+)\/([\w-]+)/.exec(String(values.text)) ?? [])
    const tokens = links.filter((_, index) => index % 3 === 2)
    const token = tokens[tokens.length - 1]
    if (!token || tokens.length <= after) throw new Error('no link yet')
    return { companyId: company.id, token }
  }, 20_000)
export const codeIn = async (to: string): Promise<string> => {
  const mails = await arrived('smtp', to)
  const found = mails.map(({ values }) => /^(\d{6}) is your code/.exec(String(values.text))?.[1])
  return found.findLast(Boolean) ?? ''
}

export type Link = { companyId: number; token: string }
export const asSigner = () => house.anybody()
/** Asks for a code, enters it, agrees. */
export async function unlock(link: Link, to: string): Promise<string> {
  await asSigner().call(signing.code, { params: link })
  const { key } = (await asSigner().call(signing.verify, { params: link, body: { code: await codeIn(to) } }))
    .body
  await asSigner().call(signing.open, { params: link, body: { key } })
  await asSigner().call(signing.consent, { params: link, body: { key } })
  return key
}
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
