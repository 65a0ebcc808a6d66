import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { customers } from '#shared/contracts/customers.ts'
import { edocTemplates } from '#shared/contracts/edoc-templates.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { files } from '#shared/contracts/files.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { signing } from '#shared/contracts/signing.ts'
import { agreementFields, asSigner, at, becomes, builtIn, codeIn, dealerFields, draft, linkIn, openSigning, plantTemplate, png, read, send, unlock } from '#test/helpers/edocs.ts' // prettier-ignore
import { agreementPdf } from '#test/helpers/edoc-paper.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { arrived, closeMessaging, company, customer, here, house, mail, nextCustomer, params, user } from '#test/helpers/messaging.ts' // prettier-ignore

let template: number
let both: number
beforeAll(async () => {
  await openSigning()
  template = await plantTemplate('Monitoring')
  both = await plantTemplate('Both sign', [...agreementFields, ...dealerFields])
}, 60_000)
afterAll(closeMessaging)
beforeEach(nextCustomer)

const signer = () => ({ role: 'customer', name: 'Dana Whitlock', email: mail(), delivery: 'email' })
const entries = { pet: 'Rex', agree: true }
const sign = (link: { companyId: number; token: string }, key: string, more: object = {}) =>
  asSigner().call(signing.sign, {
    params: link,
    body: { key, name: 'Dana Whitlock', signature: png, entries, ...more },
  })
const tab = async () =>
  (await house.as(user).call(customers.open, { params: params() })).body.tabs.find(
    ({ key }) => key === 'edocs',
  )

