/**
 * The port on top of the Open Station API, for every brand that is reached by it. A brand is a manifest: what
 * it keeps, its lengths and its abilities; it adds no code of its own.
 */
import { z } from 'zod'
import type { AccountFields, Manifest, Station, StationConnector } from '../contract.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { openStationClient, type StationCall } from './client.ts'
import { contradictions } from './abilities.ts'
import { openAgencies } from './agencies.ts'
import { detailsAtCreation, openDetails, openService } from './details.ts'
import { checked, customerPath, openLine } from './line.ts'
import { accountFromWire, contactsToWire, FieldError, fieldsToWire, summaryFromWire } from './map.ts'
import { openOrders } from './orders.ts'
import { openPreChecks } from './prechecks.ts'
import { openStationSettings } from './settings.ts'
import { openEvents, openTests } from './tests.ts'
import { rosterReply } from './wire-parts.ts'
import { openZones } from './zones.ts'
import { customerListReply, customerReply, stationReply, type CustomerReply } from './wire.ts'

/** A brand whose stations have a production and a test environment asks which of them it is. */
const stationSettings = openStationSettings.extend({ production: z.boolean().optional() })

/** A connector for a brand that speaks the Open Station API. */
export const openStationConnector = (manifest: Manifest): StationConnector => ({
  manifest,
  open: (settings, fetch) => openStation(manifest, settings, fetch),
})

