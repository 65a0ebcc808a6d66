/** Accounts at Alarm.com: finding, ordering, activating, changing and ending them. */
import type { Write } from '../contract.ts'
import type { Interactive, InteractiveManifest, NewSubscriber, RemoteSubscriber } from '../interactive.ts'
import { applied, checked, FieldError, inSteps, refusal } from '../look-first.ts'
import { labelIn } from './names.ts'
import { addressWith, checkFields, isReference } from './map.ts'
import type { Elements, Message } from './message.ts'
import { addressElements, createCommitment, createCustomer, listOf } from './orders.ts'
import type { Services } from './services.ts'
import { ensureRevision, idOf, type Held, type Looks } from './steps.ts'

/** How many accounts a page of the list has: each is looked up by itself. */
const pageSize = 20

export function openSubscribers(
  services: Services,
  { look, lookFor, seeAgain }: Looks,
  manifest: InteractiveManifest,
): Interactive['subscribers'] & { swap: NonNullable<Interactive['devices']>['swapModem'] } {
  const loginPattern = new RegExp(manifest.login.pattern)
  const devicePattern = new RegExp(manifest.device.pattern)

  /** Looks, lets a change go that is there already, checks the revision, writes, and looks again. */
  const change = async (
    call: string,
    externalId: string,
    revision: string | undefined,
    work: (held: Held) => null | (() => Promise<void>),
  ): Promise<RemoteSubscriber> => {
    const held = await lookFor(call, externalId)
    const write = work(held)
    if (write === null) return held.subscriber
    ensureRevision(call, held, revision)
    await write()
    return seeAgain(call, held.customer.id)
  }
  const one = (call: string, operation: string, parameters: Elements) => async () => {
    await services.write(call, operation, parameters)
  }
  const ensureModemFree = async (call: string, serial: string, id: number): Promise<void> => {
    const holder = await services.byModem(serial)
    if (holder !== 0 && holder !== id) throw refusal(call, `Account ${holder} has this modem`, 'deviceSerial')
  }
  const checkDevice = (serial: string) => {
    if (!devicePattern.test(serial)) throw new FieldError('deviceSerial', manifest.device.help)
  }

  /** An account that a lost answer may have left: of our reference, and with nothing that contradicts the order. */
  const alreadyOrdered = async (
    call: string,
    order: NewSubscriber,
    active: boolean,
  ): Promise<Held | null> => {
    const { reference, login, deviceSerial } = order
    const byLogin = login ? await services.byLogin(login) : null
    const ids = [
      ...(byLogin?.customers ?? []),
      deviceSerial ? await services.byModem(deviceSerial) : 0,
      await services.byReference(reference),
    ].filter((id) => id !== 0)
    for (const id of new Set(ids)) {
      const held = await look(id)
      if (!held || held.customer.state === 'terminated') continue
      const { customer } = held
      const fits =
        customer.dealerCustomerId === reference &&
        (!login || customer.login.toLowerCase() === login.toLowerCase()) &&
        // A commitment is no account yet, and learns its modem when it is activated.
        (customer.state === 'commitment' ? !active : !deviceSerial || customer.modemSerial === deviceSerial)
      if (fits) return held
      if (deviceSerial && customer.modemSerial === deviceSerial)
        throw refusal(call, `Account ${id} has this modem`, 'deviceSerial')
    }
    if (byLogin && !byLogin.available)
      throw refusal(call, `This login is taken; ${byLogin.suggestion || 'another'} is free`, 'login')
    return null
  }

  const order =
    (call: string, build: (order: NewSubscriber) => Message, needsDevice: boolean) =>
    async (given: NewSubscriber & Write): Promise<RemoteSubscriber> => {
      checked(call, () => {
        checkFields(given.fields, manifest)
        if (given.login && !loginPattern.test(given.login)) throw new FieldError('login', manifest.login.help)
        if (needsDevice || given.deviceSerial) checkDevice(given.deviceSerial)
        if (!/^\d{1,9}$/.test(given.planCode)) throw new FieldError('planCode', 'Choose a plan')
        if (!manifest.panels.some(({ code }) => code === given.panelCode))
          throw new FieldError('panelCode', 'Choose a panel')
        for (const { key, label, required } of manifest.details)
          if (required && !given.details[key]) throw new FieldError(`details.${key}`, `${label}: choose one`)
      })
      const there = await alreadyOrdered(call, given, needsDevice)
      if (there) return there.subscriber
      const id = await services.order(call, build(given))
      if (given.details.welcomeLetter === 'yes')
        await applied(() =>
          services.write('Email welcome letter', 'EmailWelcomeLetter', [['customerId', id]]),
        )
      return seeAgain(call, id)
    }

  const lockout =
    (call: string, on: boolean) =>
    (ref: { externalId: string }, { revision }: Write) =>
      change(call, ref.externalId, revision, ({ customer, locked }) => {
        if (locked === on) return null
        return one(call, on ? 'EnableInteractiveLockout' : 'DisableInteractiveLockout', [
          [
            'input',
            [
              ['CustomerId', customer.id],
              ['Reason', on ? 'Suspended by the dealer' : 'Resumed by the dealer'],
            ],
          ],
        ])
      })

  return {
    find: async (given) => {
      const text = given.trim()
      if (text === '' || text.length > 100) return []
      const id = idOf(text)
      const ids = new Set([
        ...(id === null ? [] : [id]),
        ...(text.includes('@') ? await services.byEmail(text) : []),
        ...(devicePattern.test(text) ? [await services.byModem(text)] : []),
        ...(loginPattern.test(text) ? (await services.byLogin(text)).customers : []),
        ...(isReference(text) ? [await services.byReference(text)] : []),
      ])
      ids.delete(0)
      const found: RemoteSubscriber[] = []
      for (const each of [...ids].slice(0, pageSize)) {
        const held = await look(each)
        if (held) found.push(held.subscriber)
      }
      return found
    },
    read: async ({ externalId }) => {
      const id = idOf(externalId)
      return id === null ? null : ((await look(id))?.subscriber ?? null)
    },
    create: order('Create account', createCustomer, true),
    commit: order('Create commitment', createCommitment, false),
    activate: async (ref, { deviceSerial, panelCode, revision }) => {
      const call = 'Activate commitment'
      checked(call, () => checkDevice(deviceSerial))
      const held = await lookFor(call, ref.externalId)
      const { id, state, modemSerial } = held.customer
      if (state === 'active' && modemSerial === deviceSerial) return held.subscriber
      if (state !== 'commitment') throw refusal(call, 'This account is no commitment any more')
      ensureRevision(call, held, revision)
      await ensureModemFree(call, deviceSerial, id)
      await services.order(call, {
        service: 'CustomerManagement',
        operation: 'ActivateCommitment',
        parameters: [
          [
            'input',
            [
              ['CommitmentId', id],
              ['PanelType', panelCode],
              ['ModemSerialNumber', deviceSerial],
              ['IgnoreLowCoverageErrors', false],
              ['IsInstalledByExpectedInstaller', true],
              ['UsingADCApp', null],
            ],
          ],
        ],
      })
      return seeAgain(call, id)
    },
    update: async (ref, { fields, revision }) => {
      const call = 'Update account'
      checked(call, () => checkFields(fields, manifest))
      return change(call, ref.externalId, revision, (held) => {
        const writes = fieldWrites(held, fields)
        if (writes.length === 0) return null
        return () => inSteps(writes.map(([operation, parameters]) => one(call, operation, parameters)))
      })
    },
    link: (ref, { reference, revision }) => {
      const call = 'Link account'
      return change(call, ref.externalId, revision, ({ customer }) => {
        const { dealerCustomerId, id } = customer
        if (dealerCustomerId === reference) return null
        if (isReference(dealerCustomerId)) throw refusal(call, `The account is linked to ${dealerCustomerId}`)
        // The dealer's own number stays: then the link is kept here alone.
        if (dealerCustomerId !== '') return null
        return one(call, 'UpdateDealerCustomerId', [
          ['customerId', id],
          ['dealerCustomerId', reference],
        ])
      })
    },
    unlink: async (ref, { reference, revision }) => {
      const call = 'Unlink account'
      await change(call, ref.externalId, revision, ({ customer }) => {
        if (!isReference(customer.dealerCustomerId)) return null
        if (customer.dealerCustomerId !== reference)
          throw refusal(call, `The account is linked to ${customer.dealerCustomerId}`)
        return one(call, 'UpdateDealerCustomerId', [
          ['customerId', customer.id],
          ['dealerCustomerId', ''],
        ])
      })
    },
    suspend: lockout('Suspend account', true),
    resume: lockout('Resume account', false),
    terminate: async (ref, { reasonCode, revision }) => {
      const call = 'Terminate account'
      if (!manifest.terminateReasons.some(({ code }) => code === reasonCode))
        throw refusal(call, 'Choose a reason', 'reasonCode')
      return change(call, ref.externalId, revision, ({ customer }) => {
        if (customer.state === 'terminated') return null
        return one(call, 'TerminateCustomer_V2', [
          [
            'input',
            [
              ['CustomerId', customer.id],
              ['AccountTerminateReason', reasonCode],
              ['SendTerminationMessageToPanel', null],
              ['TerminationDelayDays', null],
              ['MasterReset', false],
            ],
          ],
        ])
      })
    },
    restore: (ref, { revision }) => {
      const call = 'Restore account'
      return change(call, ref.externalId, revision, ({ customer }) =>
        customer.state === 'terminated' || customer.state === 'ending'
          ? () => services.restore(call, customer.id)
          : null,
      )
    },
    list: async (after) => {
      const last = after === null ? 0 : (idOf(after) ?? 0)
      const left = (await services.everyone()).filter((id) => id > last).sort((a, b) => a - b)
      const page = left.slice(0, pageSize)
      const subscribers = []
      for (const id of page) {
        const held = await look(id)
        if (!held) continue
        const { externalId, login, state, linkedReference } = held.subscriber
        subscribers.push({ externalId, login, state, linkedReference })
      }
      return { subscribers, next: left.length > page.length ? String(page.at(-1)) : null }
    },
    swap: async (ref, { deviceSerial, reasonCode, revision }) => {
      const call = 'Swap modem'
      checked(call, () => checkDevice(deviceSerial))
      const held = await lookFor(call, ref.externalId)
      const { id, modemSerial } = held.customer
      if (modemSerial === deviceSerial) return held.subscriber
      ensureRevision(call, held, revision)
      await ensureModemFree(call, deviceSerial, id)
      await services.write(call, 'SwapModem', [
        [
          'input',
          [
            ['NewSerialNumber', deviceSerial],
            ['SwapReason', labelIn(manifest.swapReasons, reasonCode)],
            ['CustomerId', id],
            ['RestoreBackedUpSettingsAfterSwap', true],
            ['RestoreNetworkAfterSwap', true],
          ],
        ],
      ])
      return seeAgain(call, id)
    },
  }
}

