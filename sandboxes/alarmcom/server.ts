/**
 * Alarm.com's dealer web services, as the vendor's own WSDL shows them in a third party's copy
 * (docs/connectors/alarmcom-soap.json): SOAP 1.1 and 1.2, strict about every name, order and value type, on customers
 * of nobody's.
 */
import { join } from 'node:path'
import { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { openAccounts, type Account } from './accounts.ts'
import { answerOf, fault, refusalOf } from './answer.ts'
import { reps } from './catalogue.ts'
import { dealerOperations, orderOperations } from './dealer.ts'
import { openBillingSettings } from './billing-settings.ts'
import { encode } from '../markup.ts'
import { customerOperations, type Handler } from './operations.ts'
import { Refusal } from './plans.ts'
import { Fault, operationOf, readRequest, soapOf } from './request.ts'
import { seed } from './seed.ts'
import { customerSite } from './site.ts'
import { serviceAt } from './table.ts'
import { openTokens } from './tokens.ts'
import { wsdl } from './wsdl.ts'

const html = (status: number, text: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>Alarm.com sandbox</title><h1>${encode(text)}</h1>`,
})

const json = (body: unknown): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})
const roleOrder = z.strictObject({ login: z.string().min(1).max(60), granted: z.boolean() })

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function alarmcom(dataDir: string | null): Sandbox {
  const accounts = openAccounts(dataDir && join(dataDir, 'alarmcom.jsonl'), seed)
  const tokens = openTokens()
  const billing = openBillingSettings(dataDir && join(dataDir, 'alarmcom-billing.jsonl'))
  const site = customerSite(accounts, billing)
  const handlers: Record<string, Record<string, Handler>> = {
    CustomerManagement: customerOperations(accounts, tokens),
    DealerManagement: dealerOperations(accounts, tokens, billing),
    OrderManagement: orderOperations,
  }

  const answer = (call: WireCall): WireAnswer => {
    if (call.method === 'GET' && call.path === '/web/login') {
      const who = tokens.redeem(call.query.get('token') ?? '')
      return who ? html(200, `Signed in as ${who}`) : html(403, 'This link has been used or is too old')
    }
    const service = serviceAt(call.path)
    if (!service) return html(404, 'The resource cannot be found.')
    if (call.method === 'GET' && [...call.query.keys()].some((key) => key.toLowerCase() === 'wsdl')) {
      const address = `http://${call.headers.host ?? 'localhost'}/alarmcom${service.path}`
      return {
        status: 200,
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body: wsdl(service, address),
      }
    }
    if (call.method !== 'POST')
      return { ...html(405, 'POST only'), headers: { allow: 'POST', 'content-type': 'text/html' } }

    const soap = soapOf(call)
    const request = readRequest(call, service)
    const { operation } = request
    const rep = reps.find(
      ({ login, password, device }) =>
        login === request.user &&
        password === request.password &&
        (device === '' || device === request.device),
    )
    if (!rep) throw new Fault('Authentication failed: invalid user name, password or two-factor device.')
    try {
      const handler = handlers[service.name]![operation.name]!
      return answerOf(
        soap,
        operation,
        handler({ dealerId: rep.dealer, login: rep.login, parameters: request.parameters }),
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (operation.result.type === 'boolean') return answerOf(soap, operation, false)
      const refusal = refusalOf(soap, operation, error.message)
      if (!refusal) throw new Fault(error.message)
      return refusal
    }
  }
  const aboutCustomer = (body: string): Account | undefined => {
    const id = /<(?:\w+:)?(?:CustomerId|CustomerID|customerId|CommitmentId)>\s*(\d{1,10})\s*</.exec(body)?.[1]
    return accounts.find(id ? Number(id) : null)
  }

  return {
    key: 'alarmcom',
    name: 'Alarm.com',
    about:
      'The dealer web services, of nobody’s dealer, at /alarmcom/WebServices/CustomerManagement.asmx, DealerManagement.asmx and OrderManagement.asmx (?WSDL for what is served). Rep keyholder_adc, or birch_adc of another dealer; password sandbox-demo. guarded_adc needs the two-factor device sandbox-device-1, faulty_adc has the customers whose calls fail. guarded_adc lacks the role for billing. The customers’ website is at /alarmcom/site/: any login of an account, password sandbox-demo.',
    columns: [
      { title: 'Customer', path: 'accountNumber' },
      { title: 'Dealer’s ID', path: 'dealerCustomerId' },
      { title: 'State', path: 'state' },
      { title: 'Last name', path: 'lastName' },
      { title: 'Company', path: 'companyName' },
      { title: 'Package', path: 'packageId' },
      { title: 'Modem', path: 'modemSerial' },
      { title: 'Ends', path: 'pendingTermination' },
      { title: 'Locked', path: 'lockout' },
      { title: 'Devices', path: 'devices.length' },
    ],
    answer: (call) => {
      try {
        return answer(call)
      } catch (error) {
        if (error instanceof Fault) return fault(soapOf(call), 500, 'Client', error.message)
        throw error
      }
    },
    site,
    controls: {
      // Takes the role away from a rep's login, or gives it.
      'billing-role': (body) => {
        const { login, granted } = roleOrder.parse(body)
        billing.grant(login, granted)
        return Promise.resolve(json({ login, granted }))
      },
      // The dealer's settings, so that a test can sign a call as this side does.
      'billing-settings': (body) =>
        Promise.resolve(json(billing.of(z.strictObject({ dealerId: z.int() }).parse(body).dealerId))),
    },
    accountNumberOf: ({ body }) => {
      const reference = /<(?:\w+:)?[dD]ealerCustomerId>([^<]*)</.exec(body)?.[1]
      const account = aboutCustomer(body)
      const named = reference || account?.dealerCustomerId || ''
      // Faults by ending go by the dealer's own ID, all else by the customer's number.
      return /-[FW][A-Z0-9]{3}$/.test(named) ? named : (account?.accountNumber ?? reference ?? null)
    },
    isSignIn: () => false,
    isWrite: (call) => operationOf(call)?.effect === 'write',
    refuse: (status, code, detail, headers, call) => {
      const soap = call ? soapOf(call) : '1.1'
      if (code !== 'refused') return fault(soap, status, 'Server', detail, headers)
      const operation = call && operationOf(call)
      return (operation && refusalOf(soap, operation, detail)) ?? fault(soap, 500, 'Client', detail)
    },
    accounts: () => accounts.all(),
    effects: () => accounts.effects(),
    upsert: (body) => accounts.upsert(body),
    reset: () => {
      accounts.reset()
      tokens.clear()
      billing.reset()
    },
    close: () => {
      accounts.close()
      billing.close()
    },
  }
}
