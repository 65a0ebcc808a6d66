import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callbacks } from '#shared/contracts/callbacks.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { files } from '#shared/contracts/files.ts'
import { providers } from '#shared/contracts/providers.ts'
import { account } from '#sandboxes/docusign/server.ts'
import { agreementFields, at, becomes, dealerFields, docusign, draft, openSigning, plantTemplate, read, send } from '#test/helpers/edocs.ts' // prettier-ignore
import { closeMessaging, company, control, house, mail, nextCustomer, origin, params, user } from '#test/helpers/messaging.ts' // prettier-ignore

type Shown = { accountNumber: string; envelopeId: string; status: string; signers: { name: string; tabs: Record<string, object[]> }[] } // prettier-ignore
const standing = () => control<{ accounts: Shown[]; effects: { kind: string; accountNumber: string }[] }>('docusign/_control/accounts') // prettier-ignore
const keyOf = async (id: number) =>
  (await house.owner.query<{ k: string }>('select provider_key as k from edoc where id = $1', [id])).rows[0]!
    .k
const fault = (name: string, match: object = {}, times = 1) =>
  control('docusign/_control/faults', { fault: name, times, match })
const hook = () => `${origin}/api/v1/callbacks/docusign/${company.id}/${docusign}`

let template: number
beforeAll(async () => {
  await openSigning()
  template = await plantTemplate('Both sign', [...agreementFields, ...dealerFields])
}, 60_000)
afterAll(closeMessaging)
beforeEach(async () => {
  await nextCustomer()
  await control('docusign/_control/faults', undefined, 'DELETE')
})

const made = () =>
  draft(template, {
    providerId: docusign,
    signers: [
      { role: 'customer', name: 'Dana Whitlock', email: mail(), delivery: 'in_person' },
      { role: 'dealer', name: 'Riley Tran', email: `riley${mail()}`, delivery: 'email', turn: 2 },
    ],
  })

