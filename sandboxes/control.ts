/** The control API and page beside each sandbox's wire, under `/{key}/_control/…`. For tests and for people. */
import { ZodError } from 'zod'
import { faultMeanings, faultOrderOf, sentinelEndings } from './faults.ts'
import type { Served, WireAnswer, WireCall } from './kit.ts'
import { sandboxPage } from './page.ts'

/** Answers what is no wire call. */
export async function answerControl(served: Served, call: WireCall): Promise<WireAnswer> {
  const { sandbox, faults } = served
  const name = call.path.replace('/_control/', '')
  if (call.method === 'GET') {
    if (call.path === '/') return sandboxPage(sandbox)
    if (name === 'info') return json(200, describe(served))
    if (name === 'accounts') return json(200, listAccounts(served, call.query))
    if (name === 'calls') return json(200, { total: served.callCount, calls: served.calls })
    if (name === 'faults') return json(200, { faults: faults.list() })
  }
  if (call.method === 'DELETE' && name === 'faults') {
    faults.clear()
    return json(200, { faults: [] })
  }
  if (call.method !== 'POST') return json(404, { error: 'No such control' })
  // Another site's page in the developer's browser can post forms to localhost, but no JSON.
  if (!call.headers['content-type']?.startsWith('application/json'))
    return json(415, { error: 'Send application/json' })
  try {
    const body: unknown = call.body === '' ? {} : JSON.parse(call.body)
    if (name === 'faults') {
      const names = Object.keys(sandbox.ownWire?.faults ?? faultMeanings)
      return json(201, faults.add(faultOrderOf(names).parse(body)))
    }
    if (name === 'accounts') return json(200, { accounts: sandbox.upsert(body) })
    if (name === 'reset') return json(200, reset(served))
    const further = sandbox.controls?.[name]
    if (further) return await further(body)
  } catch (error) {
    if (error instanceof ZodError) return json(422, { error: 'Not valid', issues: error.issues.slice(0, 20) })
    if (error instanceof SyntaxError) return json(400, { error: 'The body is not JSON' })
    throw error
  }
  return json(404, { error: 'No such control' })
}

const describe = ({ sandbox }: Served) => ({
  key: sandbox.key,
  name: sandbox.name,
  about: sandbox.about,
  columns: sandbox.columns,
  titles: sandbox.ownWire?.titles ?? {},
  faults: sandbox.ownWire?.faults ?? faultMeanings,
  sentinels: sandbox.ownWire ? [] : sentinelEndings,
})

/** Everything, or with `search` and `limit` a part of it; `effects=n` gives the last n changes only. */
function listAccounts({ sandbox }: Served, query: URLSearchParams): object {
  const search = query.get('search')?.toLowerCase() ?? ''
  const limit = Number(query.get('limit') ?? Infinity)
  const lastEffects = Number(query.get('effects') ?? Infinity)
  const accounts = []
  let total = 0
  for (const account of sandbox.accounts()) {
    if (search && !JSON.stringify(account).toLowerCase().includes(search)) continue
    total += 1
    if (accounts.length < limit) accounts.push(account)
  }
  const effects = sandbox.effects()
  return {
    total,
    accounts,
    effectCount: effects.length,
    effects: lastEffects >= effects.length ? effects : effects.slice(effects.length - lastEffects),
  }
}

function reset(served: Served): object {
  served.sandbox.reset()
  served.faults.clear()
  served.calls = []
  served.callCount = 0
  return { reset: true }
}

const json = (status: number, body: unknown): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
})
