/** The Billing screen: balance, payment method, a payment, payments, bills. */
import type { WireAnswer, WireCall } from '../kit.ts'
import type { Account } from './accounts.ts'
import type { BillingSettings } from './billing-settings.ts'
import { callBilling, type Called } from './signed-call.ts'
import { amountPage, methodPage, payPage, statusPage } from './site-billing-pay.ts'
import { billsPage, deeper, overview, path, paymentPage, paymentsPage } from './site-billing-views.ts'
import type { Attempt, Payment, Summary } from './site-billing-wire.ts'
import { html, money, page, type Page, redirect } from './site-pages.ts'

const base = '/alarmcom/site'
const here = '/alarmcom/site/billing'

export function billingPages(billing: BillingSettings) {
  return async (account: Account, rest: string, call: WireCall): Promise<WireAnswer> => {
    const settings = billing.of(account.dealerId)
    const show = (given: Omit<Page, 'signedIn'>) => page(base, { path: deeper, ...given, signedIn: true })
    const notConfigured = () =>
      show({
        title: 'Billing',
        path,
        body: html`<section>
          <h2>Billing Not Configured</h2>
          <p class="quiet">
            This account has not been set up for billing here. Ask your security company about your bills.
          </p>
        </section>`,
      })
    if (!settings.enabled) return notConfigured()
    const ask = (method: 'GET' | 'POST', to: string, body?: unknown) =>
      callBilling(settings, method, `/accounts/${account.customerId}${to}`, body)
    const failed = (called: Called, status = 502) =>
      show({
        title: 'Billing',
        status,
        body: html`<section class="bad">
          <h2>This did not work</h2>
          <p>${wordsOf(called)}</p>
          <p><a href="${here}">Back to Billing</a></p>
        </section>`,
      })
    const form = new URLSearchParams(call.body)
    const query = call.query

    const pdf = /^\/bills\/(\d+)\.pdf$/.exec(rest)?.[1]
    if (pdf) {
      const called = await ask('GET', `/bills/${pdf}/pdf`)
      if (called.status !== 200) return failed(called)
      return {
        status: 200,
        headers: { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="bill.pdf"' },
        body: '',
        bytes: called.bytes,
      }
    }
    const status = /^\/status\/([\w-]{16,40})$/.exec(rest)?.[1]
    if (status) {
      const called = await ask('GET', `/attempts/${status}`)
      return called.status === 200 ? show(statusPage(called.json as Attempt)) : failed(called)
    }
    const one = /^\/payments\/(\d+)$/.exec(rest)?.[1]
    if (one) {
      const called = await ask('GET', `/payments/${one}`)
      return called.status === 200 ? show(paymentPage(called.json as Payment)) : failed(called)
    }
    if (rest === '/payments' || rest === '/bills') {
      const before = /^\d+$/.test(query.get('before') ?? '') ? `?before=${query.get('before')}` : ''
      const called = await ask('GET', `${rest}${before}`)
      if (called.status !== 200) return failed(called)
      return show(rest === '/bills' ? billsPage(called.json as never) : paymentsPage(called.json as never))
    }

    const called = await ask('GET', '')
    if (called.status !== 200) return failed(called)
    if (!(called.json as { configured: boolean }).configured) return notConfigured()
    const summary = called.json as Summary

    if (rest === '/method' && call.method === 'POST') {
      const said = await ask('POST', '/method', { requestKey: form.get('key'), method: methodOf(form) })
      return said.status === 200 ? redirect(`${here}?done=method`) : show(methodPage(summary, wordsOf(said)))
    }
    if (rest === '/method') return show(methodPage(summary, null))
    if (rest === '/pay' && call.method === 'POST') {
      const amountCents = Number(form.get('amount'))
      const key = form.get('key') ?? ''
      const said = await ask('POST', '/payments', { requestKey: key, amountCents, method: methodOf(form) })
      return said.status === 200
        ? redirect(`${here}/status/${key}`)
        : show(payPage(summary, amountCents, wordsOf(said)))
    }
    if (rest === '/pay') {
      const amount = amountOf(query)
      const most = summary.balance?.dueCents ?? 0
      if (amount === null)
        return show(amountPage(summary, query.has('choice') ? 'Enter an amount, for example 25.00.' : null))
      if (amount > most)
        return show(amountPage(summary, `At most ${money(most)} can be paid: that is all that is due.`))
      return show(payPage(summary, amount, null))
    }
    return show({ ...overview(summary, query.get('done')), path })
  }
}

/** The dealer's words on a refusal, which are written for the customer. */
function wordsOf({ status, json }: Called): string {
  if (status === 0) return 'Billing cannot be reached at the moment. Please try again later.'
  const { detail, errors } = (json ?? {}) as { detail?: string; errors?: { message: string }[] }
  return (
    [...new Set((errors ?? []).map(({ message }) => message))].join('. ') ||
    (detail ?? 'Please try again later.')
  )
}

function methodOf(form: URLSearchParams): object {
  const use = form.get('use') ?? 'new:card'
  if (!use.startsWith('new:')) return { methodId: Number(use) }
  return {
    new: {
      processorId: Number(form.get('processorId')),
      kind: form.get('kind'),
      token: form.get('token') ?? '',
      holder: { firstName: form.get('firstName') ?? '', lastName: form.get('lastName') ?? '' },
      authorized: form.get('authorized') === 'on',
    },
  }
}

/** Cents of what was chosen or typed; null if nothing, or nothing that is an amount. */
function amountOf(query: URLSearchParams): number | null {
  const choice = query.get('choice')
  if (choice !== null && choice !== 'other') return /^\d{1,8}$/.test(choice) ? Number(choice) : null
  const typed = (query.get('other') ?? '').replace(/[$,\s]/g, '')
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(typed)) return null
  const cents = Math.round(Number(typed) * 100)
  return cents > 0 ? cents : null
}