describe('a document at DocuSign', () => {
  it('[TAB-012][ADM-011] is sent with its tabs, signed in person, told of by Connect, and kept with DocuSign’s certificate', async () => {
    const sent = await send(await made())
    const doc = await becomes(sent, ({ providerState }) => providerState === 'sent')
    const key = await keyOf(doc.id)
    const there = (await standing()).accounts.find(({ accountNumber }) => accountNumber === key)!
    expect(Object.keys(there.signers[0]!.tabs).sort()).toEqual(['checkboxTabs', 'dateSignedTabs', 'initialHereTabs', 'signHereTabs', 'textTabs']) // prettier-ignore
    expect(there.signers[0]!.tabs['signHereTabs']).toMatchObject([{ pageNumber: '1', xPosition: '60', yPosition: '400' }]) // prettier-ignore
    const [customer, dealer] = doc.signers
    const where = (signer: { id: number }) => ({ params: { ...at(doc), signerId: signer.id } })
    const opened = (await house.as(user).call(edocs.inPerson, where(customer!))).body
    expect(opened).toMatchObject({ key: null, url: expect.stringContaining('/docusign/signing/') })
    expect((await fetch(opened.url, { method: 'POST', redirect: 'manual' })).status).toBe(302)
    // News with another's signature are refused; without any the document is asked for when somebody says so.
    const forged = await control<{ status: number }>('docusign/_control/connect', { envelope: key, url: hook(), key: 'somebody else’s' }) // prettier-ignore
    expect(forged.status).toBe(401)
    await house.as(user).call(edocs.sync, { params: at(doc) })
    await becomes(doc, ({ signers }) => signers[0]!.status === 'signed')
    expect((await house.as(user).call(edocs.inPerson, where(dealer!))).outcome).toBe(
      '409 edocs.sent_by_provider',
    )
    expect((await house.as(user).call(edocs.resend, where(dealer!))).status).toBe(200)
    await control('docusign/_control/sign', { envelope: key, recipientId: '3' })
    const news = await control<{ status: number; body: string }>('docusign/_control/connect', { envelope: key, url: hook() }) // prettier-ignore
    expect([news.status, JSON.parse(news.body)]).toEqual([200, { looking: true }])
    const done = await becomes(doc, ({ sealedAt }) => sealedAt !== null)
    expect(done).toMatchObject({ status: 'completed', signers: [{ status: 'signed' }, { status: 'signed' }] })
    const kept = (await house.as(user).call(files.list, { params: params() })).body.items[0]!
    expect(kept).toMatchObject({ id: done.fileId, sha256: done.sealedSha256 })
    const bytes = await house.as(user).call(edocs.verify, { params: at(doc) })
    expect(bytes.body.intact).toBe(true)
    expect((await standing()).effects.filter(({ accountNumber }) => accountNumber === key).map(({ kind }) => kind)).toEqual(['envelope_sent', 'envelope_resent', 'envelope_completed']) // prettier-ignore
    expect(PDFDocument).toBeDefined()
  }, 60_000)

  it.each([
    ['drop_after', 'sent'],
    ['malformed', 'sent'],
    ['slow', 'sent'],
    // Looked for three times and not there: nothing was sent, and whoever sent it may send it again.
    ['http_500', 'failed'],
  ])(
    '[TAB-012] under the fault %s there is one envelope, never two',
    async (name, state) => {
      const before = (await standing()).accounts.length
      await fault(name, { path: '/envelopes', method: 'POST' })
      const begun = await made()
      // What is to wait before it asks again is due at once.
      house.clock.lag(3_600_000)
      try {
        let doc = await becomes(await send(begun), (now) => ['sent', 'failed'].includes(now.providerState!))
        expect([doc.providerState, (await standing()).accounts.length - before]).toEqual(
          state === 'sent' ? ['sent', 1] : ['failed', 0],
        )
        if (state === 'failed')
          doc = await becomes(await send(doc), ({ providerState }) => providerState === 'sent')
        const key = await keyOf(doc.id)
        const { accounts } = await standing()
        expect(accounts.filter(({ accountNumber }) => accountNumber === key)).toHaveLength(1)
        expect(accounts).toHaveLength(before + 1)
      } finally {
        house.clock.lag(0)
      }
    },
    60_000,
  )

  it('[TAB-012] refused it is a draft again, and says why; voided it is voided there; declined there it is declined here', async () => {
    await fault('rejected', { path: '/envelopes', method: 'POST' })
    const refused = await becomes(await send(await made()), ({ providerState }) => providerState === 'failed')
    expect(refused).toMatchObject({
      status: 'draft',
      failure: 'Refused by the station: call the data entry desk',
    })
    const again = await becomes(await send(refused), ({ providerState }) => providerState === 'sent')
    const body = { version: again.version, reason: 'Wrong rate' }
    await house.as(user).call(edocs.void, { params: at(again), body })
    const key = await keyOf(again.id)
    await becomes(again, ({ status }) => status === 'voided')
    await expect
      .poll(
        async () => (await standing()).accounts.find(({ accountNumber }) => accountNumber === key)?.status,
      )
      .toBe('voided')
    const other = await becomes(await send(await made()), ({ providerState }) => providerState === 'sent')
    await control('docusign/_control/decline', { envelope: await keyOf(other.id), reason: 'Too dear' })
    await house.as(user).call(edocs.sync, { params: at(other) })
    expect(await becomes(other, ({ status }) => status === 'declined')).toMatchObject({ reason: 'Too dear' })
    expect((await read(other)).signers[0]!.status).toBe('declined')
  }, 60_000)

  it('[ADM-011] is set up in Administration, with a key that is never read back, and tested', async () => {
    const settings = { baseUrl: `${house.station.origin}/docusign`, ...account, privateKey: 'x'.repeat(120) }
    const { connectKey: _, ...own } = settings
    const at = { providerKind: 'edoc' as const }
    const bad = await house.as(user).call(providers.test, {
      params: at,
      body: { connector: 'docusign', settings: own } as never,
    })
    expect(JSON.stringify(bad.body)).toContain('private key cannot be read')
    const kept = (await house.as(user).call(providers.open, { params: { ...at, providerId: docusign } })).text
    expect(kept).not.toContain('PRIVATE KEY')
    await control('docusign/_control/expire', {})
    const good = await house.as(user).call(providers.test, {
      params: at,
      body: { providerId: docusign, connector: 'docusign', settings: { baseUrl: own.baseUrl, accountId: own.accountId, userId: own.userId, integrationKey: own.integrationKey } } as never, // prettier-ignore
    })
    expect(JSON.stringify(good.body)).toContain('DocuSign answers and knows the account Sandbox Alarm')
    const told = await house.as(user).call(callbacks.standing, { params: { ...at, providerId: docusign } })
    expect(told.body).toEqual({ path: new URL(hook()).pathname, secretSaved: true, last: null, count: null })
    const nobody = await house.anybody().call(callbacks.docusign, {
      params: { companyId: company.id, edocProviderId: docusign },
      body: { event: 'x', data: { envelopeId: 'y' } },
    })
    expect(nobody.outcome).toBe('401 callbacks.refused')
  })
})
