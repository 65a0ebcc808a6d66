/** DocuSign's eSignature REST API as developers.docusign.com documents it, with a page to sign on and Connect. README.md has the lies. */
import { createHmac, createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import { z } from 'zod'
import type { Effect, Sandbox, WireAnswer, WireCall } from '../kit.ts'

export const account = {
  accountId: '7d4c1f2a-0b5e-4d63-9a53-5f7c1f0a9e11',
  userId: '2f6a9c33-64bb-4a60-8e8f-2f8f0a0f7b02',
  integrationKey: '5c0b8b6e-7c42-4d0c-9c63-0a6de1ac5503',
  connectKey: 'connect-demo',
}
/** Of the key whose other half the demo company has. */
const publicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA69wB64INMIi51fX0Td97
yZZ3QzYXC+avRy7G+KcxyU7SH7liYOMz+rV/bzX3e00cOPjzfQfnKq5dj1bd8fR6
YM5G31BZxJa1wc5MkBS9rMyev8w90KkJrLynUM/zLkBMI51lye9IyrWxosGDTtYD
29tO4+MmCHgXB8Go4a4OFTXfg+Be0+NMbJFn4GDC4BuNUCgA90Ag/W3ChDOl6tSf
zTDHgt0QC/EFDGCUDjeCqVdCbhpZIz+eW6Us5sr8swoyhfN0zd3QKUC5ySLT4ji2
uFRWe2nHQ4dXMXVa/Sd8ngvTN/FoSxGwk7nZjDsup4H3B+HK27fa665nndgSiVcu
eQIDAQAB
-----END PUBLIC KEY-----`

const text = z.string().max(4000)
const tab = z.looseObject({ documentId: z.literal('1'), pageNumber: z.string().regex(/^\d+$/), xPosition: z.string().regex(/^\d+$/), yPosition: z.string().regex(/^\d+$/) }) // prettier-ignore
const tabs = z.strictObject({
  signHereTabs: z.array(tab).optional(),
  initialHereTabs: z.array(tab).optional(),
  dateSignedTabs: z.array(tab).optional(),
  textTabs: z.array(tab).optional(),
  checkboxTabs: z.array(tab).optional(),
})
const definition = z.looseObject({
  status: z.enum(['created', 'sent']),
  emailSubject: z.string().min(1).max(100),
  emailBlurb: z.string().max(10_000).optional(),
  transactionId: z.string().max(100).optional(),
  documents: z
    .array(z.looseObject({ documentId: text, name: text, fileExtension: z.literal('pdf'), documentBase64: z.base64().min(8) }))
    .min(1),
  recipients: z.looseObject({
    signers: z
      .array(
        z.looseObject({
          recipientId: z.string().regex(/^\d+$/),
          routingOrder: z.string().regex(/^\d+$/),
          name: z.string().min(1).max(100),
          email: z.email(),
          clientUserId: text.optional(),
          tabs,
        }),
      )
      .min(1),
  }),
}) // prettier-ignore
type Signer = z.output<typeof definition>['recipients']['signers'][number] & {
  status: string
  sentDateTime?: string
  deliveredDateTime?: string
  signedDateTime?: string
  declinedReason?: string
}
type Envelope = {
  /** The transaction id, by which tests find it. */
  accountNumber: string
  envelopeId: string
  status: string
  subject: string
  signers: Signer[]
  pdf: Buffer
  finished: Buffer | null
  voidedReason?: string
}

const act = z.strictObject({
  /** An envelope's id or its transaction id. */
  envelope: z.string(),
  recipientId: z.string().default('1'),
  reason: z.string().default('Not what we agreed on'),
})
const connect = z.strictObject({
  envelope: z.string(),
  url: z.url(),
  event: z.string().default('envelope-completed'),
  key: z.string().default(account.connectKey),
})

const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})
const refuse = (status: number, errorCode: string, message: string, headers?: Record<string, string>) =>
  json(status, { errorCode, message }, headers)
const html = (title: string, body: string): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>${title}</title><meta name=viewport content="width=device-width"><body style="font:16px system-ui;max-width:40em;margin:3em auto;padding:0 1em"><h1>${title}</h1>${body}`,
})
const escape = (raw: string) => raw.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

