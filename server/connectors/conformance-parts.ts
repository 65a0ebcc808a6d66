/**
 * The questions about what a station keeps beyond the account: zones, authorities, tests, events, details, service.
 * Asked by `askConnector` of every capability that a manifest claims; what the sandbox applied decides, not what the
 * connector says of itself.
 */
import { describe, expect, it } from 'vitest'
import { rejection, type Desk, type Subject } from './conformance-desk.ts'
import type { AccountFields, AccountRef, Capability } from './contract.ts'
import type { StationTest, StationZone } from './station-parts.ts'

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const minutesOf = ({ from, until }: StationTest) =>
  (Date.parse(until) - (from === '' ? Date.now() : Date.parse(from))) / 60_000

export function askAboutParts(subject: Subject, desk: () => Desk, sample: AccountFields): void {
  const { manifest } = subject.connector
  const { system, parts } = subject
  const can = (capability: Capability) => manifest.capabilities.includes(capability)
  const once = () => ({ idempotencyKey: desk().key() })
  const fresh = async () => (await desk().shell(sample)).ref
  const effectsOf = async ({ accountNumber }: AccountRef) => (await desk().effects(accountNumber)).length
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error(`${manifest.key}: the subject leaves a part out that it claims`)
    return value
  }

  describe.runIf(can('zones'))('zones', () => {
    it(`[CON-052] [${system}] lists the zones of an account, each once`, async () => {
      const { accountNumber, zone } = given(parts?.zones)
      const known = (await desk().station.account.lookup(accountNumber))!
      const zones = await desk().station.zones!.list(known)
      expect(zones.map((one) => one.zone)).toContain(zone)
      expect(new Set(zones.map((one) => one.zone)).size).toBe(zones.length)
      for (const one of zones) expect(one.zone).toMatch(new RegExp(manifest.parts!.zones!.pattern))
      expect(zones.find((one) => one.zone === zone)!.name.length).toBeGreaterThan(2)
    })

    it.runIf(can('zone_edit'))(
      `[CON-013] [${system}] sets zones, leaves the others, removes by number`,
      async () => {
        const { numbers, eventType, deviceType } = given(parts?.zones)
        const ref = await fresh()
        const zones = desk().station.zones!
        const [one, two, three] = numbers.map((zone, index): StationZone => ({
          zone,
          name: `Zone no ${index + 1}`,
          eventType,
          deviceType,
          area: '1',
        })) as [StationZone, StationZone, StationZone]
        const byNumber = (list: StationZone[]) =>
          Object.fromEntries(list.map((zone) => [zone.zone, zone.name]))
        const put = { zones: [one, two], ...once() }
        await zones.put!(ref, put)
        const after = await effectsOf(ref)
        await zones.put!(ref, put)
        expect(await effectsOf(ref), 'a repeat changes nothing').toBe(after)
        await zones.put!(ref, { zones: [{ ...two, name: 'Back door' }, three], ...once() })
        expect(byNumber(await zones.list(ref))).toEqual({
          [one.zone]: 'Zone no 1',
          [two.zone]: 'Back door',
          [three.zone]: 'Zone no 3',
        })
        expect((await zones.list(ref)).find(({ zone }) => zone === one.zone)).toMatchObject({
          eventType,
          deviceType,
        })
        const left = await zones.remove!(ref, { zones: [one.zone], ...once() })
        expect(left.map(({ zone }) => zone).sort()).toEqual([two.zone, three.zone].sort())
        await zones.remove!(ref, { zones: [one.zone], ...once() })
        const fields = (await desk().station.account.lookup(ref.accountNumber))!.fields
        expect(fields, 'the account itself is untouched').toEqual(sample)
      },
    )

    it.runIf(can('zone_edit'))(
      `[${system}] refuses a zone that cannot be held whole, before it sends anything`,
      async () => {
        const { numbers, eventType, deviceType } = given(parts?.zones)
        const ref = await fresh()
        const zone: StationZone = { zone: numbers[0]!, name: 'Door', eventType, deviceType, area: '1' }
        const before = (await desk().calls()).length
        for (const [bad, field] of [
          [{ ...zone, zone: 'not a zone!' }, 'zones.0.zone'],
          [{ ...zone, name: 'x'.repeat(manifest.parts!.zones!.nameLength + 1) }, 'zones.0.name'],
        ] as const) {
          const refused = await rejection(desk().station.zones!.put!(ref, { zones: [bad], ...once() }))
          expect(refused).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field })
        }
        expect((await desk().calls()).length).toBe(before)
      },
    )
  })

  describe.runIf(can('agencies'))('authorities', () => {
    it(`[CON-051] [${system}] finds the authorities of a ZIP and puts one on the account`, async () => {
      const { kind, zip } = given(parts?.agencies)
      const { permits, perKind } = manifest.parts!.agencies!
      const agencies = desk().station.agencies!
      const found = await agencies.search(kind, zip)
      expect(found.length).toBeGreaterThan(1)
      for (const one of found)
        expect(one).toMatchObject({ kind, name: expect.stringMatching(/../) as string })
      expect(await agencies.search(kind, '00000')).toEqual([])

      const ref = await fresh()
      expect(await agencies.list(ref)).toEqual([])
      const [first, second] = found
      const add = { agency: first!, permitNumber: permits ? 'P-4711' : '', ...once() }
      const added = await agencies.add(ref, add)
      expect(added).toEqual([
        expect.objectContaining({ id: first!.id, kind, permitNumber: add.permitNumber }),
      ])
      const after = await effectsOf(ref)
      expect(await agencies.add(ref, add)).toEqual(added)
      expect(await effectsOf(ref)).toBe(after)
      const other = agencies.add(ref, { agency: second!, permitNumber: '', ...once() })
      if (perKind === 'one')
        expect(await rejection(other)).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
      else expect((await other).map(({ id }) => id).sort()).toEqual([first!.id, second!.id].sort())
      if (!can('agency_remove')) return
      const left = await agencies.remove!(ref, { agencyId: first!.id, kind, ...once() })
      expect(left.map(({ id }) => id)).toEqual(perKind === 'one' ? [] : [second!.id])
      await agencies.remove!(ref, { agencyId: first!.id, kind, ...once() })
      expect(await agencies.list(ref)).toEqual(left)
    })
  })

  describe.runIf(can('tests'))('tests', () => {
    const order = (minutes = 90) => ({
      category: parts?.tests?.category ?? '',
      minutes,
      description: manifest.parts!.tests!.descriptionLength > 0 ? 'Panel swap' : '',
    })

    it(`[CON-053] [${system}] places on test and ends it`, async () => {
      const ref = await fresh()
      const tests = desk().station.tests!
      expect(await tests.running(ref)).toEqual([])
      const place = { ...order(), ...once() }
      const [placed] = await tests.place(ref, place)
      const untold = manifest.parts!.tests!.untold ?? []
      expect(placed).toMatchObject({
        category: untold.includes('category') ? '' : place.category,
        description: place.description,
        endedAt: '',
      })
      expect(placed!.from).toMatch(untold.includes('from') ? /^$/ : instant)
      expect(placed!.until).toMatch(instant)
      // Some stations keep whole minutes, of both ends.
      expect(Math.abs(minutesOf(placed!) - 90)).toBeLessThanOrEqual(1)
      const after = await effectsOf(ref)
      expect(await tests.place(ref, place)).toHaveLength(1)
      expect(await effectsOf(ref), 'one order is one test').toBe(after)
      expect(await tests.running(ref)).toEqual([placed])

      const second = tests.place(ref, { ...order(30), ...once() })
      if (!manifest.parts!.tests!.several) {
        expect(await rejection(second)).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
        expect(await tests.running(ref)).toEqual([placed])
      } else expect(await second).toHaveLength(2)
      const left = await tests.end(ref, { testId: placed!.id, ...once() })
      expect(left.map(({ id }) => id)).not.toContain(placed!.id)
      await tests.end(ref, { testId: placed!.id, ...once() })
      if (can('test_end_all')) expect(await tests.endAll!(ref, once())).toEqual([])
      else for (const { id } of left) await tests.end(ref, { testId: id, ...once() })
      expect(await tests.running(ref)).toEqual([])
    })

    it(`[CON-055] [${system}] an answer lost after the work leaves one test, however often it is asked for`, async () => {
      const ref = await fresh()
      const tests = desk().station.tests!
      const place = { ...order(), ...once() }
      await desk().fault({ fault: 'drop_after', match: { write: true } })
      expect(await rejection(tests.place(ref, place))).toMatchObject({ outcome: 'unknown' })
      await desk().clearFaults()
      expect(await tests.running(ref)).toHaveLength(1)
      expect(await tests.place(ref, place)).toHaveLength(1)
      expect(await tests.running(ref)).toHaveLength(1)
    })

    it(`[${system}] refuses a test that is too long, before it sends anything`, async () => {
      const ref = await fresh()
      const before = (await desk().calls()).length
      const { maxMinutes, descriptionLength } = manifest.parts!.tests!
      const tooLong = { ...order(maxMinutes + 1), ...once() }
      expect(await rejection(desk().station.tests!.place(ref, tooLong))).toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
        field: 'minutes',
      })
      const tooWordy = { ...order(), description: 'x'.repeat(descriptionLength + 1), ...once() }
      expect(await rejection(desk().station.tests!.place(ref, tooWordy))).toMatchObject({
        kind: 'rejected',
        field: 'description',
      })
      expect((await desk().calls()).length).toBe(before)
    })

    it.runIf(can('test_history'))(`[CON-054] [${system}] tells of tests that have been`, async () => {
      const ref = await fresh()
      const tests = desk().station.tests!
      const [placed] = await tests.place(ref, { ...order(), ...once() })
      await tests.end(ref, { testId: placed!.id, ...once() })
      const until = new Date(Date.now() + 60_000).toISOString()
      const from = new Date(Date.now() - 3_600_000).toISOString()
      const [told] = await tests.history!(ref, { from, until })
      expect(told).toMatchObject({ description: placed!.description, from: placed!.from })
      expect(told!.endedAt).toMatch(instant)
      const longAgo = { from: '2001-01-01T00:00:00.000Z', until: '2001-01-02T00:00:00.000Z' }
      expect(await tests.history!(ref, longAgo)).toEqual([])
    })

    it.runIf(can('test_results'))(`[CON-054] [${system}] tells which signals came in on test`, async () => {
      const { accountNumber, ...period } = given(parts?.testResults)
      const known = (await desk().station.account.lookup(accountNumber))!
      const results = await desk().station.tests!.results!(known, period)
      expect(results.length).toBeGreaterThan(0)
      expect(results.every(({ onTest }) => onTest)).toBe(true)
    })
  })

  it.runIf(can('events'))(`[${system}] lists events, newest first, within the period`, async () => {
    const { accountNumber, from, until } = given(parts?.events)
    const known = (await desk().station.account.lookup(accountNumber))!
    const events = await desk().station.events!.list(known, { from, until })
    expect(events.length).toBeGreaterThan(1)
    for (const { at } of events) {
      expect(at).toMatch(instant)
      expect(at >= from && at < until, at).toBe(true)
    }
    expect(events.map(({ at }) => at)).toEqual(
      events
        .map(({ at }) => at)
        .sort()
        .reverse(),
    )
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(events.some(({ description, code }) => description !== '' && code !== '')).toBe(true)
  })

  it.runIf(can('details'))(`[${system}] sets the station’s own details and leaves the others`, async () => {
    const { values } = given(parts?.details)
    const ref = await fresh()
    const details = desk().station.details!
    const before = await details.read(ref)
    await details.write(ref, { values, ...once() })
    expect(await details.read(ref)).toEqual({ ...before, ...values })
    for (const { key, choices } of manifest.parts!.details!)
      if (choices === 'station') expect((await details.choices!(key)).length, key).toBeGreaterThan(0)
    const after = await desk().station.account.lookup(ref.accountNumber)
    expect(after!.fields).toEqual(sample)
  })

  it.runIf(can('service'))(`[${system}] puts the account in and out of service`, async () => {
    const ref = await fresh()
    const service = desk().station.service!
    const category = given(parts?.service).category
    const set = (inService: boolean) =>
      service.set(ref, { inService, category: inService ? '' : category, comment: 'Asked', ...once() })
    const stands = async () => (await desk().station.account.lookup(ref.accountNumber))!.inService
    expect(await set(true)).toEqual({ inService: true })
    expect(await stands()).toBe(true)
    const after = await effectsOf(ref)
    expect(await set(true)).toEqual({ inService: true })
    expect(await stands()).toBe(true)
    expect(await effectsOf(ref)).toBeLessThanOrEqual(after + 1)
    expect(await set(false)).toEqual({ inService: false })
    expect(await stands()).toBe(false)
    if (service.categories) expect((await service.categories()).map(({ code }) => code)).toContain(category)
  })

  it.runIf(can('list'))(`[CON-092] [${system}] lists every account of the dealer once`, async () => {
    const ref = await fresh()
    const numbers: string[] = []
    let after: string | null = null
    do {
      const page = await desk().station.account.list!(after)
      numbers.push(...page.accounts.map(({ accountNumber }) => accountNumber))
      after = page.next
    } while (after !== null && numbers.length < 10_000)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers).toContain(ref.accountNumber)
    expect(numbers).toContain(subject.known.accountNumber)
    for (const missing of subject.missing) expect(numbers).not.toContain(missing)
  })

  it(`[${system}] says not_found for any part of an account that is gone`, async () => {
    const { zones, agencies, tests, events, details, service } = desk().station
    const gone: AccountRef = { accountNumber: desk().accountNumber(), externalId: '999999999' }
    const asked: Promise<unknown>[] = []
    if (zones) asked.push(zones.list(gone))
    if (agencies) asked.push(agencies.list(gone))
    if (tests) asked.push(tests.running(gone))
    if (details) asked.push(details.read(gone))
    if (events) {
      const from = new Date(Date.now() - 3_600_000).toISOString()
      asked.push(events.list(gone, { from, until: new Date().toISOString() }))
    }
    if (service) asked.push(service.set(gone, { inService: true, category: '', comment: '', ...once() }))
    for (const call of await Promise.all(asked.map((one) => rejection(one))))
      expect(call).toMatchObject({ kind: 'not_found', outcome: 'not_applied' })
  })
}
