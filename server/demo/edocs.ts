/** Electronic documents of the demo: providers, two agreements with their fields, and one document in each state. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { dayMs } from '#shared/time.ts'
import { type CopyRow, copyRows } from '#server/db/copy.ts'
import { addCertificate } from '#server/modules/edocs/edocs.certificate.ts'
import { fillPdf, type Filling } from '#server/modules/edocs/edocs.paper.ts'
import { makeCertificate, signDocument } from '#server/modules/edocs/edocs.pades.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { demoUsers } from './acme.ts'
import { demoPrivateKey } from './docusign-key.ts'
import { agreement, fields, letter, merged, signature } from './edoc-paper.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

export async function loadEdocs(
  client: pg.Client,
  companyId: number,
  { now }: Setting,
  { sandboxUrl }: { sandboxUrl: string },
): Promise<void> {
  const copy = (table: string, columns: string[], rows: CopyRow[]) =>
    copyRows(
      client,
      table,
      ['company_id', ...columns],
      rows.map((row) => [companyId, ...row]),
    )
  const secrets = seal(
    JSON.stringify({ privateKey: demoPrivateKey, connectKey: 'connect-demo' }),
    place(companyId, 'edoc_provider.sealed_secrets'),
  )
  await copy(
    'edoc_provider',
    ['id', 'name', 'connector', 'settings', 'sealed_secrets'],
    [
      [1, 'Keyholder signing', null, {}, null],
      [
        2,
        'DocuSign',
        'docusign',
        {
          baseUrl: `${sandboxUrl}/docusign`,
          accountId: '7d4c1f2a-0b5e-4d63-9a53-5f7c1f0a9e11',
          userId: '2f6a9c33-64bb-4a60-8e8f-2f8f0a0f7b02',
          integrationKey: '5c0b8b6e-7c42-4d0c-9c63-0a6de1ac5503',
        },
        secrets,
      ],
    ],
  )
  const pdf = await agreement()
  const key = await fileStore().put(companyId, Readable.from([pdf]))
  const pages = JSON.stringify([letter, letter])
  const placed = JSON.stringify(fields)
  // COPY takes bytes as their hex.
  const bytes = [key, `\\x${sha256(pdf).toString('hex')}`, pdf.length]
  await copy(
    'edoc_template',
    [
      'id',
      'name',
      'description',
      'sort',
      'file_name',
      'storage_key',
      'sha256',
      'size_bytes',
      'pages',
      'fields',
      'subject',
      'message',
    ],
    [
      [
        1,
        'Monitoring agreement',
        'Residential, with the dealer’s countersignature',
        0,
        'Monitoring agreement.pdf',
        ...bytes,
        pages,
        placed,
        '',
        'Please read the agreement and sign it before the installation.',
      ],
      [
        2,
        'Notice of right to cancel',
        'Within three business days',
        1,
        null,
        null,
        null,
        null,
        '[]',
        '[]',
        '',
        '',
      ],
    ],
  )
  const at = (days: number) => new Date(now.getTime() - days * dayMs)
  const values = Object.fromEntries(merged.map(([, source, text]) => [source, text]))
  const doc = (
    id: number,
    name: string,
    status: string,
    days: number,
    more: Partial<Record<string, unknown>> = {},
  ) => [
    id,
    story.notIntegrated,
    1,
    1,
    name,
    status,
    at(days + 1),
    demoUsers.sales,
    status === 'draft' ? null : at(days),
    status === 'draft' ? null : demoUsers.sales,
    status === 'draft' ? null : at(days - 30),
    status === 'draft' || status === 'sent' ? null : at(days - 0.1),
    more.viewed ?? null,
    more.reason ?? '',
    'Monitoring agreement.pdf',
    ...bytes,
    pages,
    placed,
    status === 'draft' ? {} : values,
  ]
  await copy(
    'edoc',
    [
      'id',
      'customer_id',
      'edoc_provider_id',
      'template_id',
      'name',
      'status',
      'created_at',
      'created_by',
      'sent_at',
      'sent_by',
      'expires_at',
      'finalized_at',
      'viewed_at',
      'reason',
      'file_name',
      'storage_key',
      'sha256',
      'size_bytes',
      'pages',
      'fields',
      'merged',
    ],
    [
      doc(1, 'Monitoring agreement 2023', 'completed', 412),
      doc(2, 'Camera addendum', 'declined', 40, {
        reason: 'The rate is not the one that we agreed on.',
        viewed: at(39.95),
      }),
      doc(3, 'Monitoring agreement', 'sent', 2, { viewed: at(1) }),
      doc(4, 'Move to another address', 'draft', 0),
    ],
  )
  const person = ['Carter Lundy', 'carter@lundy.test', 'email', 'email']
  const dealer = ['Sofia Lindgren', 'sofia.lindgren@acme.test', 'in_person', 'email']
  const pngKey = await fileStore().put(companyId, Readable.from([signature]))
  const signed = (days: number, name: string) => [
    'signed',
    at(days),
    at(days),
    at(days),
    at(days),
    name,
    '198.51.100.23',
    'Mozilla/5.0 (iPad)',
    pngKey,
    pngKey,
    { read: true, sign: true, initials: true, dealer: true, pet: 'Rex' },
  ]
  const open = (status: string, days: number | null) => [
    status,
    days && at(days),
    status === 'viewed' || status === 'declined' ? at(1) : null,
    null,
    null,
    null,
    '',
    '',
    null,
    null,
    {},
  ]
  await copy(
    'edoc_signer',
    [
      'id',
      'edoc_id',
      'role',
      'turn',
      'name',
      'email',
      'delivery',
      'code_channel',
      'status',
      'sent_at',
      'viewed_at',
      'consented_at',
      'signed_at',
      'signed_name',
      'address',
      'agent',
      'signature_key',
      'initials_key',
      'entries',
    ],
    [
      [1, 1, 'customer', 1, ...person, ...signed(411.9, 'Carter Lundy')],
      [2, 1, 'dealer', 2, ...dealer, ...signed(411.8, 'Sofia Lindgren')],
      [3, 2, 'customer', 1, ...person, ...open('declined', 40)],
      [4, 3, 'customer', 1, ...person, ...open('viewed', 2)],
      [5, 3, 'dealer', 2, ...dealer, ...open('waiting', null)],
      [6, 4, 'customer', 1, ...person, ...open('waiting', null)],
    ],
  )
  const event = (
    edocId: number,
    kind: string,
    days: number,
    signerId: number | null = null,
    who = '',
    detail = '',
    userId: number | null = null,
  ) => [
    edocId,
    signerId,
    kind,
    at(days),
    userId,
    who,
    signerId && kind !== 'invited' ? '198.51.100.23' : '',
    '',
    detail,
  ]
  const { sales } = demoUsers
  await copy(
    'edoc_event',
    ['edoc_id', 'signer_id', 'kind', 'at', 'by_user_id', 'who', 'address', 'agent', 'detail'],
    [
      event(1, 'created', 413, null, '', 'Monitoring agreement', sales),
      event(1, 'sent', 412, null, '', '', sales),
      event(1, 'invited', 412, 1, 'Carter Lundy', 'to carter@lundy.test'),
      event(1, 'code_verified', 411.95, 1, 'Carter Lundy'),
      event(1, 'signed', 411.9, 1, 'Carter Lundy'),
      event(1, 'signed', 411.8, 2, 'Sofia Lindgren'),
      event(1, 'completed', 411.8),
      event(1, 'sealed', 411.8),
      event(2, 'created', 41, null, '', 'Monitoring agreement', sales),
      event(2, 'sent', 40, null, '', '', sales),
      event(2, 'declined', 39.9, 3, 'Carter Lundy', 'The rate is not the one that we agreed on.'),
      event(3, 'created', 3, null, '', 'Monitoring agreement', sales),
      event(3, 'sent', 2, null, '', '', sales),
      event(3, 'invited', 2, 4, 'Carter Lundy', 'to carter@lundy.test'),
      event(3, 'code_verified', 1, 4, 'Carter Lundy'),
      event(3, 'viewed', 1, 4, 'Carter Lundy'),
      event(4, 'created', 1, null, '', 'Monitoring agreement', sales),
    ],
  )
  await sealFirst(client, companyId, pdf, at)
}

/** The completed one is sealed as any other is. */
async function sealFirst(
  client: pg.Client,
  companyId: number,
  pdf: Buffer,
  at: (days: number) => Date,
): Promise<void> {
  const picture: Filling = { png: signature }
  const fillings = new Map<string, Filling>([
    ...merged.map(([key, , text]): [string, Filling] => [key, { text }]),
    ['pet', { text: 'Rex' }],
    ['read', { checked: true }],
    ['initials', picture],
    ['sign', picture],
    ['dealer', picture],
    ['date', { text: at(411.9).toISOString().slice(0, 10) }],
    ['dealerDate', { text: at(411.8).toISOString().slice(0, 10) }],
  ])
  const filled = sha256(await (await fillPdf(pdf, fields, fillings)).save())
  const doc = await fillPdf(pdf, fields, fillings)
  const person = {
    email: 'carter@lundy.test',
    phone: null,
    codeChannel: 'email',
    viewedAt: at(411.95),
    consentedAt: at(411.94),
    address: '198.51.100.23',
    agent: 'Mozilla/5.0 (iPad)',
    signature,
  } as const
  await addCertificate(doc, {
    company: 'Acme Alarm & Home',
    document: 'Monitoring agreement 2023',
    number: 1,
    fileName: 'Monitoring agreement.pdf',
    pages: 2,
    sourceSha256: sha256(pdf).toString('hex'),
    filledSha256: filled.toString('hex'),
    sentAt: at(412),
    sentBy: 'Sofia Lindgren',
    completedAt: at(411.8),
    signers: [
      {
        ...person,
        name: 'Carter Lundy',
        role: 'customer',
        delivery: 'email',
        host: null,
        sentAt: at(412),
        codeVerifiedAt: at(411.95),
        signedAt: at(411.9),
        signedName: 'Carter Lundy',
      },
      {
        ...person,
        name: 'Sofia Lindgren',
        role: 'dealer',
        email: 'sofia.lindgren@acme.test',
        delivery: 'in_person',
        host: 'Sofia Lindgren',
        sentAt: at(411.9),
        codeVerifiedAt: null,
        signedAt: at(411.8),
        signedName: 'Sofia Lindgren',
      },
    ],
    events: [
      { at: at(412), kind: 'sent', who: 'Sofia Lindgren', address: '', detail: '' },
      { at: at(411.9), kind: 'signed', who: 'Carter Lundy', address: '198.51.100.23', detail: '' },
    ],
  })
  const made = await makeCertificate(companyId, 'Acme Alarm & Home', new Date())
  await client.query(
    'insert into edoc_certificate (company_id, made_at, expires_at, fingerprint, sealed_p12) values ($1, $2, $3, $4, $5)',
    [companyId, made.made_at, made.expires_at, made.fingerprint, made.sealed_p12],
  )
  const bytes = await signDocument(doc, {
    companyId,
    company: 'Acme Alarm & Home',
    sealedP12: made.sealed_p12,
    reason: 'Sealed when everybody had signed',
    at: at(411.8),
  })
  const key = await fileStore().put(companyId, Readable.from([bytes]))
  await client.query(
    'update edoc set sealed_key = $2, sealed_sha256 = $3, sealed_bytes = $4, sealed_at = finalized_at, filled_sha256 = $5 where company_id = $1 and id = 1',
    [companyId, key, sha256(bytes), bytes.length, filled],
  )
}
