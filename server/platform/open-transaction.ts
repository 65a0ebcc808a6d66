/**
 * Knows whether the running code is inside a database transaction, so that a call to the outside world can
 * refuse to start there: a provider that hangs would otherwise hold a connection and its row locks.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const open = new AsyncLocalStorage<boolean>()

/** Runs `work` marked as being inside a transaction. */
export const markTransaction = <T>(work: () => Promise<T>): Promise<T> => open.run(true, work)

/** Throws if a transaction is open around the caller; `what` names the call in the message. */
export function assertNoTransaction(what: string): void {
  if (open.getStore())
    throw new Error(`${what} inside a database transaction: use an io endpoint and ctx.tx()`)
}