/** The writes that bring the account's fields to what is wanted; none of what is there already. */
function fieldWrites({ customer }: Held, wanted: RemoteSubscriber['fields']): [string, Elements][] {
  const { id, fields } = customer
  const next = { ...fields, ...wanted }
  const differs = (...names: (keyof typeof next)[]) => names.some((name) => next[name] !== fields[name])
  const writes: [string, Elements][] = []
  if (differs('firstName', 'lastName', 'businessName'))
    writes.push([
      'UpdateCustomerName',
      [
        [
          'input',
          [
            ['CustomerID', id],
            ['FirstName', next.firstName],
            ['LastName', next.lastName],
            ['CompanyName', next.businessName],
          ],
        ],
      ],
    ])
  if (differs('addressLine1', 'addressLine2', 'city', 'state', 'zip'))
    writes.push([
      'UpdateCustomerAddress',
      [
        [
          'input',
          [
            ['CustomerId', id],
            ['InstallAddress', addressElements(addressWith(customer.installAddress, wanted))],
            // Sent back as it stands: nobody says what leaving it out would do to it.
            ['CustomerAddress', addressElements(customer.accountAddress)],
            ['UseGivenAddressForBoth', false],
          ],
        ],
      ],
    ])
  if (differs('email'))
    writes.push([
      'UpdatePrimaryEmail',
      [
        ['customerId', id],
        ['newEmailAddress', next.email],
      ],
    ])
  if (differs('primaryPhone'))
    writes.push([
      'UpdatePrimaryPhone',
      [
        ['customerId', id],
        ['newPhone', next.primaryPhone],
      ],
    ])
  return writes
}

/** The add-ons of a plan as ChangeServicePlan takes them: always the whole list. */
export const planElements = (planCode: string, addOnCodes: readonly string[]): Elements => [
  ['newPackageId', Number(planCode)],
  ['addOnFeatures', listOf('AddOnFeatureEnum', addOnCodes)],
]