describe('a document that is sent by e-mail', () => {
  it('[TAB-012] is opened by a one-time code alone, signed, sealed with its certificate, and kept among the files', async () => {
    const made = await draft(template, { signers: [signer()] })
    expect(made).toMatchObject({ status: 'draft', merged: { full_name: 'Dana Whitlock' }, flaws: [] })
    const sent = await send(made)
    expect(sent).toMatchObject({ status: 'sent', signers: [{ status: 'sent', mayAct: true }] })
    expect(await tab()).toMatchObject({ count: 1, alert: true })
    const link = await linkIn(mail())
    // The door tells no more than whose document it is.
    const door = (await asSigner().call(signing.door, { params: link })).body
    expect(door).toMatchObject({ company: company.name, signer: 'Dana Whitlock', state: 'open' })
    expect(JSON.stringify(door)).not.toContain(mail())
    const none = 'x'.repeat(32)
    expect((await asSigner().call(signing.open, { params: link, body: { key: none } })).outcome).toBe(
      '401 signing.locked',
    )
    expect(
      (await asSigner().call(signing.door, { params: { ...link, token: none } })).outcome,
    ).toBe('404 signing.no_such_link')

    await asSigner().call(signing.code, { params: link })
    expect((await asSigner().call(signing.code, { params: link })).outcome).toBe('429 signing.wait')
    const code = await codeIn(mail())
    const wrong = code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 5; tries += 1)
      expect((await asSigner().call(signing.verify, { params: link, body: { code: wrong } })).outcome).toBe(
        '422 signing.wrong_code',
      )
    // The right one is of no use any more: another has to be asked for.
    expect((await asSigner().call(signing.verify, { params: link, body: { code } })).outcome).toBe(
      '429 signing.too_many_tries',
    )
    await house.owner.query(`update edoc_signer set code_sent_at = now() - interval '40 seconds' where edoc_id = $1`, [made.id]) // prettier-ignore
    await asSigner().call(signing.code, { params: link })
    const second = await codeIn(mail())
    const { key } = (await asSigner().call(signing.verify, { params: link, body: { code: second } })).body
    expect((await asSigner().call(signing.verify, { params: link, body: { code: second } })).outcome).toBe(
      '422 signing.wrong_code',
    )
    const room = (await asSigner().call(signing.open, { params: link, body: { key } })).body
    expect(Buffer.from(room.pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    expect(room.fields.map((field) => field.key)).not.toContain('name')
    expect((await sign(link, key)).outcome).toBe('409 signing.consent_first')
    await asSigner().call(signing.consent, { params: link, body: { key } })
    const open = await sign(link, key, { entries: { agree: true } })
    expect(open.problem).toMatchObject({ code: 'signing.incomplete', errors: [{ path: 'entries.pet' }] })
    expect((await sign(link, key, { signature: Buffer.from('no picture at all, whatever').toString('base64') })).outcome).toBe('422 request.invalid') // prettier-ignore
    expect((await sign(link, key)).body).toEqual({ state: 'completed' })
    expect((await sign(link, key)).outcome).toBe('409 signing.ended')

    const done = await becomes(made, (now) => now.sealedAt !== null)
    expect(done.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['created', 'sent', 'invited', 'code_sent', 'code_wrong', 'code_verified', 'viewed', 'consented', 'signed', 'completed', 'sealed']), // prettier-ignore
    )
    const kept = (await house.as(user).call(files.list, { params: params() })).body.items[0]!
    expect(kept).toMatchObject({ id: done.fileId, name: 'Agreement (signed).pdf', sha256: done.sealedSha256 })
    const copy = (await asSigner().call(signing.copy, { params: link, body: { key } })).body
    const sealed = Buffer.from(copy.pdf!, 'base64')
    expect((await PDFDocument.load(sealed)).getPageCount()).toBeGreaterThan(1)
    expect(sealed.includes('/adbe.pkcs7.detached')).toBe(true)
    await eventually(async () => {
      const mails = await arrived('smtp', mail())
      expect(mails.some(({ values }) => String(values.text).includes('sealed copy is attached'))).toBe(true)
    })
    const told = (await house.as(user).call(notifications.list, { query: {} })).body.items[0]
    expect(told).toMatchObject({ kind: 'edoc_completed', edocId: made.id, subject: 'Agreement' })
    // Neither code nor link nor key is in a log, in History or in the thread.
    const { rows } = await house.owner.query(`select json_agg(h)::text as t from history_entry h`)
    for (const secret of [code, second])
      expect(house.logs.join('') + (rows[0] as { t: string }).t).not.toMatch(new RegExp(`\\b${secret}\\b`))
    expect(house.logs.join('')).not.toContain(key)

    // A byte changed in the store is found, told, and never handed out.
    expect((await house.as(user).call(edocs.verify, { params: at(made) })).body.intact).toBe(true)
    const row = await house.owner.query<{ k: string }>('select sealed_key as k from edoc where id = $1', [made.id])
    const folder = (await readdir(house.filesFolder, { recursive: true })).find((name) => name.endsWith(row.rows[0]!.k))
    const stored = path.join(house.filesFolder, folder!)
    const bytes = await readFile(stored)
    bytes[bytes.length >> 1]! ^= 1
    await writeFile(stored, bytes)
    expect((await house.as(user).call(edocs.verify, { params: at(made) })).body.intact).toBe(false)
    const refused = await house.as(user).call(edocs.document, { params: at(made), query: { state: 'sealed' } })
    expect(refused.outcome).toBe('409 edocs.tampered')
    expect((await read(made)).tamperedAt).not.toBeNull()
  }, 60_000) // prettier-ignore

  it('[TAB-012] goes to the next when the one before has signed; a new link ends the old; declined is the end for all', async () => {
    const dealer = { role: 'dealer', name: 'Riley Tran', email: `riley${mail()}`, delivery: 'email', turn: 2 }
    const made = await send(await draft(both, { signers: [signer(), dealer] }))
    expect(made.signers.map(({ status, mayAct }) => [status, mayAct])).toEqual([['sent', true], ['waiting', false]]) // prettier-ignore
    const early = { params: { ...at(made), signerId: made.signers[1]!.id } }
    expect((await house.as(user).call(edocs.resend, early)).outcome).toBe('409 edocs.not_their_turn')
    const old = await linkIn(mail())
    await house.as(user).call(edocs.resend, { params: { ...at(made), signerId: made.signers[0]!.id } })
    const link = await linkIn(mail(), 1)
    expect((await asSigner().call(signing.door, { params: old })).outcome).toBe('404 signing.no_such_link')
    expect((await sign(link, await unlock(link, mail()))).body).toEqual({ state: 'signed' })
    const theirs = await linkIn(dealer.email)
    const key = await unlock(theirs, dealer.email)
    const body = { key, reason: 'The rate is not the one we agreed on' }
    expect((await asSigner().call(signing.decline, { params: theirs, body })).body).toEqual({
      state: 'declined',
    })
    expect(await read(made)).toMatchObject({ status: 'declined', reason: body.reason, sealedAt: null })
    expect((await asSigner().call(signing.door, { params: theirs })).body.state).toBe('declined')
    expect(await tab()).toMatchObject({ alert: true })
  }, 60_000)

  it('[TAB-012] voided, expired or archived it opens for nobody; a reminder brings a new link', async () => {
    const made = await send(await draft(template, { signers: [signer()] }))
    const link = await linkIn(mail())
    const key = await unlock(link, mail())
    const body = { version: (await read(made)).version, reason: 'Wrong rate' }
    const voided = await house.as(user).call(edocs.void, { params: at(made), body })
    expect(voided.body).toMatchObject({ status: 'voided', reason: 'Wrong rate' })
    expect((await sign(link, key)).outcome).toBe('401 signing.locked')
    expect((await asSigner().call(signing.code, { params: link })).outcome).toBe('409 signing.ended')

    const reminded = await send(await draft(template, { signers: [signer()] }))
    const job = (task: string, id: number) =>
      house.owner.query(`select graphile_worker.add_job($1, $2::json)`, [task, JSON.stringify({ companyId: company.id, edocId: id })]) // prettier-ignore
    await linkIn(mail(), 1)
    await house.owner.query(`update edoc_signer set sent_at = sent_at - interval '4 days' where edoc_id = $1`, [reminded.id]) // prettier-ignore
    await job('edocs.remind', reminded.id)
    await linkIn(mail(), 2)
    await house.owner.query(`update edoc set expires_at = now() - interval '1 minute' where id = $1`, [reminded.id])
    await job('edocs.expire', reminded.id)
    await becomes(reminded, ({ status }) => status === 'expired')

    const third = await send(await draft(template, { signers: [signer()] }))
    expect((await house.as(user).call(customersLifecycle.delete, { params: params() } as never)).outcome).toBe('409 edocs.out')
    const effects = await house.as(user).call(customersLifecycle.archive, { params: params() })
    expect(effects.status).toBe(200)
    expect(await read(third)).toMatchObject({ status: 'voided', reason: 'The record was archived' })
  }, 60_000) // prettier-ignore
})

