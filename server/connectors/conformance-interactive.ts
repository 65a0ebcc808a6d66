/**
 * The questions that every interactive-services connector is asked against its sandbox (CON-070, CON-071, CON-101).
 * A connector's test calls `askInteractive` and adds only what is its own. What the sandbox applied decides.
 */
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDesk, rejection, type DeskSubject } from './conformance-desk.ts'
import type { ErrorKind } from './errors.ts'
import type {
  Interactive,
  InteractiveCapability,
  InteractiveConnector,
  NewSubscriber,
  RemoteSubscriber,
  SubscriberFields,
} from './interactive.ts'
import { secretValues } from './registry.ts'

export type InteractiveSubject = DeskSubject<Interactive> & {
  connector: InteractiveConnector
  /** The system's requirement, which titles carry: "SYS-08". */
  system: string
  /** Settings of which one credential is wrong, one set for each. */
  badSettings(url: string): Record<string, unknown>[]
  /** A subscriber of the seed: what one types to find it, and what must come back. */
  known: { texts: readonly string[]; subscriber: Partial<RemoteSubscriber> }
  /** Texts that find nobody. */
  missing: readonly string[]
  /** The n-th subscriber that can be created; its `reference` is free to choose. */
  newSubscriber(n: number): Omit<NewSubscriber, 'reference'>
  /** A plan with an add-on, other than the one that `newSubscriber` takes. */
  plan?: { planCode: string; addOnCodes: string[] }
  unknownPlan?: string
  /** Device numbers that are free, for activation and swaps. */
  device?(n: number): string
  panelCode?: string
}

type FaultCase = { fault: string; kind: ErrorKind; outcome: 'not_applied' | 'unknown'; applied: boolean }
const faults: FaultCase[] = [
  { fault: 'http_503', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'timeout', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'drop_before', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'drop_after', kind: 'unavailable', outcome: 'unknown', applied: true },
  { fault: 'malformed', kind: 'unexpected_reply', outcome: 'unknown', applied: true },
]

