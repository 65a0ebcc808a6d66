/**
 * Alula as public facts show it (docs/connectors/alula-facts.json): OAuth2 sign-in, REST resources in the manner of
 * JSON:API, and procedures whose refusals come with status 200. Of customers that are nobody's.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { openAccounts } from './accounts.ts'
import { json, Refusal, restRefusal, rpcRefusal } from './answer.ts'
import { readResource, writeResource } from './resources.ts'
import { callProcedure, paramsOf, ProcedureRefusal } from './rpc.ts'
import { seed } from './seed.ts'
import { oauth, procedureAt, resourceAt, rpc } from './table.ts'
import { openTokens } from './tokens.ts'

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function alula(
  dataDir: string | null,
  _signals?: unknown,
  { now = Date.now }: { now?: () => number } = {},
): Sandbox {
  const accounts = openAccounts(dataDir && join(dataDir, 'alula.jsonl'), seed)
  const tokens = openTokens(now)

  const procedure = (call: WireCall, name: string, dealerId: string): WireAnswer => {
    let id: unknown = null
    try {
      const given = paramsOf(parsed(call.body))
      id = given.id
      return json(200, { id: id ?? null, result: callProcedure(accounts, dealerId, name, given.params) })
    } catch (error) {
      if (error instanceof ProcedureRefusal) return rpcRefusal(id, error.message)
      throw error
    }
  }

  const answer = (call: WireCall): WireAnswer => {
    if (call.path === oauth.path && call.method === 'POST') return tokens.grant(call)
    const user = tokens.userOf(call)
    if (!user) throw new Refusal(401, 'The access token is missing, unknown or has ended')
    const name = procedureAt(call.path)
    if (name !== undefined && call.method === 'POST') return procedure(call, name, user.dealerId)
    const found = resourceAt(call.path)
    if (!found) throw new Refusal(404, `There is nothing at ${call.path}`)
    const { resource, id } = found
    if (
      !resource.methods.some((method) => method === call.method) ||
      (call.method === 'PATCH') !== (id !== null && call.method !== 'GET')
    )
      throw new Refusal(405, `${call.method} is not possible here`)
    const asker = { accounts, ...user }
    return call.method === 'GET'
      ? readResource(asker, resource, id, call)
      : writeResource(asker, resource, id, call)
  }
  /** The user that a call is about, by id; one whose name asks for a fault by that name. */
  const accountOf = ({ path, query, body }: WireCall): string | null => {
    const id =
      /^\/rest\/v1\/users\/(?:addresses\/A|phones\/P)?([^/]+)$/.exec(path)?.[1] ??
      /"(?:customerId|userId)"\s*:\s*"([^"]*)"/.exec(body)?.[1]
    const device =
      /^\/rest\/v1\/devices\/([^/]+)$/.exec(path)?.[1] ?? /"deviceId"\s*:\s*"([^"]*)"/.exec(body)?.[1]
    const username = query.get('filter[username]')
    const account = [...accounts.all()].find(
      (one) =>
        one.accountNumber === id || one.username === username || one.devices.some((own) => own.id === device),
    )
    if (account && /-[FW][A-Z0-9]{3}$/.test(account.username)) return account.username
    return account?.accountNumber ?? id ?? null
  }

  return {
    key: 'alula',
    name: 'Alula',
    about:
      'OAuth2, REST and procedures of nobody’s service, at /alula. Client keyholder-client, secret client-demo; user keyholder of dealer 4100, or birch of 4200, password sandbox-demo. User faulty of dealer 4300 has the customers whose calls fail. The CRC of a MAC address is its last four digits.',
    columns: [
      { title: 'Customer', path: 'accountNumber' },
      { title: 'User name', path: 'username' },
      { title: 'First name', path: 'nameFirst' },
      { title: 'Last name', path: 'nameLast' },
      { title: 'Company', path: 'companyName' },
      { title: 'City', path: 'address.city' },
      { title: 'Panel', path: 'devices.0.mac' },
      { title: 'Plan', path: 'devices.0.featurePlanId' },
      { title: 'Devices', path: 'devices.length' },
      { title: 'Dealer', path: 'dealerId' },
    ],
    answer: (call) => {
      try {
        return answer(call)
      } catch (error) {
        if (error instanceof Refusal) return restRefusal(error)
        throw error
      }
    },
    accountNumberOf: accountOf,
    isSignIn: (call) => call.path === oauth.path,
    isWrite: (call) => {
      const name = procedureAt(call.path)
      if (name !== undefined) return rpc.procedures[name]!.effect === 'write'
      return call.method !== 'GET' && call.path !== oauth.path
    },
    refuse: (status, code, detail, headers, call) =>
      code === 'refused' && call && procedureAt(call.path) !== undefined
        ? rpcRefusal(null, detail)
        : restRefusal(new Refusal(status, detail), headers),
    accounts: () => accounts.all(),
    effects: () => accounts.effects(),
    upsert: (body) => accounts.upsert(body),
    reset: () => {
      tokens.clear()
      accounts.reset()
    },
    close: () => accounts.close(),
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new Refusal(400, 'The body is not JSON')
  }
}
