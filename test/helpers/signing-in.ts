/** Signing in over HTTP as a browser does it: from an address of its own, with the cookies that it was given. */
import { type Endpoint, type Input, type Output } from '#shared/contract.ts'
import type { FactorAnswer } from '#shared/contracts/factor-values.ts'
import { factors } from '#shared/contracts/factors.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { signIn as steps } from '#shared/contracts/sign-in.ts'
import { Caller, type Reply } from './caller.ts'
import type { Company, User } from './factories.ts'
import { codeOf, type SoftPasskey } from './factors.ts'
import { type House, openHouse } from './house.ts'

/** A browser: keeps the cookies that it is given. */
export class Browser {
  readonly #house: House
  readonly #address: string
  readonly #agent: string
  readonly cookies = new Map<string, string>()

  constructor(house: House, address: string, agent = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0') {
    this.#house = house
    this.#address = address
    this.#agent = agent
  }

  async call<E extends Endpoint>(
    endpoint: E,
    input?: Input<E>,
    headers: Record<string, string> = {},
  ): Promise<Reply<Output<E>>> {
    const caller = new Caller(
      {
        inject: (request: object) =>
          this.#house.app.inject({ ...request, remoteAddress: this.#address } as never),
      } as never,
      {
        'sec-fetch-site': 'same-origin',
        'user-agent': this.#agent,
        ...(this.cookies.size && { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
      },
    )
    const reply = await caller.call(endpoint, input, { headers })
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    return reply
  }
}

let addresses = 0
/** Another browser, at another address unless it is given one. */
export const newBrowser = (house: House, address = `198.51.100.${++addresses}`, agent?: string): Browser =>
  new Browser(house, address, agent)

/** The password of everybody whom `openSigningIn` knows. */
export const password = 'correct horse battery'

/** A company whose users sign in; its owner may do everything. */
export async function openSigningIn() {
  const house = await openHouse()
  const company: Company = await house.plant.company({ slug: 'mapletree' })
  const owner = await house.plant.user({ company, username: 'owner', password, holds: [{ grants: 'all' }] })
  let names = 0
  const newUser = (more: object = {}) =>
    house.plant.user({ company, username: `user${++names}`, password, ...more })

  /** The first step. */
  const first = (user: User, by: Browser, more: object = {}) =>
    by.call(sessions.signIn, { body: { company: 'mapletree', username: user.username, password, ...more } })
  const pendingOf = async (reply: ReturnType<typeof first>) => String((await reply).problem.pending)
  const answer = (by: Browser, pending: string, given: FactorAnswer) =>
    by.call(steps.finish, { body: { pending, answer: given } })
  /** The app is set up by the code of now: what follows is the next one, which is good for a minute at least. */
  const code = (secret: string): FactorAnswer => ({ kind: 'code', code: codeOf(secret, 1) })

  /** Signs in without a factor, and sets up an authenticator app. */
  async function withApp(user: User, by: Browser) {
    await first(user, by)
    const { secret } = (await by.call(factors.beginAuthenticator, { body: {} })).body
    const used = codeOf(secret)
    const body = { code: used, name: 'Phone' }
    const { recoveryCodes } = (await by.call(factors.confirmAuthenticator, { body })).body
    return { secret, used, recoveryCodes: recoveryCodes! }
  }
  async function addPasskey(by: Browser, passkey: SoftPasskey) {
    const { state, options } = (await by.call(factors.beginPasskey, { body: {} })).body
    return by.call(factors.addPasskey, { body: { state, response: passkey.make(options), name: 'Laptop' } })
  }
  const require = (secondFactor: string) =>
    house.owner.query(
      `update platform.company set settings = jsonb_set(settings, '{secondFactor}', $1) where id = $2`,
      [JSON.stringify(secondFactor), company.id],
    )
  return { house, company, owner, newUser, first, pendingOf, answer, code, withApp, addPasskey, require }
}