/** Declares the suite for one connector. */
export function askInteractive(subject: InteractiveSubject): void {
  const { connector, system } = subject
  const { manifest } = connector
  const can = (capability: InteractiveCapability) => manifest.capabilities.includes(capability)

  describe(`${manifest.name} against its sandbox`, () => {
    let desk: Awaited<ReturnType<typeof openDesk<Interactive>>>
    beforeAll(async () => void (desk = await openDesk(subject)))
    afterAll(() => desk?.close())
    afterEach(() => desk.clearFaults())

    const once = () => ({ idempotencyKey: desk.key() })
    const reference = () => `keyholder:1:${10_000 + desk.count()}`
    const create = async () => {
      const order = { ...subject.newSubscriber(desk.count()), reference: reference() }
      const made = await desk.port.subscribers.create!({ ...order, ...once() })
      return { order, made, ref: { externalId: made.externalId } }
    }

    it(`[CON-091] says who answered, and bad_credentials when any of them is wrong`, async () => {
      expect((await desk.port.check()).length).toBeGreaterThan(10)
      expect((await desk.calls()).length).toBeGreaterThan(0)
      for (const settings of subject.badSettings(desk.url)) {
        const wrong = desk.open({ settings })
        const refused = { kind: 'bad_credentials', outcome: 'not_applied' }
        expect(await rejection(wrong.check())).toMatchObject(refused)
        expect(await rejection(wrong.subscribers.find(subject.known.texts[0]!))).toMatchObject(refused)
      }
    })

    it(`[CON-011] offers exactly the capabilities that its manifest claims`, () => {
      const { subscribers: s, plans, devices, logins, centralStation } = desk.port
      const offered: Record<InteractiveCapability, unknown> = {
        create: s.create,
        commit: s.commit,
        activate: s.activate,
        update: s.update,
        link: s.link,
        unlink: s.unlink,
        suspend: s.suspend && s.resume,
        terminate: s.terminate,
        restore: s.restore,
        list: s.list,
        plans,
        quote: plans?.quote,
        devices,
        refresh_devices: devices?.refresh,
        swap_modem: devices?.swapModem,
        logins,
        reset_password: logins?.resetPassword,
        impersonate: logins?.impersonate,
        receivers: centralStation,
      }
      const names = Object.entries(offered).flatMap(([name, offer]) => (offer ? [name] : []))
      expect([...manifest.capabilities].sort()).toEqual(names.sort())
    })

    it(`[CON-070] [${system}] finds a subscriber by whatever is known of it, in our own formats`, async () => {
      for (const text of subject.known.texts) {
        const [found] = await desk.port.subscribers.find(text)
        expect(found, text).toMatchObject(subject.known.subscriber)
        expect(found!.fields.primaryPhone ?? '').toMatch(/^([2-9]\d{9}(x\d{1,6})?)?$/)
        expect(Object.keys(found!.fields).every((field) => field in manifest.fields)).toBe(true)
        expect(await desk.port.subscribers.read(found!)).toEqual(found)
      }
      for (const text of subject.missing) expect(await desk.port.subscribers.find(text), text).toEqual([])
      expect(await desk.port.subscribers.read({ externalId: '999999999' })).toBeNull()
    })

    it.runIf(can('create'))(`[${system}] creates a subscriber once, though the answer was lost`, async () => {
      const order = { ...subject.newSubscriber(desk.count()), reference: reference() }
      const write = { ...order, ...once() }
      await desk.fault({ fault: 'drop_after', match: { write: true } })
      const lost = await rejection(desk.port.subscribers.create!(write))
      expect(lost).toMatchObject({ outcome: 'unknown' })
      await desk.clearFaults()
      const made = await desk.port.subscribers.create!(write)
      expect(made.fields).toMatchObject(order.fields)
      expect(made).toMatchObject({ state: 'active', plan: { code: order.planCode } })
      const found = await desk.port.subscribers.find(order.deviceSerial || made.login)
      expect(found).toEqual([made])
    })

    it.runIf(can('update'))(
      `[CON-013] [${system}] updates the given fields and leaves the others`,
      async () => {
        const { ref, made } = await create()
        const change: SubscriberFields = { lastName: 'Okonkwo', primaryPhone: '8015550177' }
        const write = { fields: change, ...once() }
        const updated = await desk.port.subscribers.update!(ref, write)
        expect(updated.fields).toEqual({ ...made.fields, ...change })
        expect(await desk.port.subscribers.update!(ref, write)).toEqual(updated)
        expect(await desk.port.subscribers.read(ref)).toEqual(updated)
        for (const [name, limit] of Object.entries(manifest.fields)) {
          if (name === 'state' || name === 'primaryPhone') continue
          const before = (await desk.calls()).length
          const fields = { [name]: 'x'.repeat(limit.maxLength + 1) }
          expect(await rejection(desk.port.subscribers.update!(ref, { fields, ...once() }))).toMatchObject({
            kind: 'rejected',
            outcome: 'not_applied',
            field: name,
          })
          expect((await desk.calls()).length).toBe(before)
        }
      },
    )

    it.runIf(can('update')).each(faults)(
      `[CON-101] $fault on a write is $kind with outcome $outcome; a look shows the truth`,
      async ({ fault, kind, outcome, applied }) => {
        const { ref, made } = await create()
        const write = { fields: { city: 'Draper' }, ...once() }
        await desk.fault({ fault, match: { write: true } })
        expect(await rejection(desk.port.subscribers.update!(ref, write))).toMatchObject({ kind, outcome })
        await desk.clearFaults()
        const city = (await desk.port.subscribers.read(ref))!.fields.city
        expect(city).toBe(applied ? 'Draper' : made.fields.city)
        expect((await desk.port.subscribers.update!(ref, write)).fields.city).toBe('Draper')
      },
    )

    it.runIf(can('link') && can('unlink'))(`[CON-035] [${system}] links to one record only`, async () => {
      const { ref, order } = await create()
      const { link, unlink, read } = desk.port.subscribers
      expect((await read(ref))!.linkedReference).toBe(order.reference)
      await expect(link!(ref, { reference: 'keyholder:1:99', ...once() })).rejects.toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
      })
      await unlink!(ref, { reference: order.reference, ...once() })
      await unlink!(ref, { reference: order.reference, ...once() })
      const linked = await link!(ref, { reference: 'keyholder:1:99', ...once() })
      expect(linked.linkedReference).toBe('keyholder:1:99')
    })

    it.runIf(can('plans'))(
      `[CON-071] [${system}] quotes and changes a plan, with the whole list of add-ons`,
      async () => {
        const { ref, made } = await create()
        const plans = await desk.port.plans!.list()
        const choice = subject.plan!
        const plan = plans.find(({ code }) => code === choice.planCode)!
        expect(plan.addOns.map(({ code }) => code)).toEqual(expect.arrayContaining(choice.addOnCodes))
        if (can('quote')) {
          const quote = await desk.port.plans!.quote!(ref, choice)
          expect(quote).toMatchObject({ beforeCents: made.monthlyCents, refusal: null })
          expect(Number.isInteger(quote.afterCents)).toBe(true)
          expect(await desk.port.subscribers.read(ref), 'asking changes nothing').toEqual(made)
          if (subject.unknownPlan) {
            const refused = await desk.port.plans!.quote!(ref, {
              planCode: subject.unknownPlan,
              addOnCodes: [],
            })
            expect(refused.refusal).toMatch(/./)
          }
        }
        const changed = await desk.port.plans!.change(ref, { ...choice, ...once() })
        expect(changed.plan?.code).toBe(choice.planCode)
        for (const code of choice.addOnCodes)
          expect(changed.features.find((feature) => feature.code === code)).toMatchObject({
            on: true,
            included: false,
          })
        const counted = plan.addOns.find(
          ({ code, maxQuantity }) => choice.addOnCodes.includes(code) && (maxQuantity ?? 1) > 1,
        )
        if (counted) {
          const quantities = { [counted.code]: 2 }
          const two = { ...choice, quantities }
          const quoted = can('quote') ? await desk.port.plans!.quote!(ref, two) : null
          const doubled = await desk.port.plans!.change(ref, { ...two, ...once() })
          const one = doubled.features.find(({ code }) => code === counted.code)
          expect(one).toMatchObject({ on: true, quantity: 2 })
          if (quoted) expect(doubled.monthlyCents).toBe(quoted.afterCents)
          // What is not named stays as many as it is.
          const same = await desk.port.plans!.change(ref, { ...choice, ...once() })
          expect(same.features).toEqual(doubled.features)
          const many = { [counted.code]: counted.maxQuantity! + 1 }
          const refused = desk.port.plans!.change(ref, { ...choice, quantities: many, ...once() })
          expect(await rejection(refused)).toMatchObject({ kind: 'rejected', field: 'quantities' })
        }
        const bare = await desk.port.plans!.change(ref, {
          planCode: choice.planCode,
          addOnCodes: [],
          ...once(),
        })
        expect(bare.features.filter(({ on, included }) => on && !included)).toEqual([])
        if (subject.unknownPlan) {
          const wrong = { planCode: subject.unknownPlan, addOnCodes: [], ...once() }
          expect(await rejection(desk.port.plans!.change(ref, wrong))).toMatchObject({ kind: 'rejected' })
        }
      },
    )

    it.runIf(can('commit') && can('activate'))(
      `[CON-071] [${system}] orders a commitment and activates it`,
      async () => {
        const n = desk.count()
        const order = { ...subject.newSubscriber(n), deviceSerial: '', reference: reference() }
        const ordered = await desk.port.subscribers.commit!({ ...order, ...once() })
        expect(ordered.state).toBe('commitment')
        const device = { deviceSerial: subject.device!(n), panelCode: subject.panelCode! }
        const active = await desk.port.subscribers.activate!(ordered, { ...device, ...once() })
        expect(active).toMatchObject({ state: 'active', deviceSerial: device.deviceSerial })
      },
    )

    it.runIf(can('suspend'))(`[CON-070] [${system}] locks the app and opens it again`, async () => {
      const { ref } = await create()
      const { suspend, resume } = desk.port.subscribers
      expect((await suspend!(ref, once())).state).toBe('suspended')
      expect((await suspend!(ref, once())).state).toBe('suspended')
      expect((await resume!(ref, once())).state).toBe('active')
    })

    it.runIf(can('terminate'))(`[CON-070] [${system}] terminates, and restores where it can`, async () => {
      const { ref } = await create()
      const reasonCode = manifest.terminateReasons[0]?.code ?? ''
      const ended = await desk.port.subscribers.terminate!(ref, { reasonCode, ...once() })
      expect(['ending', 'terminated']).toContain(ended.state)
      await desk.port.subscribers.terminate!(ref, { reasonCode, ...once() })
      if (can('restore')) expect((await desk.port.subscribers.restore!(ref, once())).state).toBe('active')
    })

    it.runIf(can('devices'))(
      `[CON-070] [${system}] lists devices, swaps the modem, never one that is taken`,
      async () => {
        const [known] = await desk.port.subscribers.find(subject.known.texts[0]!)
        const devices = await desk.port.devices!.list(known!)
        expect(devices.length).toBeGreaterThan(0)
        expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length)
        if (can('refresh_devices')) await desk.port.devices!.refresh!(known!, once())
        if (!can('swap_modem')) return
        const { ref } = await create()
        const reasonCode = manifest.swapReasons[0]?.code ?? ''
        const deviceSerial = subject.device!(desk.count())
        const swapped = await desk.port.devices!.swapModem!(ref, { deviceSerial, reasonCode, ...once() })
        expect(swapped.deviceSerial).toBe(deviceSerial)
        const taken = { deviceSerial: known!.deviceSerial, reasonCode, ...once() }
        expect(await rejection(desk.port.devices!.swapModem!(ref, taken))).toMatchObject({
          kind: 'rejected',
          outcome: 'not_applied',
        })
      },
    )

    it.runIf(can('logins'))(
      `[CON-070] [${system}] lists logins, resets a password, opens the app for minutes`,
      async () => {
        const [known] = await desk.port.subscribers.find(subject.known.texts[0]!)
        const [login] = await desk.port.logins!.list(known!)
        expect(login!.login).toMatch(/./)
        if (can('reset_password')) {
          const sent = await desk.port.logins!.resetPassword!(known!, { loginId: login!.id, ...once() })
          expect(sent.sentTo).toMatch(/./)
        }
        if (!can('impersonate')) return
        const { url, expiresAt } = await desk.port.logins!.impersonate!(known!, once())
        expect(URL.canParse(url)).toBe(true)
        expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000)
      },
    )

    it.runIf(can('receivers'))(`[SYS-08] [${system}] tells the receivers, and where alarms go`, async () => {
      const { ref } = await create()
      const [receiver] = await desk.port.centralStation!.receivers()
      const target = {
        accountNumber: '4711',
        receiver: receiver!.code,
        forwarding: manifest.forwarding[0]?.code ?? '',
      }
      const updated = await desk.port.centralStation!.update(ref, { ...target, ...once() })
      expect(updated.centralStation).toEqual(target)
    })

    it.runIf(can('list'))(`[CON-092] [${system}] lists every subscriber of the dealer once`, async () => {
      const { ref } = await create()
      const ids: string[] = []
      let after: string | null = null
      do {
        const page = await desk.port.subscribers.list!(after)
        ids.push(...page.subscribers.map(({ externalId }) => externalId))
        after = page.next
      } while (after !== null && ids.length < 10_000)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toContain(ref.externalId)
    })

    it(`[SEC-003] lets no secret into a transcript or an error`, async () => {
      const settings = subject.settings(desk.url)
      const secrets = secretValues(manifest, settings)
      const said: unknown[] = []
      const port = desk.open({ onCall: (entry) => said.push(entry) })
      await port.check()
      const [known] = await port.subscribers.find(subject.known.texts[0]!)
      if (can('impersonate')) {
        const { url } = await port.logins!.impersonate!(known!, once())
        // What opens the app is as good as a password.
        secrets.push(
          new URL(url).search.slice(1).split('=').at(-1) || new URL(url).pathname.split('/').at(-1)!,
        )
      }
      await desk.fault({ fault: 'malformed' })
      said.push(await rejection(port.subscribers.read(known!)))
      const everything = inspect(said, { depth: 20, maxStringLength: null, maxArrayLength: null })
      for (const secret of secrets) expect(everything).not.toContain(secret)
      expect(said.length).toBeGreaterThan(2)
    })
  })
}