function openStation(manifest: Manifest, settings: Record<string, unknown>, fetch: ProviderFetch): Station {
  const parsed = stationSettings.parse(settings)
  const send = openStationClient(parsed, fetch)
  const line = openLine(manifest, send)
  const { can } = line
  const accountNumberPattern = new RegExp(manifest.limits.accountNumber.pattern)

  /** A write to one customer, whose answer must be that customer. */
  const write = async (call: Omit<StationCall, 'effect'>, expect: Partial<CustomerReply>) => {
    const customer = await send({ ...call, effect: 'write' }, customerReply)
    ensureSame(call.call, customer, expect, 'unknown')
    return accountFromWire(customer, manifest)
  }
  return {
    check: async () => {
      const call = 'Test connection'
      const station = await send({ call, effect: 'read', method: 'GET', path: '/station' }, stationReply)
      const wrong = station.abilities ? contradictions(manifest, station.abilities) : []
      if (wrong.length > 0)
        throw contradiction(
          call,
          `${station.name} does not fit the connector for ${manifest.name}: ${wrong.slice(0, 3).join('; ')}`,
          'not_applied',
        )
      const wanted = parsed.production === undefined ? null : parsed.production ? 'production' : 'test'
      if (wanted && station.environment && station.environment !== wanted)
        throw contradiction(
          call,
          `${station.name} is its ${station.environment} environment, and the settings ask for the other`,
          'not_applied',
        )
      return `${station.name} answered dealer ${parsed.dealerId} (Open Station API ${station.apiVersion})`
    },
    account: {
      lookup: async (accountNumber) => {
        const call = 'Look up account'
        // A number that the station cannot hold is not asked for: there is no such account.
        if (!accountNumberPattern.test(accountNumber)) return null
        const { customers } = await send(
          { call, effect: 'read', method: 'GET', path: '/customers', query: { accountNumber } },
          customerListReply,
        )
        if (customers.length > 1)
          throw contradiction(call, 'Several accounts have this number', 'not_applied')
        const customer = customers[0]
        if (!customer) return null
        ensureSame(call, customer, { customerId: accountNumber }, 'not_applied')
        return accountFromWire(customer, manifest)
      },
      update: async (ref, { fields, idempotencyKey, revision }) => {
        const call = 'Update account'
        const body = checked(call, () => fieldsToWire(fields, manifest))
        const path = customerPath(ref.externalId)
        return write(
          { call, method: 'PATCH', path, body, idempotencyKey, revision, secrets: secretsOf(fields) },
          { serial: ref.externalId, customerId: ref.accountNumber },
        )
      },
      ...(can('shell') && {
        create: async ({ accountNumber, fields, details, idempotencyKey }) => {
          const call = 'Create shell account'
          const body = checked(call, () => {
            if (!accountNumberPattern.test(accountNumber))
              throw new FieldError('accountNumber', manifest.limits.accountNumber.help)
            const missing = manifest.neededAtCreation?.find((field) => !fields[field])
            if (missing) throw new FieldError(missing, 'The station opens no account without it')
            const own = detailsAtCreation(manifest, details)
            return {
              customerId: accountNumber,
              ...fieldsToWire(fields, manifest),
              ...(Object.keys(own).length > 0 && { details: own }),
            }
          })
          return write(
            { call, method: 'POST', path: '/customers', body, idempotencyKey, secrets: secretsOf(fields) },
            { customerId: accountNumber },
          )
        },
      }),
      ...(can('link') && {
        link: (ref, { reference, idempotencyKey, revision }) =>
          write(
            {
              call: 'Link account',
              method: 'PUT',
              path: `${customerPath(ref.externalId)}/link`,
              body: { reference },
              idempotencyKey,
              revision,
            },
            { serial: ref.externalId, customerId: ref.accountNumber },
          ),
      }),
      ...(can('unlink') && {
        unlink: async (ref, { reference, idempotencyKey, revision }) => {
          const path = `${customerPath(ref.externalId)}/link`
          await send(
            {
              call: 'Unlink account',
              effect: 'write',
              method: 'DELETE',
              path,
              query: { reference },
              idempotencyKey,
              revision,
            },
            z.null(),
          )
        },
      }),
      ...(can('list') && {
        list: async (after) => {
          const { customers, next } = await send(
            {
              call: 'List accounts',
              effect: 'read',
              method: 'GET',
              path: '/roster',
              query: after === null ? {} : { after },
            },
            rosterReply,
          )
          return { accounts: customers.map(summaryFromWire), next }
        },
      }),
    },
    ...(can('contacts') && {
      contacts: {
        replace: async (ref, { contacts, idempotencyKey, revision }) => {
          const call = 'Replace contacts'
          const body = { contacts: checked(call, () => contactsToWire(contacts, manifest)) }
          const path = `${customerPath(ref.externalId)}/contacts`
          const secrets = contacts.map((contact) => contact.passcode)
          const account = await write(
            { call, method: 'PUT', path, body, idempotencyKey, revision, secrets },
            { serial: ref.externalId, customerId: ref.accountNumber },
          )
          return account.contacts
        },
      },
    }),
    ...(can('zones') && { zones: openZones(line) }),
    ...(can('agencies') && { agencies: openAgencies(line) }),
    ...(can('tests') && { tests: openTests(line) }),
    ...(can('events') && { events: openEvents(line) }),
    ...(can('details') && { details: openDetails(line) }),
    ...(can('service') && { service: openService(line) }),
    ...(can('order') && { orders: openOrders(line) }),
    ...(can('precheck') && { preChecks: openPreChecks(line) }),
  }
}

const secretsOf = (fields: AccountFields) => (fields.abortCode ? [fields.abortCode] : [])

const contradiction = (call: string, reason: string, outcome: 'not_applied' | 'unknown') =>
  new ConnectorError('unexpected_reply', { call, reason, outcome })

/** An answer about another account than the one asked for, be it only by case, must never be taken for it. */
function ensureSame(
  call: string,
  customer: CustomerReply,
  expect: Partial<CustomerReply>,
  outcome: 'not_applied' | 'unknown',
): void {
  const same =
    (expect.serial === undefined || expect.serial === customer.serial) &&
    (expect.customerId === undefined || expect.customerId === customer.customerId)
  if (!same) throw contradiction(call, `The reply is about another account (${customer.customerId})`, outcome)
}
