/**
 * The tests' stage. `page` is signed in to Acme as the owner unless a file says `test.use({ user: 'viewer' })`, or
 * `user: null` for nobody. Every test fails on an error that a page throws or writes to the console, and on anything
 * that the content security policy stops, except what it says it expects.
 */
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test'
import type { Caller } from './house.ts'
import { Records, signIn, type Who } from './house.ts'
import { watchTrouble, type Trouble } from './trouble.ts'

type Sessions = (who: Who) => Promise<Caller>

type Fixtures = {
  /** Who sits before `page`. */
  user: Who | null
  /** Another browser on the same installation; closed with the test. */
  openBrowser: (who: Who | null, options?: BrowserContextOptions) => Promise<Page>
  /** The API as the owner. */
  owner: Caller
  records: Records
  trouble: Trouble
}
type WorkerFixtures = {
  origin: string
  sessions: Sessions
  /** The browser of each user, with what its pages have loaded and compiled so far. */
  seats: Map<Who, BrowserContext>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  user: ['owner', { option: true }],

  origin: [
    async ({}, use) => use(`http://localhost:${process.env['E2E_PORT'] ?? 3170}`),
    { scope: 'worker' },
  ],

  // One sign-in a user and worker: each costs a password's hash.
  sessions: [
    async ({ origin }, use) => {
      const callers = new Map<Who, Promise<Caller>>()
      await use((who) => {
        const caller = callers.get(who) ?? signIn(origin, who)
        callers.set(who, caller)
        return caller
      })
      for (const caller of callers.values()) await (await caller).close()
    },
    { scope: 'worker' },
  ],

  storageState: async ({ user, sessions }, use) =>
    use(user === null ? undefined : await (await sessions(user)).cookies()),

  trouble: [
    async ({}, use) => {
      const trouble = watchTrouble()
      await use(trouble)
      expect(trouble.found(), 'errors on the page').toEqual([])
    },
    { auto: true },
  ],

  seats: [
    async ({}, use) => {
      const seats = new Map<Who, BrowserContext>()
      await use(seats)
      for (const seat of seats.values()) await seat.close()
    },
    { scope: 'worker' },
  ],

  // A user's browser stays from test to test, which saves each of them a third of its processor time; what a test
  // left in it does not stay. Nobody's is new each time.
  context: async ({ browser, user, sessions, seats, trouble }, use) => {
    const seat = user === null ? undefined : seats.get(user)
    const context = seat ?? (await browser.newContext())
    if (user !== null) seats.set(user, context)
    trouble.watch(context)
    await use(context)
    trouble.leave(context)
    if (user === null) return context.close()
    for (const page of context.pages()) {
      await page.evaluate('globalThis.localStorage?.clear()').catch(() => undefined)
      await page.close()
    }
    await context.clearCookies()
    await context.addCookies((await (await sessions(user)).cookies()).cookies)
  },

  openBrowser: async ({ browser, sessions, trouble }, use) => {
    const opened: BrowserContext[] = []
    await use(async (who, options = {}) => {
      const storageState = who === null ? undefined : await (await sessions(who)).cookies()
      const context = await browser.newContext({ storageState, ...options })
      opened.push(context)
      trouble.watch(context)
      return context.newPage()
    })
    for (const context of opened) await context.close()
  },

  owner: async ({ sessions }, use) => use(await sessions('owner')),
  records: async ({ owner }, use) => use(new Records(owner)),
})

export { expect }
