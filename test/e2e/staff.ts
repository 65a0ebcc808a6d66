/** One of the platform's staff, signed in once for each worker: a code of their authenticator app is good once, for everybody. */
import { type BrowserContext, expect, type Page, request } from '@playwright/test'
import { operatorSessions } from '#shared/contracts/operators.ts'
import { demoPassword } from '#server/demo/acme.ts'
import { demoOperator } from '#server/demo/app-billing.ts'
import { codeOf } from '#test/helpers/factors.ts'

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>
let signedIn: Promise<Cookies> | undefined

async function signIn(baseURL: string): Promise<Cookies> {
  const context = await request.newContext({
    baseURL,
    storageState: { cookies: [], origins: [] },
    extraHTTPHeaders: { 'x-requested-with': 'keyholder' },
  })
  const post = (path: string, data: object) => context.post(`/api/v1${path}`, { data })
  try {
    // Other workers may have used a code of this half minute.
    for (let steps = -1; ; steps = steps === 1 ? -1 : steps + 1) {
      const { email } = demoOperator
      const first = await post(operatorSessions.signIn.path, { email, password: demoPassword })
      const { pending } = (await first.json()) as { pending: string }
      const answer = { kind: 'code', code: codeOf(demoOperator.appSecret, steps) }
      const second = await post(operatorSessions.finish.path, { pending, answer })
      if (second.ok()) return (await context.storageState()).cookies
      const seconds = Number(second.headers()['retry-after'] ?? first.headers()['retry-after'] ?? 1)
      await expect.poll(() => Date.now(), { timeout: 60_000 }).toBeGreaterThan(Date.now() + seconds * 1_000)
    }
  } finally {
    await context.dispose()
  }
}

/** Opens the staff's pages as one of them. */
export async function openStaffPages(page: Page): Promise<void> {
  const baseURL = `http://localhost:${process.env['E2E_PORT'] ?? 3170}`
  const cookies = await (signedIn ??= signIn(baseURL))
  // Another place may have signed in before, in the same browser.
  await page.context().clearCookies()
  await page.context().addCookies(cookies)
  await page.goto('/operator')
  await expect(page.getByRole('heading', { name: 'Companies' })).toBeVisible()
}
