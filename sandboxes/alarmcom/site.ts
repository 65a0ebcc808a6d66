/**
 * The customers' website, as far as Billing needs it: sign in, Settings › Account Management › Billing. What it shows of bills comes from the
 * signed calls to the dealer's software alone; nothing of it is kept here.
 */
import { randomBytes } from 'node:crypto'
import type { WireAnswer, WireCall } from '../kit.ts'
import type { Account, Accounts } from './accounts.ts'
import type { BillingSettings } from './billing-settings.ts'
import { billingPages } from './site-billing.ts'
import { html, page, redirect } from './site-pages.ts'

export const siteBase = '/alarmcom/site'
const cookieName = 'adc_site'
const sitePassword = 'sandbox-demo'

export function customerSite(accounts: Accounts, billing: BillingSettings) {
  const sessions = new Map<string, number>()
  const answerBilling = billingPages(billing)

  const whoIs = (call: WireCall): Account | undefined => {
    const token = new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]+)`).exec(call.headers.cookie ?? '')?.[1]
    const id = token === undefined ? undefined : sessions.get(token)
    return id === undefined ? undefined : accounts.find(id)
  }
  const signInPage = (failed: boolean, login = ''): WireAnswer =>
    page(siteBase, {
      title: 'Sign in',
      signedIn: false,
      status: failed ? 403 : 200,
      body: html`<section>
          <form method="post" action="${siteBase}/login">
            ${failed && html`<p class="error" role="alert">The login name and password do not belong together.</p>`}
            <div class="field">
              <label for="login">Login name</label
              ><input
                id="login"
                name="login"
                type="text"
                autocomplete="username"
                autocapitalize="none"
                value="${login}"
                required
              />
            </div>
            <div class="field">
              <label for="password">Password</label
              ><input
                id="password"
                name="password"
                type="password"
                autocomplete="current-password"
                required
              />
            </div>
            <button class="main">Sign in</button>
          </form>
        </section>
        <p class="quiet small">
          A stand-in for the customers’ website. Any login of the sandbox’s accounts, for example
          joan.fenwick; password ${sitePassword}.
        </p>`,
    })
  const signIn = (call: WireCall): WireAnswer => {
    const form = new URLSearchParams(call.body)
    const login = (form.get('login') ?? '').trim()
    const account = accounts
      .all()
      .find((one) => one.logins.some(({ loginName }) => loginName.toLowerCase() === login.toLowerCase()))
    if (!account || account.state === 'terminated' || form.get('password') !== sitePassword)
      return signInPage(true, login)
    const token = randomBytes(24).toString('base64url')
    sessions.set(token, account.customerId)
    return redirect(
      `${siteBase}/`,
      `${cookieName}=${token}; Path=${siteBase}; HttpOnly; SameSite=Lax; Max-Age=43200`,
    )
  }

  return (call: WireCall): Promise<WireAnswer> | null => {
    if (call.path !== '/site' && !call.path.startsWith('/site/')) return null
    const path = call.path.slice('/site'.length) || '/'
    if (call.method === 'POST' && path === '/login') return Promise.resolve(signIn(call))
    const account = whoIs(call)
    if (!account)
      return Promise.resolve(call.method === 'POST' ? redirect(`${siteBase}/`) : signInPage(false))
    if (call.method === 'POST' && path === '/logout')
      return Promise.resolve(redirect(`${siteBase}/`, `${cookieName}=; Path=${siteBase}; Max-Age=0`))
    if (path === '/billing' || path.startsWith('/billing/'))
      return answerBilling(account, path.slice('/billing'.length), call)
    return Promise.resolve(plainPage(account, path))
  }
}

const tile = (to: string, name: string, what: string) =>
  html`<li>
    <a class="line" href="${siteBase}${to}"
      ><span><span class="name">${name}</span><br /><span class="quiet small">${what}</span></span
      ><span aria-hidden="true">›</span></a
    >
  </li>`

function plainPage(account: Account, path: string): WireAnswer {
  const name = account.companyName || `${account.firstName} ${account.lastName}`
  if (path === '/')
    return page(siteBase, {
      title: `Welcome, ${name}`,
      signedIn: true,
      body: html`<section>
          <h2>${account.panelType}</h2>
          <p class="quiet">${account.installAddress.Street1}, ${account.installAddress.City}</p>
        </section>
        <section>
          <ul class="list">
            ${tile('/settings', 'Settings', 'Your account, your bills')}
          </ul>
        </section>`,
    })
  if (path === '/settings')
    return page(siteBase, {
      title: 'Settings',
      signedIn: true,
      body: html`<section>
        <ul class="list">
          ${tile('/settings/account', 'Account Management', 'Login information, Billing')}
        </ul>
      </section>`,
    })
  if (path === '/settings/account')
    return page(siteBase, {
      title: 'Account Management',
      path: [{ label: 'Settings', to: '/settings' }],
      signedIn: true,
      body: html`<section>
          <h2>Login information</h2>
          <dl>
            <dt>Login name</dt>
            <dd>${account.logins[0]?.loginName ?? ''}</dd>
            <dt>E-mail</dt>
            <dd>${account.logins[0]?.email ?? ''}</dd>
          </dl>
        </section>
        <section>
          <ul class="list">
            ${tile('/billing', 'Billing', 'Balance, payments, bills')}
          </ul>
        </section>`,
    })
  return page(siteBase, {
    title: 'There is no such page',
    signedIn: true,
    status: 404,
    body: html`<section>
      <p><a href="${siteBase}/">Home</a></p>
    </section>`,
  })
}