export const docusign = (): Sandbox => {
  const envelopes = new Map<string, Envelope>()
  const tokens = new Map<string, number>()
  const views = new Map<string, { envelopeId: string; recipientId: string; returnUrl: string }>()
  const effects: Effect[] = []
  const note = (kind: string, envelope: Envelope, values: unknown) =>
    effects.push({ seq: effects.length + 1, at: new Date().toISOString(), kind, accountNumber: envelope.accountNumber, idempotencyKey: envelope.accountNumber, values }) // prettier-ignore
  const find = (id: string) =>
    envelopes.get(id) ?? [...envelopes.values()].find(({ accountNumber }) => accountNumber === id)

  function signIn(call: WireCall): WireAnswer {
    const form = new URLSearchParams(call.body)
    const bad = (error: string, error_description: string) => json(400, { error, error_description })
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return bad('unsupported_grant_type', 'grant type not supported')
    const [head = '', claims = '', signature = ''] = form.get('assertion')?.split('.') ?? []
    try {
      const good = verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(publicKey),
        Buffer.from(signature, 'base64url'),
      )
      if (!good) return bad('invalid_grant', 'no_valid_keys_or_signatures')
      const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, string | number>
      if (read.iss !== account.integrationKey) return bad('invalid_grant', 'issuer_not_found')
      if (read.sub !== account.userId) return bad('invalid_grant', 'user_not_found')
      if (read.sub === 'nobody') return bad('consent_required', '')
      if (!String(read.scope).includes('impersonation')) return bad('invalid_grant', 'bad_scope')
      if (read.aud !== call.headers.host || Number(read.exp) * 1000 < Date.now())
        return bad('invalid_grant', 'bad_audience_or_expired')
    } catch {
      return bad('invalid_grant', 'unreadable_assertion')
    }
    const token = randomBytes(32).toString('base64url')
    tokens.set(token, Date.now() + 3600_000)
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: 3600 })
  }

  function answer(call: WireCall): WireAnswer {
    if (call.path === '/oauth/token' && call.method === 'POST') return signIn(call)
    if (call.path.startsWith('/signing/')) return page(call)
    const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
    if ((tokens.get(token) ?? 0) < Date.now())
      return refuse(401, 'AUTHORIZATION_INVALID_TOKEN', 'The access token provided is expired, revoked or malformed.')
    if (call.path === '/oauth/userinfo')
      return json(200, { sub: account.userId, accounts: [{ account_id: account.accountId, is_default: true, account_name: 'Sandbox Alarm', base_uri: 'https://demo.docusign.net' }] }) // prettier-ignore
    const [, id, rest = ''] = /^\/restapi\/v2\.1\/accounts\/([^/]+)\/envelopes(.*)$/.exec(call.path) ?? []
    if (id !== account.accountId)
      return refuse(401, 'USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT', 'The specified User is not a member of the specified Account.')
    if (rest === '' && call.method === 'POST') return create(call)
    if (rest === '' && call.method === 'GET') {
      const wanted = call.query.get('transaction_ids')?.split(',')
      if (!wanted) return refuse(400, 'INVALID_REQUEST_PARAMETER', 'Query parameter from_date must be set.')
      const found = [...envelopes.values()].filter(({ accountNumber }) => wanted.includes(accountNumber))
      return json(200, { resultSetSize: String(found.length), envelopes: found.map(({ envelopeId, status }) => ({ envelopeId, status })) })
    }
    const [, envelopeId = '', part = ''] = /^\/([^/]+)(.*)$/.exec(rest) ?? []
    const envelope = envelopes.get(envelopeId)
    if (!envelope) return refuse(404, 'ENVELOPE_DOES_NOT_EXIST', 'The envelope specified does not exist.')
    if (part === '' && call.method === 'GET') return json(200, shown(envelope))
    if (part === '' && call.method === 'PUT') return change(call, envelope)
    if (part === '/views/recipient' && call.method === 'POST') return view(call, envelope)
    if (part === '/documents/combined' && call.method === 'GET')
      return { status: 200, headers: { 'content-type': 'application/pdf' }, body: '', bytes: envelope.finished ?? envelope.pdf }
    return refuse(404, 'RESOURCE_NOT_FOUND', 'The URL provided does not resolve to a resource.')
  } // prettier-ignore

  const shown = ({ pdf: _, finished: __, accountNumber, signers, ...envelope }: Envelope) => ({
    ...envelope,
    transactionId: accountNumber,
    recipients: { signers: signers.map(({ tabs: _tabs, ...signer }) => signer) },
  })

  function create(call: WireCall): WireAnswer {
    let body: unknown
    try {
      body = JSON.parse(call.body)
    } catch {
      return refuse(400, 'INVALID_REQUEST_BODY', 'The request body is missing or improperly formatted.')
    }
    const parsed = definition.safeParse(body)
    if (!parsed.success)
      return refuse(400, 'INVALID_REQUEST_PARAMETER', `The request contained at least one invalid parameter: ${parsed.error.issues[0]!.path.join('.')}.`) // prettier-ignore
    const { documents, recipients, transactionId, emailSubject } = parsed.data
    const pdf = Buffer.from(documents[0]!.documentBase64, 'base64')
    if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-')
      return refuse(400, 'UNABLE_TO_CONVERT_DOCUMENT', 'System was unable to convert this document to a PDF.')
    const envelope: Envelope = {
      accountNumber: transactionId ?? randomUUID(),
      envelopeId: randomUUID(),
      status: 'sent',
      subject: emailSubject,
      signers: recipients.signers.map((signer) => ({ ...signer, status: 'created' })),
      pdf,
      finished: null,
    }
    envelopes.set(envelope.envelopeId, envelope)
    advance(envelope)
    note('envelope_sent', envelope, { subject: emailSubject, signers: recipients.signers, bytes: pdf.length })
    const at = new Date().toISOString()
    return json(201, { envelopeId: envelope.envelopeId, status: 'sent', statusDateTime: at, uri: `/envelopes/${envelope.envelopeId}` })
  } // prettier-ignore

  /** Whose turn it is gets it. */
  function advance(envelope: Envelope): void {
    const open = envelope.signers.filter(({ status }) => status !== 'completed')
    const turn = Math.min(...open.map(({ routingOrder }) => Number(routingOrder)))
    for (const signer of open)
      if (Number(signer.routingOrder) === turn && signer.status === 'created') {
        signer.status = 'sent'
        signer.sentDateTime = new Date().toISOString()
      }
  }

  function change(call: WireCall, envelope: Envelope): WireAnswer {
    if (call.query.get('resend_envelope') === 'true') {
      note('envelope_resent', envelope, {})
      return json(200, { envelopeId: envelope.envelopeId })
    }
    const { status, voidedReason } = JSON.parse(call.body) as { status?: string; voidedReason?: string }
    if (status !== 'voided') return refuse(400, 'INVALID_REQUEST_PARAMETER', 'Nothing to change.')
    if (!voidedReason) return refuse(400, 'ENVELOPE_VOID_REASON_REQUIRED', 'A reason is required.')
    if (envelope.status !== 'sent')
      return refuse(400, 'ENVELOPE_CANNOT_VOID_INVALID_STATE', 'Only envelopes in the Sent or Delivered states may be voided.') // prettier-ignore
    Object.assign(envelope, { status: 'voided', voidedReason })
    note('envelope_voided', envelope, { voidedReason })
    return json(200, { envelopeId: envelope.envelopeId })
  }

  function view(call: WireCall, envelope: Envelope): WireAnswer {
    const { clientUserId, email, userName, returnUrl } = JSON.parse(call.body) as Record<string, string>
    const signer = envelope.signers.find(
      (one) => one.clientUserId !== undefined && one.clientUserId === clientUserId && one.email === email && one.name === userName,
    ) // prettier-ignore
    if (!signer) return refuse(400, 'UNKNOWN_ENVELOPE_RECIPIENT', 'The recipient you have identified is not a valid recipient of the specified envelope.') // prettier-ignore
    const id = randomBytes(12).toString('hex')
    views.set(id, {
      envelopeId: envelope.envelopeId,
      recipientId: signer.recipientId,
      returnUrl: returnUrl ?? '',
    })
    return json(201, { url: `http://${call.headers.host}/docusign/signing/${id}` })
  }

  /** DocuSign's own page, as plain as can be. */
  function page(call: WireCall): WireAnswer {
    const id = call.path.split('/')[2] ?? ''
    const seen = views.get(id)
    const envelope = seen && envelopes.get(seen.envelopeId)
    if (!envelope) return { ...html('This link has ended', ''), status: 404 }
    const signer = envelope.signers.find(({ recipientId }) => recipientId === seen.recipientId)!
    if (call.method === 'POST') {
      void finish(envelope, signer.recipientId)
      views.delete(id)
      return { status: 302, headers: { location: `${seen.returnUrl}?event=signing_complete` }, body: '' }
    }
    signer.status = 'delivered'
    signer.deliveredDateTime = new Date().toISOString()
    return html(escape(envelope.subject), `<p>${escape(signer.name)}, this stands for DocuSign’s signing page.</p><form method=post><button style="font:inherit;padding:.6em 1.2em">Sign and finish</button></form>`) // prettier-ignore
  }

  async function finish(envelope: Envelope, recipientId: string): Promise<void> {
    const signer = envelope.signers.find((one) => one.recipientId === recipientId)
    if (!signer || envelope.status !== 'sent' || signer.status === 'completed') return
    Object.assign(signer, { status: 'completed', signedDateTime: new Date().toISOString() })
    signer.deliveredDateTime ??= signer.signedDateTime
    advance(envelope)
    if (envelope.signers.some(({ status }) => status !== 'completed')) return
    envelope.status = 'completed'
    const doc = await PDFDocument.load(envelope.pdf)
    const font = await doc.embedFont(StandardFonts.Helvetica)
    const last = doc.addPage([612, 792])
    last.drawText('Certificate Of Completion', { x: 48, y: 720, size: 18, font })
    last.drawText(`Envelope Id: ${envelope.envelopeId}`, { x: 48, y: 696, size: 10, font })
    envelope.finished = Buffer.from(await doc.save())
    note('envelope_completed', envelope, {})
  }

  return {
    key: 'docusign',
    name: 'DocuSign (eSignature REST v2.1)',
    about: `Account ${account.accountId}, user ${account.userId}, integration key ${account.integrationKey}, and the demo company’s RSA key. Connect HMAC key ${account.connectKey}.`,
    columns: [
      { title: 'Transaction', path: 'accountNumber' },
      { title: 'Envelope', path: 'envelopeId' },
      { title: 'Subject', path: 'subject' },
      { title: 'Status', path: 'status' },
    ],
    answer,
    accountNumberOf: (call) => {
      const id = /\/envelopes\/([^/]+)/.exec(call.path)?.[1]
      return (id && find(id)?.accountNumber) || (/"transactionId":"([^"]+)"/.exec(call.body)?.[1] ?? null)
    },
    isSignIn: (call) => call.path.startsWith('/oauth/') || call.path.startsWith('/signing/'),
    isWrite: (call) => call.method === 'PUT' || (call.method === 'POST' && call.path.endsWith('/envelopes')),
    refuse: (status, code, detail, headers) => refuse(status, code.toUpperCase(), detail, headers),
    accounts: () => [...envelopes.values()].map(({ pdf: _, finished: __, ...envelope }) => envelope),
    effects: () => effects,
    upsert: () => 0,
    reset() {
      envelopes.clear()
      views.clear()
      tokens.clear()
      effects.length = 0
    },
    close() {},
    controls: {
      sign: async (body) => {
        const { envelope: id, recipientId } = act.parse(body)
        const envelope = find(id)
        if (!envelope) return json(404, { error: 'No such envelope' })
        await finish(envelope, recipientId)
        return json(200, shown(envelope))
      },
      decline: (body) => {
        const { envelope: id, recipientId, reason } = act.parse(body)
        const envelope = find(id)
        const signer = envelope?.signers.find((one) => one.recipientId === recipientId)
        if (!envelope || !signer) return Promise.resolve(json(404, { error: 'No such envelope' }))
        Object.assign(signer, { status: 'declined', declinedReason: reason })
        envelope.status = 'declined'
        return Promise.resolve(json(200, shown(envelope)))
      },
      /** Ends every token, as an hour does. */
      expire: () => {
        tokens.clear()
        return Promise.resolve(json(200, { expired: true }))
      },
      connect: async (body) => {
        const { envelope: id, url, event, key } = connect.parse(body)
        const envelope = find(id)
        if (!envelope) return json(404, { error: 'No such envelope' })
        const sent = JSON.stringify({
          event,
          apiVersion: 'v2.1',
          uri: `/restapi/v2.1/accounts/${account.accountId}/envelopes/${envelope.envelopeId}`,
          retryCount: 0,
          generatedDateTime: new Date().toISOString(),
          data: { accountId: account.accountId, userId: account.userId, envelopeId: envelope.envelopeId },
        })
        const reply = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-docusign-signature-1': createHmac('sha256', key).update(sent).digest('base64'),
          },
          body: sent,
          signal: AbortSignal.timeout(15_000),
        })
        return json(200, { status: reply.status, body: await reply.text() })
      },
    },
  }
}
