/**
 * The content security policy. That no page breaks it or writes an error to the console is held by every test: the
 * stage watches (trouble.ts), and walk.spec.ts walks over all pages. Here is shown that the watch sees.
 */
import { expect, test } from './fixtures.ts'
import { header } from './record-page.ts'
import { watchTrouble } from './trouble.ts'

test('[SEC-004] scripts run by a nonce that is new with every page, nothing inline, nothing from elsewhere', async ({
  page,
}) => {
  const policies: string[] = []
  for (const address of ['/', '/acme/customers']) {
    const reply = await page.goto(address)
    policies.push((await reply?.headerValue('content-security-policy')) ?? '')
  }
  for (const policy of policies) {
    expect(policy).toMatch(/script-src [^;]*'nonce-[\w+/=-]{16,}'/)
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
    expect(policy).toMatch(/frame-ancestors 'none'/)
    expect(policy).toMatch(/object-src 'none'|default-src 'none'/)
  }
  expect(policies[0]).not.toBe(policies[1])
})

test('[SEC-004] a script that is put into the page does not run, and the watch of all tests reports it', async ({
  browser,
  sessions,
  origin,
}) => {
  const trouble = watchTrouble()
  const context = await browser.newContext({ storageState: await (await sessions('owner')).cookies() })
  trouble.watch(context)
  const page = await context.newPage()
  await page.goto(`${origin}/acme/customers`)
  await expect(header(page)).toContainText('Customers')
  expect(trouble.found()).toEqual([])
  await page.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    document.body.append(script)
  }`)
  await expect.poll(() => trouble.found().join()).toMatch(/Content Security Policy/)
  expect(await page.evaluate('window.ran')).toBeUndefined()
  await page.evaluate("setTimeout(() => { throw new Error('planted') })")
  await expect.poll(() => trouble.found().join()).toContain('planted')
  await context.close()
})
