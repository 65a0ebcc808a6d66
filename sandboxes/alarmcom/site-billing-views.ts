/** What the Billing screen shows: balance, payments, bills. */
import { expires } from './site-billing-pay.ts'
import type { Bill, Payment, Summary } from './site-billing-wire.ts'
import { day, html, money, type Page } from './site-pages.ts'

const here = '/alarmcom/site/billing'

export const path = [
  { label: 'Settings', to: '/settings' },
  { label: 'Account Management', to: '/settings/account' },
]
export const deeper = [...path, { label: 'Billing', to: '/billing' }]
const statuses: Record<string, string> = {
  open: 'Open',
  past_due: 'Past due',
  paid: 'Paid',
  closed: 'Closed',
}

export function overview(summary: Summary, done: string | null): Omit<Page, 'signedIn'> {
  const { balance, method, attempt } = summary
  const late = (balance?.bills ?? []).filter(({ status }) => status === 'past_due')
  const others = (balance?.bills ?? []).filter(({ status }) => status !== 'past_due')
  return {
    title: 'Billing',
    body: html` ${done === 'method' && html`<p class="good" role="status">Your payment method was saved.</p>`}
      ${
        attempt?.state === 'processing' &&
        html`<section role="status">
          <h2>Payment in progress</h2>
          <p>
            ${money(attempt.amountCents)} by ${attempt.method}.
            <a href="${here}/status/${attempt.requestKey}">See how it stands</a>
          </p>
        </section>`
      }
      ${
        (attempt?.state === 'declined' || attempt?.state === 'failed') &&
        html`<section class="bad">
          <h2>Your last payment did not go through</h2>
          <p>${money(attempt.amountCents)} by ${attempt.method}: ${attempt.reason ?? ''}</p>
        </section>`
      }
      ${
        late.length > 0 &&
        html`<section class="bad">
          <h2>Balance past due: <span class="num">${money(balance!.pastDueCents)}</span></h2>
          <ul class="list">
            ${late.map(
              (bill) =>
                html`<li class="row pair">
                  <span>Bill ${bill.number}, due <span class="late">${day(bill.dueOn)}</span></span
                  ><span class="num">${money(bill.openCents)}</span>
                </li>`,
            )}
          </ul>
        </section>`
      }
      <section>
        <h2>Balance due</h2>
        ${
          balance === null
            ? html`<p>There is no balance due. Your first bill has not been made yet.</p>`
            : html`<div class="row">
                  <span class="sum">${money(balance.dueCents)}</span>
                  ${balance.dueCents > 0 && attempt?.state !== 'processing' && html`<a class="button" href="${here}/pay">Pay</a>`}
                </div>
                ${others.map((bill) => html`<p class="quiet small">Bill ${bill.number}: <span class="num">${money(bill.openCents)}</span>, due ${bill.dueOn === summary.today ? 'today' : day(bill.dueOn)}</p>`)}`
        }
      </section>
      <section>
        <div class="row">
          <div>
            <h2>Current Payment Method</h2>
            ${method ? html`<p>${method.name} ${expires(method)}</p>` : html`<p class="quiet">None yet. Give one, and your bills are paid by Auto Pay when they are due.</p>`}
            ${summary.autoPay && html`<p class="good small">Auto Pay is on: bills are charged to it when they are due.</p>`}
          </div>
          ${(summary.capture.length > 0 || summary.methods.length > 0) && html`<a class="button second" href="${here}/method">${method ? 'Change' : 'Add'}</a>`}
        </div>
      </section>
      <section>
        <ul class="list">
          <li>
            <a class="line" href="${here}/payments"
              ><span class="name">Payments</span><span aria-hidden="true">›</span></a
            >
          </li>
          <li>
            <a class="line" href="${here}/bills"
              ><span class="name">Bills</span><span aria-hidden="true">›</span></a
            >
          </li>
        </ul>
      </section>
      <p class="quiet small">Billed by ${summary.company}.</p>`,
  }
}

const older = (to: string, next: number | null) =>
  next !== null && html`<p><a class="button second" href="${here}${to}?before=${next}">Older</a></p>`

export function paymentsPage({
  items,
  next,
}: {
  items: Payment[]
  next: number | null
}): Omit<Page, 'signedIn'> {
  return {
    title: 'Payments',
    body: items.length
      ? html`<section>
            <ul class="list">
              ${items.map(
                (payment) =>
                  html`<li>
                    <a class="line" href="${here}/payments/${payment.id}"
                      ><span
                        ><span class="name">${day(payment.paidOn)}</span><br /><span class="quiet small"
                          >${payment.how}${payment.status === 'returned' ? ', returned' : ''}</span
                        ></span
                      ><span class="num">${money(payment.amountCents)}</span></a
                    >
                  </li>`,
              )}
            </ul>
          </section>
          ${older('/payments', next)}`
      : html`<section><p>No payments yet.</p></section>`,
  }
}

export function paymentPage(payment: Payment): Omit<Page, 'signedIn'> {
  return {
    title: `Payment of ${money(payment.amountCents)}`,
    path: [...deeper, { label: 'Payments', to: '/billing/payments' }],
    body: html`<section>
        <dl>
          <dt>Date</dt>
          <dd>${day(payment.paidOn)}</dd>
          <dt>Paid by</dt>
          <dd>${payment.how}</dd>
          <dt>Number</dt>
          <dd>${payment.number}</dd>
          <dt>Made</dt>
          <dd>${payment.madeHere ? 'By you, here' : 'By Auto Pay, or otherwise'}</dd>
          <dt>Status</dt>
          <dd class="${payment.status === 'returned' ? 'late' : 'good'}">
            ${payment.status === 'returned' ? 'Returned: the bills are owed again' : 'Paid'}
          </dd>
        </dl>
      </section>
      <section>
        <h2>Applied to</h2>
        <ul class="list">
          ${payment.bills.map((bill) => html`<li class="row pair"><a href="${here}/bills/${bill.id}.pdf">Bill ${bill.number}</a><span class="num">${money(bill.amountCents)}</span></li>`)}
        </ul>
      </section>`,
  }
}

export function billsPage({ items, next }: { items: Bill[]; next: number | null }): Omit<Page, 'signedIn'> {
  return {
    title: 'Bills',
    body: items.length
      ? html`<section>
            <ul class="list">
              ${items.map(
                (bill) =>
                  html`<li class="row pair">
                    <span
                      ><a href="${here}/bills/${bill.id}.pdf">Bill ${bill.number}</a><br /><span
                        class="quiet small"
                        >${day(bill.invoiceOn)}, due ${day(bill.dueOn)}</span
                      ></span
                    >
                    <span style="text-align:right"
                      ><span class="num">${money(bill.totalCents)}</span><br /><span
                        class="small ${bill.status === 'past_due' ? 'late' : bill.status === 'paid' ? 'good' : 'quiet'}"
                        >${statuses[bill.status] ?? bill.status}${bill.openCents > 0 && bill.openCents < bill.totalCents ? `, ${money(bill.openCents)} open` : ''}</span
                      ></span
                    >
                  </li>`,
              )}
            </ul>
          </section>
          ${older('/bills', next)}`
      : html`<section><p>No bills yet.</p></section>`,
  }
}
