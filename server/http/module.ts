/** What a module is to the app: its name, its contract, and one handler for each endpoint. */
import type { Endpoint } from '#shared/contract.ts'
import type { Handlers } from './mount.ts'

export type Module = {
  name: string
  contract: Record<string, Endpoint>
  handlers: Handlers<Record<string, Endpoint>>
}

/** Keeps a module's handlers checked against its own contract. */
export const module = <const G extends Record<string, Endpoint>>(
  name: string,
  contract: G,
  handlers: Handlers<G>,
): Module => ({
  name,
  contract,
  handlers: handlers as never,
})
