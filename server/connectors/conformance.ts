/**
 * The questions that every station connector is asked against its sandbox (CON-101). A connector's test calls
 * `askConnector` and adds only what is its own. Every question must be able to fail: planted faults are checked
 * by what the sandbox received and applied, not by what the connector says of itself.
 */
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askAboutFaults } from './conformance-faults.ts'
import { askAboutParts } from './conformance-parts.ts'
import { connectTo, rejection, type Desk, type Subject } from './conformance-desk.ts'
import { keptContact, type AccountField, type AccountFields, type StationContact } from './contract.ts'
import { secretValues } from './registry.ts'

const sampleValues: Record<AccountField, string> = {
  firstName: 'Amelia',
  lastName: 'Thornbury',
  businessName: 'Thornbury Clocks',
  addressLine1: '88 Orchard Street',
  addressLine2: 'Suite 4',
  city: 'Provo',
  state: 'UT',
  zip: '84601-1234',
  county: 'Utah',
  crossStreet: '300 West',
  primaryPhone: '8015550101',
  workPhone: '8015550102x44',
  cellPhone: '3855550103',
  otherPhone: '8015550104',
  email: 'amelia@example.test',
  abortCode: 'Tangerin77',
}
const formats: Partial<Record<AccountField, RegExp>> = {
  state: /^([A-Z]{2})?$/,
  zip: /^(\d{5}(-\d{4})?)?$/,
}
const phoneFormat = /^([2-9]\d{9}(x\d{1,6})?)?$/

const contact = (order: number, values: Partial<StationContact> = {}): StationContact => ({
  order,
  firstName: `First${order}`,
  lastName: `Last${order}`,
  phone: `801555${String(2000 + order)}`,
  relation: 'Neighbor',
  passcode: '',
  hasKey: order % 2 === 0,
  ...values,
})

