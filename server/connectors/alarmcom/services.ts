/** The single calls of Alarm.com, typed: what is asked, and what is read of the answer. */
import { ConnectorError } from '../errors.ts'
import type { BillingThere, RemoteDevice, RemoteLogin } from '../interactive.ts'
import type { ProviderFetch } from '../http.ts'
import { XmlError, type XmlElement } from '../xml.ts'
import { alarmcomClient } from './client.ts'
import type { AlarmcomSettings } from './manifest.ts'
import { customerFrom, type Customer } from './map.ts'
import {
  flagOf,
  itemsOf,
  namespace,
  textOf,
  wholeIn,
  type Elements,
  type Message,
  type Service,
} from './message.ts'
import { inWords } from './names.ts'
import { packagesFrom, paidFrom, type Package, type Paid } from './packages.ts'

export type Services = ReturnType<typeof openServices>
export type Receiver = { id: string; phone: string; station: string; prefix: string; protocol: string }

const some =
  <T>(read: (result: XmlElement) => T) =>
  (result: XmlElement | null): T => {
    if (!result) throw new XmlError('The reply holds no result')
    return read(result)
  }
const whole = some((result) => wholeIn(result.text))
const ids = (result: XmlElement | null): number[] =>
  (result?.children ?? []).filter((one) => one.namespace === namespace).map((one) => wholeIn(one.text))
/** A result with Success has been asked for it already; one without must at least be there. */
const nothing = some(() => undefined)

const billingFrom = (result: XmlElement): BillingThere => ({
  enabled: flagOf(result, 'BillingEnabled'),
  url: textOf(result, 'BillingServiceUrl'),
  keyId: textOf(result, 'BillingKeyId'),
})

