/** The pages on which a customer gives a method, or pays. */
import { randomUUID } from 'node:crypto'
import { captureScript, html, type Markup, money, type Page } from './site-pages.ts'
import type { Attempt, Method, Summary } from './site-billing-wire.ts'

const here = '/alarmcom/site/billing'
const offers: Record<string, string> = {
  balance: 'Balance due',
  past_due: 'Balance past due',
  oldest: 'Oldest bill',
}

export const expires = (method: Method) =>
  method.expMonth !== null &&
  html`<span class="${method.expiry === 'expired' ? 'late' : 'quiet'} small"
    >${method.expiry === 'expired' ? 'Expired' : 'Expires'}
    ${String(method.expMonth).padStart(2, '0')}/${method.expYear}</span
  >`

const kindNames: Record<string, string> = { card: 'A new card', bank_account: 'A new bank account' }

/** The methods to choose from, and the fields of a new one. */
function methodChoice(summary: Summary, chosen: number | null, purpose: string): Markup {
  const kinds = [...new Set(summary.capture.flatMap(({ kinds }) => kinds))]
  const first =
    chosen ?? (summary.methods.length === 0 ? `new:${kinds[0] ?? 'card'}` : (summary.methods[0]?.id ?? ''))
  const choice = (value: string | number, label: Markup | string) =>
    html`<label class="choice"
      ><input
        type="radio"
        name="use"
        value="${value}"
        ${String(value) === String(first) ? html`checked` : ''}
      />${label}</label
    >`
  return html`<fieldset>
      <legend>${purpose}</legend>
      ${summary.methods.map((method) => choice(method.id, html`<span>${method.name} ${expires(method)}</span>`))}
      ${kinds.map((kind) => choice(`new:${kind}`, kindNames[kind] ?? kind))}
    </fieldset>
    <div data-fields hidden>
      <input type="hidden" name="processorId" /><input type="hidden" name="kind" /><input
        type="hidden"
        name="token"
      />
      <div class="field">
        <label for="firstName">First name</label
        ><input
          id="firstName"
          name="firstName"
          type="text"
          autocomplete="given-name"
          maxlength="60"
          required
        />
      </div>
      <div class="field">
        <label for="lastName">Last name</label
        ><input
          id="lastName"
          name="lastName"
          type="text"
          autocomplete="family-name"
          maxlength="60"
          required
        />
      </div>
      <div data-place></div>
      <p class="quiet small">
        No security code (CVV) is needed, and none is kept. The number goes to the payment service alone.
      </p>
      <label class="choice"
        ><input type="checkbox" name="authorized" required /><span class="small" data-words></span
      ></label>
    </div>
    <p class="error" role="alert" data-trouble></p>`
}

const captured = (summary: Summary) => ({
  processor: summary.capture[0]?.script ?? '',
  script: captureScript,
})

export function methodPage(summary: Summary, trouble: string | null): Omit<Page, 'signedIn'> {
  return {
    title: summary.method ? 'Change payment method' : 'Add a payment method',
    status: trouble ? 422 : 200,
    ...captured(summary),
    body: html`<section>
      ${trouble && html`<p class="error" role="alert">${trouble}</p>`}
      <p class="quiet">
        It is charged by Auto Pay when your bills are due. Auto Pay cannot be turned off; the method can be
        changed at any time.
      </p>
      <form
        method="post"
        action="${here}/method"
        data-capture="${JSON.stringify(summary.capture)}"
        data-texts="${JSON.stringify(summary.authorizationTexts)}"
      >
        <input type="hidden" name="key" value="${randomUUID()}" />
        ${methodChoice(summary, summary.method?.id ?? null, 'Payment method')}
        <div class="actions">
          <button class="main">Save</button><a class="button second" href="${here}">Cancel</a>
        </div>
      </form>
    </section>`,
  }
}

export function amountPage(summary: Summary, trouble: string | null): Omit<Page, 'signedIn'> {
  if (summary.offers.length === 0)
    return {
      title: 'Pay',
      body: html`<section>
        <p>Nothing is due.</p>
        <p><a href="${here}">Back to Billing</a></p>
      </section>`,
    }
  return {
    title: 'Make a payment',
    status: trouble ? 422 : 200,
    body: html`<section>
      <form method="get" action="${here}/pay">
        <fieldset>
          <legend>How much do you want to pay?</legend>
          ${summary.offers.map(
            ({ name, amountCents }, at) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="choice"
                  value="${amountCents}"
                  ${at === 0 && !trouble ? html`checked` : ''}
                />${offers[name] ?? name}<span class="num end">${money(amountCents)}</span></label
              >`,
          )}
          <label class="choice"
            ><input type="radio" name="choice" value="other" ${trouble ? html`checked` : ''} />Another
            amount</label
          >
        </fieldset>
        <div class="field">
          <label for="other">Another amount</label
          ><input
            id="other"
            name="other"
            type="text"
            inputmode="decimal"
            placeholder="0.00"
            autocomplete="off"
          />
          ${trouble && html`<p class="error" role="alert">${trouble}</p>`}
        </div>
        <div class="actions">
          <button class="main">Next</button><a class="button second" href="${here}">Cancel</a>
        </div>
      </form>
    </section>`,
  }
}

export function payPage(
  summary: Summary,
  amountCents: number,
  trouble: string | null,
): Omit<Page, 'signedIn'> {
  return {
    title: 'Make a payment',
    status: trouble ? 422 : 200,
    ...captured(summary),
    body: html`<section>
      ${trouble && html`<p class="error" role="alert">${trouble}</p>`}
      <div class="row"><span>Amount</span><span class="sum">${money(amountCents)}</span></div>
      <form
        method="post"
        action="${here}/pay"
        data-capture="${JSON.stringify(summary.capture)}"
        data-texts="${JSON.stringify(summary.authorizationTexts)}"
      >
        <input type="hidden" name="key" value="${randomUUID()}" /><input
          type="hidden"
          name="amount"
          value="${amountCents}"
        />
        ${methodChoice(summary, summary.method?.id ?? null, 'Pay with')}
        <p class="quiet small">
          A new method is saved with your account. Auto Pay keeps the one that it has.
        </p>
        <div class="actions">
          <button class="main">Make Payment</button><a class="button second" href="${here}/pay">Back</a>
        </div>
      </form>
    </section>`,
  }
}

export function statusPage(attempt: Attempt): Omit<Page, 'signedIn'> {
  const { state, amountCents, method, reason, paymentId } = attempt
  if (state === 'processing')
    return {
      title: 'Payment in progress',
      again: 2,
      body: html`<section role="status">
        <p>${money(amountCents)} by ${method} is being charged. This takes a few seconds.</p>
        <p class="quiet small">You may leave this page: you are charged once.</p>
        <p><a href="${here}">Back to Billing</a></p>
      </section>`,
    }
  if (state === 'paid')
    return {
      title: 'Thank you',
      body: html`<section role="status">
        <p>Your payment of <strong class="num">${money(amountCents)}</strong> by ${method} was made.</p>
        <div class="actions">
          <a class="button" href="${here}">Back to Billing</a
          >${paymentId !== null && html`<a class="button second" href="${here}/payments/${paymentId}">See the payment</a>`}
        </div>
      </section>`,
    }
  return {
    title: 'The payment did not go through',
    body: html`<section class="bad" role="alert">
        <p>${money(amountCents)} by ${method}: ${reason ?? ''}</p>
      </section>
      <div class="actions">
        <a class="button" href="${here}/pay">Try again</a
        ><a class="button second" href="${here}">Back to Billing</a>
      </div>`,
  }
}