it('[TAB-012] signed in person it needs no code, and the certificate says who was there', async () => {
  const made = await send(await draft(template, { signers: [{ ...signer(), email: '', delivery: 'in_person' }] }))
  expect(await arrived('smtp', mail())).toEqual([])
  const opened = await house.as(user).call(edocs.inPerson, { params: { ...at(made), signerId: made.signers[0]!.id } })
  const link = { companyId: company.id, token: opened.body.url.split('/').at(-1)! }
  const key = opened.body.key!
  expect((await asSigner().call(signing.open, { params: link, body: { key } })).body.inPerson).toBe(true)
  await asSigner().call(signing.consent, { params: link, body: { key } })
  expect((await sign(link, key)).body).toEqual({ state: 'completed' })
  const done = await becomes(made, ({ sealedAt }) => sealedAt !== null)
  expect(done.events.find(({ kind }) => kind === 'in_person')).toMatchObject({ detail: 'for Dana Whitlock' })
}, 60_000) // prettier-ignore

describe('a template', () => {
  it('[TAB-012] takes a PDF and nothing else, keeps fields within its pages, and is put away once it was used', async () => {
    const as = house.as(user)
    const { id } = (await as.call(edocTemplates.create, { body: { name: 'Lease' } })).body
    const where = { edocTemplateId: id }
    const upload = (bytes: Buffer, version = 1, name = 'lease.pdf') =>
      as.upload(edocTemplates.upload, { params: where, query: { version, name } as never }, bytes)
    expect((await upload(Buffer.from('plain text'))).status).toBe(422)
    expect((await upload(Buffer.from('%PDF-1.7 and no more'))).outcome).toBe('422 edocs.not_pdf')
    const made = (await upload(await agreementPdf('Lease', 2))).body
    expect(made.pages).toEqual([{ width: 612, height: 792 }, { width: 612, height: 792 }]) // prettier-ignore
    const beyond = [{ ...agreementFields[1]!, x: 600 }]
    const refused = await as.call(edocTemplates.saveFields, {
      params: where,
      body: { version: 2, fields: beyond },
    })
    expect(refused.problem.errors).toEqual([
      { path: 'fields.0', message: 'It stands beyond the edge of the page' },
    ])
    const fields = [...agreementFields, { ...agreementFields[1]!, key: 'second', page: 1 }]
    await as.call(edocTemplates.saveFields, { params: where, body: { version: 2, fields } })
    // A shorter document: what stood on its second page is gone with it; one under way keeps its own.
    const under = await draft(id)
    const shorter = (await upload(await agreementPdf('Lease'), 3)).body
    expect(shorter.fields).toHaveLength(agreementFields.length)
    expect((await read(under)).fields).toHaveLength(fields.length)
    expect((await upload(await agreementPdf(), 3)).outcome).toBe('409 edocs.template_stale')
    await as.call(edocTemplates.remove, { params: where })
    expect((await read(under)).template).toBe('Lease')
    expect((await as.call(edocTemplates.get, { params: where })).outcome).toBe('404 edocs.template_not_found')
  })

  it('[ADM-007] without eDoc+ there is no tab, no template, no provider and no link', async () => {
    const made = await send(await draft(template, { signers: [signer()] }))
    const link = await linkIn(mail())
    const set = (on: boolean) =>
      house.owner.query(`update platform.company set settings = settings || jsonb_build_object('edocs', $2::boolean) where id = $1`, [company.id, on]) // prettier-ignore
    await set(false)
    try {
      const as = house.as(user)
      expect(await tab()).toBeUndefined()
      expect((await as.call(edocs.list, { params: params() })).outcome).toBe('404 edocs.off')
      expect((await as.call(edocs.get, { params: at(made) })).outcome).toBe('404 edocs.off')
      expect((await as.call(edocTemplates.list, {})).outcome).toBe('404 edocs.off')
      expect((await asSigner().call(signing.door, { params: link })).outcome).toBe('404 signing.no_such_link')
    } finally {
      await set(true)
    }
  })
})

