/**
 * Fetches the checks of the form (checks.ts) when somebody is about to type. What is typed before they are there counts
 * as changed, and is judged as soon as they are; nothing is saved unjudged.
 */
import { Problem } from '#web/api/problem.ts'
import type * as Checks from './checks.ts'

let checks: typeof Checks | undefined
let coming: Promise<typeof Checks> | undefined

export const loadedChecks = (): typeof Checks | undefined => checks

/** @throws Problem if they cannot be fetched; the next call tries again */
export function loadChecks(): Promise<typeof Checks> {
  coming ??= import('./checks.ts').then(
    (module) => (checks = module),
    () => {
      coming = undefined
      throw new Problem(
        'network.unreachable',
        0,
        'Keyholder cannot be reached. Check your connection and try again.',
      )
    },
  )
  return coming
}

/** Runs what needs the checks: now if they are there, else when they are. A save says so if they never come. */
export function withChecks(run: () => void): void {
  if (checks) run()
  else loadChecks().then(run, () => undefined)
}

/** For whoever is about to type. */
export const prepareChecks = (): void => withChecks(() => undefined)