/** Opens the calls; what hardly changes is asked for once. */
export function openServices(settings: AlarmcomSettings, fetch: ProviderFetch) {
  const send = alarmcomClient(settings.baseUrl, settings, fetch)
  const message = (service: Service, operation: string, parameters: Elements): Message => ({
    service,
    operation,
    parameters,
  })
  const customer = (operation: string, parameters: Elements) =>
    message('CustomerManagement', operation, parameters)
  const dealer = (operation: string, parameters: Elements) =>
    message('DealerManagement', operation, parameters)
  const read = <T>(call: string, of: Message, by: (result: XmlElement | null) => T) =>
    send({ call, effect: 'read', message: of }, by)

  /** Keeps an answer for as long as the connector is open; a failure is not kept. */
  const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
    let kept: Promise<T> | null = null
    return () => {
      kept ??= ask().catch((error: unknown) => {
        kept = null
        throw error
      })
      return kept
    }
  }
  const look = 'Look up account'
  const callerVersion = once(() => read(look, customer('GetLatestCallerVersion', []), whole))

  return {
    /** One write without an answer of its own. @throws ConnectorError */
    write: (call: string, operation: string, parameters: Elements): Promise<undefined> =>
      send({ call, effect: 'write', message: customer(operation, parameters) }, nothing),
    /** One write of an order; answers the customer's number. */
    order: (call: string, of: Message): Promise<number> =>
      send(
        { call, effect: 'write', message: of },
        some((result) => {
          const id = wholeIn(textOf(result, 'CustomerId'))
          if (id <= 0) throw new XmlError('The reply names no customer')
          return id
        }),
      ),
    /** RestoreAccount, whose answer is only yes or no. */
    restore: (call: string, id: number): Promise<void> =>
      send(
        { call, effect: 'write', message: customer('RestoreAccount', [['customerId', id]]) },
        some((result) => {
          const said = result.text.trim()
          if (said === 'true') return
          if (said !== 'false') throw new XmlError('The reply says neither yes nor no')
          const reason = 'Alarm.com did not restore the account, and does not say why'
          throw new ConnectorError('rejected', { call, outcome: 'not_applied', reason })
        }),
      ),
    token: (call: string, login: string): Promise<string> =>
      send(
        {
          call,
          effect: 'write',
          message: customer('GenerateLoginToken_v2', [
            ['loginName', login],
            ['recordLoginasEvent', true],
          ]),
        },
        some((result) => {
          const token = textOf(result, 'Token')
          if (token === '') throw new XmlError('The reply holds no token')
          return token
        }),
      ),

    /** What of Billing stands there; names and members are our own reading (docs/connectors/alarmcom-billing.json). */
    billing: (): Promise<BillingThere> =>
      read('Read billing settings', dealer('GetSecurityTraxSettings', []), some(billingFrom)),
    setBilling: (setting: BillingThere & { key: string }): Promise<BillingThere> =>
      send(
        {
          call: 'Set billing settings',
          effect: 'write',
          message: dealer('SetSecurityTraxSettings', [
            [
              'input',
              [
                ['BillingEnabled', setting.enabled],
                ['BillingServiceUrl', setting.url],
                ['BillingKeyId', setting.keyId],
                ['BillingKey', setting.key],
              ],
            ],
          ]),
        },
        some(billingFrom),
      ),

    dealer: () =>
      read(
        'Test connection',
        dealer('GetDealerId', []),
        some((result) => ({ id: wholeIn(textOf(result, 'DealerID')), name: textOf(result, 'DealerName') })),
      ),
    /** The customer; null if it does not exist or is another dealer's. */
    info: async (id: number): Promise<Customer | null> => {
      const version = await callerVersion()
      const input: Elements = [
        ['CallerVersion', version],
        ['CustomerId', id],
      ]
      try {
        return await read(look, customer('GetCustomerInfo_V2', [['input', input]]), (result) => {
          const found = result && textOf(result, 'CustomerId') !== '0' ? customerFrom(result) : null
          // An answer about another customer than the one asked for must never be taken for it.
          if (found && found.id !== id) throw new XmlError('The reply is about another customer')
          return found
        })
      } catch (error) {
        if (error instanceof ConnectorError && error.kind === 'not_found') return null
        throw error
      }
    },
    byReference: (reference: string) =>
      read(look, customer('LookupCustomerIdFromDealerCustomerId', [['dealerCustomerId', reference]]), whole),
    byModem: (serial: string) =>
      read(look, customer('LookupCustomerIdFromModemSerial', [['modemSerial', serial]]), whole),
    byEmail: (email: string) => read(look, customer('GetCustomerListByEmail', [['email', email]]), ids),
    /** Who has a login; `customers` are told only if they are this dealer's. */
    byLogin: (login: string) =>
      read(
        look,
        customer('CheckAvailableLoginName', [
          [
            'input',
            [
              ['LoginName', login],
              ['RetrieveLoginInfoOnCollision', true],
            ],
          ],
        ]),
        some((result) => ({
          available: flagOf(result, 'IsAvailable'),
          suggestion: textOf(result, 'SuggestedLoginName'),
          customers: itemsOf(result, 'AssociatedCustomers').map((one) => wholeIn(one.text)),
        })),
      ),
    everyone: () =>
      read(
        'List accounts',
        customer('GetCustomerList_V2', [
          [
            'input',
            [
              ['IncludeTermed', true],
              ['StartDate', null],
              ['EndDate', null],
              ['ExcludeCommitments', false],
              ['ExcludeCustomers', false],
            ],
          ],
        ]),
        some((result) => itemsOf(result, 'CustomerIds').map((one) => wholeIn(one.text))),
      ),
    locked: (id: number) =>
      read(
        look,
        customer('GetInteractiveLockoutStatus', [['customerId', id]]),
        some((result) => flagOf(result, 'IsInteractiveLockoutEnabled')),
      ),
    paid: (id: number): Promise<Paid> =>
      read(look, customer('GetCustomerPrice', [['customerId', id]]), (result) =>
        result ? paidFrom(result) : { totalCents: null, baseCents: null, addOns: new Map() },
      ),
    /** Why the service would refuse this plan; null if it would not. */
    validatePlan: async (id: number, plan: Elements): Promise<string | null> => {
      try {
        await read(
          'Check plan',
          customer('ChangeServicePlanValidationOnly', [['customerId', id], ...plan]),
          nothing,
        )
        return null
      } catch (error) {
        if (error instanceof ConnectorError && error.kind === 'rejected')
          return error.providerMessage ?? 'Refused'
        throw error
      }
    },
    packages: once(async (): Promise<Package[]> => {
      const version = await callerVersion()
      const input: Elements = [
        ['DealerId', null],
        ['accountType', 'Security'],
        ['CallerVersion', version],
      ]
      return read('Read plans', dealer('GetPackageIds', [['input', input]]), some(packagesFrom))
    }),
    receivers: (): Promise<Receiver[]> =>
      read(
        'Read receivers',
        dealer('GetCSPhoneNumber', []),
        some((result) =>
          itemsOf(result, 'CSPhones').map((one) => ({
            id: textOf(one, 'CSPhoneKey'),
            phone: textOf(one, 'PhoneDesc'),
            station: textOf(one, 'CSName'),
            prefix: textOf(one, 'Prefix'),
            protocol: textOf(one, 'Protocol'),
          })),
        ),
      ),
    logins: (id: number, primary: string): Promise<RemoteLogin[]> =>
      read(
        'Read logins',
        customer('GetAllLogins_V2', [['customerId', id]]),
        some((result) =>
          itemsOf(result, 'Logins').map((one) => ({
            id: textOf(one, 'LoginId'),
            login: textOf(one, 'LoginName'),
            email: textOf(one, 'LoginEmailAddress'),
            primary: textOf(one, 'LoginName') === primary,
          })),
        ),
      ),
    devices: (id: number): Promise<RemoteDevice[]> =>
      read('Read equipment', customer('GetFullEquipmentList', [['customerId', id]]), (result) =>
        (result?.children ?? []).map(deviceFrom),
      ),
  }
}

/** Numbers up to 126 are the panel's own zones (as third parties' clients read them). */
function deviceFrom(device: XmlElement): RemoteDevice {
  const id = wholeIn(textOf(device, 'DeviceId'))
  const status = itemsOf(device, 'Status').map((one) => inWords(one.text.trim()))
  return {
    id: String(id),
    name: textOf(device, 'WebSiteDeviceName'),
    type: inWords(textOf(device, 'DeviceType')),
    zone: id >= 1 && id <= 126 ? textOf(device, 'DeviceIdInPanel') : '',
    area: textOf(device, 'Partition'),
    status: status.join(', '),
    serial: textOf(device, 'SerialNumber') || textOf(device, 'MAC'),
    installedAt: textOf(device, 'InstallDate').slice(0, 10),
  }
}