describe('who may', () => {
  it('[TAB-012] another company’s document is not there; View alone changes nothing; a lead has none until the company says so', async () => {
    const made = await draft(template)
    const stranger = await house.plant.user({ company: await house.plant.company({ settings: { edocs: true } }), holds: [{ grants: 'all' }] }) // prettier-ignore
    expect((await house.as(stranger).call(edocs.get, { params: at(made) })).status).toBe(404)
    const viewer = await house.plant.user({ company, holds: [{ grants: ['customers.view', 'docusign.view'], at: here }] }) // prettier-ignore
    const as = house.as(viewer)
    expect((await as.call(edocs.list, { params: params() })).body).toMatchObject({ abilities: { create: false, modify: false, delete: false }, templates: [] }) // prettier-ignore
    expect((await as.call(edocs.send, { params: at(made), body: { version: 1 } })).status).toBe(403)
    const other = await house.plant.customer({
      location: here,
      fields: { firstName: 'Lee', lastName: 'Else' },
    })
    expect((await house.as(user).call(edocs.get, { params: { customerId: other.id, edocId: made.id } })).outcome).toBe('404 edocs.not_found') // prettier-ignore
    expect((await house.as(user).call(edocs.send, { params: at(made), body: { version: 9 } })).outcome).toBe('409 edocs.stale') // prettier-ignore
    const body = {
      name: 'x',
      providerId: builtIn,
      templateId: template,
      signers: [{ ...signer(), phone: '12' }],
    }
    expect((await house.as(user).call(edocs.create, { params: params(), body: body as never })).problem.errors[0]!.path).toBe('signers.0.phone') // prettier-ignore
    expect(customer.id).toBeGreaterThan(0)
  })

  it('[TAB-012][TAB-018] a copy of the record begins with drafts, and nobody has signed them', async () => {
    await send(await draft(template, { signers: [signer()] }))
    const copied = await house.as(user).call(customersLifecycle.duplicate, { params: params(), body: { firstName: 'Otto', lastName: 'Copy', fields: [], parts: ['edocs'] } as never })
    const copy = copied.body as { id: number }
    const { items } = (await house.as(user).call(edocs.list, { params: { customerId: copy.id } })).body
    expect(items).toMatchObject([{ status: 'draft', name: 'Agreement', signers: [{ status: 'waiting' }] }])
  }) // prettier-ignore
})