/** Declares the suite for one connector; `subject` says how its sandbox is started and entered. */
export function askConnector(subject: Subject): void {
  const { connector, system } = subject
  const { manifest } = connector
  const can = (capability: (typeof manifest.capabilities)[number]) =>
    manifest.capabilities.includes(capability)
  const kept = Object.keys(manifest.fields) as AccountField[]
  /** What the station keeps of contacts that it is given whole. */
  const keptOf = (contacts: StationContact[]) => contacts.map((one) => keptContact(manifest, one))
  const sample = Object.fromEntries(kept.map((field) => [field, sampleValues[field]])) as AccountFields

  describe(`${manifest.name} against its sandbox`, () => {
    let desk: Desk
    beforeAll(async () => void (desk = await connectTo(subject)))
    afterAll(() => desk?.close())

    it(`[CON-090] says who answered when the credentials are right`, async () => {
      const sentence = await desk.station.check()
      expect(sentence.length).toBeGreaterThan(10)
      expect((await desk.calls()).length).toBeGreaterThan(0)
    })

    it(`[CON-090] says bad_credentials when any of them is wrong, for reads and writes alike`, async () => {
      for (const settings of subject.badSettings(desk.url)) {
        const wrong = desk.open({ settings })
        await expect(wrong.check()).rejects.toMatchObject({ kind: 'bad_credentials', outcome: 'not_applied' })
        const update = wrong.account.update(
          { accountNumber: subject.known.accountNumber, externalId: '100001' },
          { fields: { city: 'Nowhere' }, idempotencyKey: desk.key() },
        )
        await expect(update).rejects.toMatchObject({ kind: 'bad_credentials', outcome: 'not_applied' })
      }
    })

    it(`[CON-011] offers exactly the capabilities that its manifest claims`, () => {
      const { account, contacts, zones, agencies, tests, events, details, service, orders, preChecks } =
        desk.station
      expect([...manifest.capabilities].sort()).toEqual(
        [
          'lookup',
          'update',
          ...(account.create ? ['shell'] : []),
          ...(account.link ? ['link'] : []),
          ...(account.unlink ? ['unlink'] : []),
          ...(contacts ? ['contacts'] : []),
          ...(kept.includes('abortCode') ? ['codes'] : []),
          ...(account.list ? ['list'] : []),
          ...(zones ? ['zones'] : []),
          ...(zones?.put && zones.remove ? ['zone_edit'] : []),
          ...(agencies ? ['agencies'] : []),
          ...(agencies?.remove ? ['agency_remove'] : []),
          ...(tests ? ['tests'] : []),
          ...(tests?.endAll ? ['test_end_all'] : []),
          ...(tests?.history ? ['test_history'] : []),
          ...(tests?.results ? ['test_results'] : []),
          ...(events ? ['events'] : []),
          ...(details ? ['details'] : []),
          ...(service ? ['service'] : []),
          ...(orders ? ['order'] : []),
          ...(preChecks ? ['precheck'] : []),
        ].sort(),
      )
    })

    it(`[CON-033] returns what the station holds in our own formats`, async () => {
      const found = await desk.station.account.lookup(subject.known.accountNumber)
      expect(found).toMatchObject(subject.known)
      expect(Object.keys(found!.fields).sort()).toEqual([...kept].sort())
      for (const field of kept) {
        const format = field.endsWith('Phone') ? phoneFormat : formats[field]
        if (format) expect(found!.fields[field], field).toMatch(format)
      }
      for (const { phone } of found!.contacts) expect(phone).toMatch(phoneFormat)
      expect(found!.contacts.map(({ order }) => order)).toEqual(found!.contacts.map((_, index) => index + 1))
    })

    it(`[CON-032] answers null for a number that does not exist, and for one that cannot`, async () => {
      for (const accountNumber of subject.missing)
        expect(await desk.station.account.lookup(accountNumber), accountNumber).toBeNull()
    })

    it.runIf(can('shell'))(`[${system}] creates a shell, not in service, that is found again`, async () => {
      const accountNumber = desk.accountNumber()
      const created = await desk.station.account.create!({
        accountNumber,
        fields: sample,
        details: subject.creation,
        idempotencyKey: desk.key(),
      })
      expect(created).toMatchObject({
        accountNumber,
        fields: sample,
        inService: false,
        linkedReference: null,
      })
      expect(await desk.station.account.lookup(accountNumber)).toEqual(created)
      expect(await desk.effects(accountNumber)).toHaveLength(1)
    })

    it.runIf(can('shell'))(
      `[${system}] is refused a number that is in use, and changes nothing`,
      async () => {
        const { ref } = await desk.shell(sample)
        const before = await desk.station.account.lookup(ref.accountNumber)
        const again = desk.station.account.create!({
          accountNumber: ref.accountNumber,
          fields: { ...sample, lastName: 'Usurper' },
          details: subject.creation,
          idempotencyKey: desk.key(),
        })
        const refused = await rejection(again)
        expect(refused).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field: 'accountNumber' })
        expect(refused.providerMessage ?? refused.reason).toMatch(/./)
        expect(await desk.station.account.lookup(ref.accountNumber)).toEqual(before)
      },
    )

    it(`[CON-013] updates the given fields and leaves the others`, async () => {
      const { ref } = await desk.shell(sample)
      const change = { city: 'Orem', primaryPhone: '8015550177x9', addressLine2: '' }
      const updated = await desk.station.account.update(ref, { fields: change, idempotencyKey: desk.key() })
      expect(updated.fields).toEqual({ ...sample, ...change })
      expect(await desk.station.account.lookup(ref.accountNumber)).toEqual(updated)
    })

    it(`[CON-013] applies one change once, however often it is sent`, async () => {
      const { ref, revision } = await desk.shell(sample)
      const change = { fields: { city: 'Lehi' }, idempotencyKey: desk.key(), revision }
      const first = await desk.station.account.update(ref, change)
      expect(await desk.station.account.update(ref, change)).toEqual(first)
      await desk.station.account.update(ref, { fields: { city: 'Alpine' }, idempotencyKey: desk.key() })
      const late = desk.station.account.update(ref, change)
      // Nobody there remembers the key: the state that the change rested on has passed.
      if (manifest.idempotency === 'look')
        expect(await rejection(late)).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field: null })
      else await late
      expect((await desk.effects(ref.accountNumber)).filter(({ kind }) => kind === 'update')).toHaveLength(2)
      expect(first.fields.city).toBe('Lehi')
      expect((await desk.station.account.lookup(ref.accountNumber))?.fields.city).toBe('Alpine')
    })

    it(`[CON-034] is refused a write that rests on a state that has passed`, async () => {
      const { ref, revision } = await desk.shell(sample)
      const update = { fields: { city: 'Lehi' }, idempotencyKey: desk.key(), revision }
      const { revision: next } = await desk.station.account.update(ref, update)
      expect(next).not.toBe(revision)
      const other = { ...update, fields: { city: 'Alpine' }, idempotencyKey: desk.key() }
      const stale = desk.station.account.update(ref, other)
      await expect(stale).rejects.toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
      // The same change again, its answer having been lost: done, not stale.
      await expect(desk.station.account.update(ref, update)).resolves.toMatchObject({ revision: next })
    })

    it.runIf(can('contacts'))(`[${system}] keeps contacts in their calling order`, async () => {
      const { ref } = await desk.shell(sample)
      const replace = (contacts: StationContact[]) =>
        desk.station.contacts!.replace(ref, { contacts, idempotencyKey: desk.key() })
      await replace([contact(1), contact(2), contact(3)])
      const [one, two, three] = [contact(3, { order: 1 }), contact(1, { order: 2 }), contact(4, { order: 3 })]
      // Given out of order: `order` decides, not the place in the list.
      const inOrder = keptOf([one, two, three])
      expect(await replace([three, one, two])).toEqual(inOrder)
      expect((await desk.station.account.lookup(ref.accountNumber))?.contacts).toEqual(inOrder)
      expect(await replace([])).toEqual([])
    })

    it.runIf(can('link') && can('unlink'))(`[CON-035] links to one record only`, async () => {
      const { ref } = await desk.shell(sample)
      const { link, unlink, lookup } = desk.station.account
      const linkTo = (reference: string) => link!(ref, { reference, idempotencyKey: desk.key() })
      expect(await linkTo('keyholder:1:10482')).toMatchObject({
        linkedReference: 'keyholder:1:10482',
        fields: sample,
      })
      await expect(linkTo('keyholder:1:10482')).resolves.toMatchObject({
        linkedReference: 'keyholder:1:10482',
      })
      await expect(linkTo('keyholder:1:99')).rejects.toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
      })
      const foreign = unlink!(ref, { reference: 'keyholder:1:99', idempotencyKey: desk.key() })
      await expect(foreign).rejects.toMatchObject({ kind: 'rejected' })
      expect((await lookup(ref.accountNumber))?.linkedReference).toBe('keyholder:1:10482')
    })

    it.runIf(can('unlink'))(`[CON-012] unlinks without touching the account`, async () => {
      const { ref } = await desk.shell(sample)
      const { link, unlink, lookup } = desk.station.account
      const reference = 'keyholder:1:10483'
      const linked = await link!(ref, { reference, idempotencyKey: desk.key() })
      await unlink!(ref, { reference, idempotencyKey: desk.key() })
      const after = await lookup(ref.accountNumber)
      expect(after).toEqual({ ...linked, linkedReference: null, revision: after!.revision })
      await unlink!(ref, { reference, idempotencyKey: desk.key() })
    })

    it(`[${system}] says not_found for a write to an account that is gone`, async () => {
      const ref = { accountNumber: desk.accountNumber(), externalId: '999999999' }
      const update = desk.station.account.update(ref, {
        fields: { city: 'Lehi' },
        idempotencyKey: desk.key(),
      })
      await expect(update).rejects.toMatchObject({ kind: 'not_found', outcome: 'not_applied' })
    })

    it(`[${system}] carries every alphabet, and each field at its greatest length`, async () => {
      const { ref } = await desk.shell(sample)
      const free = kept.filter((field) => !/Phone$|^zip$|^state$|^email$/.test(field))
      const long = Object.fromEntries(
        free.map((field) => [
          field,
          'Zoë “Ñandú” Łukasz 美咲 – '.repeat(9).slice(0, manifest.fields[field]!.maxLength - 1) + '!',
        ]),
      ) as AccountFields
      const { fields } = await desk.station.account.update(ref, { fields: long, idempotencyKey: desk.key() })
      expect(fields).toEqual({ ...sample, ...long })
      expect(fields.abortCode?.length ?? 0).toBe(manifest.fields.abortCode?.maxLength ?? 0)
      if (!can('contacts')) return
      const { firstName, lastName, relation, passcode } = manifest.limits.contact
      const contacts = Array.from({ length: manifest.limits.maxContacts }, (_, index) =>
        contact(index + 1, {
          firstName: 'ö'.repeat(firstName.maxLength),
          lastName: '田'.repeat(lastName.maxLength),
          relation: 'é'.repeat(relation.maxLength),
          passcode: 'ß'.repeat(passcode.maxLength),
          phone: '8015552001x123456',
        }),
      )
      const replace = desk.station.contacts!.replace(ref, { contacts, idempotencyKey: desk.key() })
      expect(await replace).toEqual(keptOf(contacts))
    })

    it(`[${system}] refuses a value that the station cannot hold whole, by our field, before it sends anything`, async () => {
      const { ref } = await desk.shell(sample)
      const callsBefore = (await desk.calls()).length
      for (const field of kept) {
        const fields = { [field]: 'x'.repeat(manifest.fields[field]!.maxLength + 1) }
        const refused = await rejection(
          desk.station.account.update(ref, { fields, idempotencyKey: desk.key() }),
        )
        expect(refused).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field })
      }
      if (can('contacts')) {
        const tooMany = Array.from({ length: manifest.limits.maxContacts + 1 }, (_, index) =>
          contact(index + 1),
        )
        for (const [contacts, field] of [
          [tooMany, 'contacts'],
          [[contact(1, { lastName: 'y'.repeat(200) })], 'contacts.0.lastName'],
        ] as const) {
          const replace = desk.station.contacts!.replace(ref, {
            contacts: [...contacts],
            idempotencyKey: desk.key(),
          })
          expect(await rejection(replace)).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field })
        }
      }
      expect((await desk.calls()).length).toBe(callsBefore)
    })

    it(`[SEC-003] lets no secret into a transcript or an error`, async () => {
      const settings = subject.settings(desk.url)
      const secrets = [...secretValues(manifest, settings), 'Tangerin77', 'Marmalade88', 'Sesame-open-99']
      const said: unknown[] = []
      const station = desk.open({ onCall: (entry) => said.push(entry) })
      const found = await station.account.lookup(subject.known.accountNumber)
      if (found?.fields.abortCode) secrets.push(found.fields.abortCode)
      const { ref } = await desk.shell(sample, station)
      await station.contacts?.replace(ref, {
        contacts: [contact(1, { passcode: 'Marmalade88' })],
        idempotencyKey: desk.key(),
      })
      for (const bad of subject.badSettings(desk.url, 'Sesame-open-99')) {
        const wrong = desk.open({ settings: bad, onCall: (entry) => said.push(entry) })
        said.push(await rejection(wrong.check()))
      }
      await desk.fault({ fault: 'rejected' })
      said.push(await rejection(station.account.update(ref, { fields: sample, idempotencyKey: desk.key() })))
      await desk.fault({ fault: 'malformed' })
      said.push(await rejection(station.account.update(ref, { fields: sample, idempotencyKey: desk.key() })))

      const everything = inspect(said, { depth: 20, maxStringLength: null, maxArrayLength: null })
      for (const secret of secrets) expect(everything).not.toContain(secret)
      expect(everything).not.toMatch(/Bearer [^•]/)
      expect(said.length).toBeGreaterThan(6)
      expect(everything).toContain('88 Orchard Street')
    })

    askAboutFaults(subject, () => desk, sample)
    askAboutParts(subject, () => desk, sample)

    it(`[CON-101] goes on by itself when the provider has ended the session`, async () => {
      await desk.station.check()
      await desk.reset()
      expect(await desk.station.account.lookup(subject.known.accountNumber)).toMatchObject(subject.known)
    })
  })
}
