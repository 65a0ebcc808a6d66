/** A customer comes by a link and pays; a contract is sold, paid and charged back, and the record says so. */
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { openRecord, textbox } from './record-page.ts'

test('[BIL-009][ADB-008] a link that staff copies opens the portal once; a declined card is said plainly, another one pays, and staff sees it', async ({
  page,
  browser,
}) => {
  const sent: { url: string; body: string }[] = []
  await openRecord(page, story.headOffice, 'accounting')
  await page.getByRole('button', { name: 'Send payment link' }).click()
  const form = page.getByRole('dialog', { name: 'Send payment link' })
  await form.getByRole('radio', { name: 'Copy it here' }).check()
  await form.getByRole('button', { name: 'Make link' }).click()
  const url = await form.locator('code').innerText()
  await form.getByRole('button', { name: 'Done' }).click()

  const theirs = await browser.newContext({
    viewport: { width: 390, height: 800 },
    storageState: { cookies: [], origins: [] },
  })
  const phone = await theirs.newPage()
  phone.on('request', (request) => sent.push({ url: request.url(), body: request.postData() ?? '' }))
  await phone.goto(url)
  await phone.getByRole('button', { name: 'Continue' }).click()
  await expect(phone.getByRole('heading', { name: 'Timberline Hardware' })).toBeVisible()
  expect(new URL(phone.url()).pathname).toMatch(/^\/pay\/\d+$/)
  const cookies = await theirs.cookies()
  expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
    ['keyholder_visitor', true, 'Strict'],
  ])
  const bills = phone.getByRole('list', { name: 'Open invoices' })
  for (const box of await bills.getByRole('checkbox').all()) await box.uncheck()
  await bills.getByRole('checkbox').first().check()
  await phone.getByRole('radio', { name: 'Another card' }).check()
  const capture = phone.frameLocator('iframe[title="Card number and expiry"]')
  const field = (title: string) => capture.frameLocator(`iframe[title="${title}"]`).getByRole('textbox')
  await field('Card number').fill('4000 0000 0000 9995')
  await field('Expiry (MM / YY)').fill('12 / 39')
  await phone.getByRole('button', { name: /^Pay \$/ }).click()
  await expect(phone.getByText('Please agree before you pay')).toBeVisible()
  await phone.getByRole('checkbox', { name: 'I agree' }).check()
  await phone.getByRole('button', { name: /^Pay \$/ }).click()
  await expect(phone.getByText('there is not enough money for it')).toBeVisible()
  await phone.getByRole('button', { name: 'Try another way' }).click()
  // What was chosen still is.
  await expect(bills.getByRole('checkbox').first()).toBeChecked()
  await expect(bills.getByRole('checkbox', { checked: true })).toHaveCount(1)
  await phone.getByRole('radio', { name: 'Another card' }).check()
  await field('Card number').fill('4111 1111 1111 1111')
  await field('Expiry (MM / YY)').fill('12 / 39')
  await phone.getByRole('checkbox', { name: 'I agree' }).check()
  await phone.getByRole('button', { name: /^Pay \$/ }).click()
  await expect(phone.getByText('Thank you: your payment was received')).toBeVisible()
  const numbers = sent.filter(({ url: to, body }) =>
    /(4111|4000).{0,3}(1111|0000).{0,3}(1111|0000).{0,3}(1111|9995)/.test(decodeURIComponent(to) + body),
  )
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers.every(({ url: to }) => new URL(to).pathname === '/nmi/token/tokenize')).toBe(true)
  await phone.getByRole('button', { name: 'Back to the account' }).click()
  await expect(phone.getByRole('list', { name: 'Payments' })).toContainText('Card')
  await phone.goto(url)
  await expect(phone.getByText('This link was opened before')).toBeVisible()

  await page.goto('/acme/accounting/payments?origin=portal')
  await expect(page.getByRole('table', { name: 'Payments' })).toContainText('Payment Portal')
  await openRecord(page, story.headOffice, 'accounting/payment-links')
  const link = page.getByRole('list', { name: 'Payment links' }).getByRole('listitem').first()
  await expect(link).toContainText('Visa ending in 1111')
  await link.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(link.getByText('Revoked', { exact: true })).toBeVisible()
  await phone.goto(new URL(url).pathname.split('/').slice(0, 3).join('/'))
  await expect(phone.getByText('Sign in by a link that we send to you')).toBeVisible()
  await theirs.close()
})

test('[TAB-010][BIL-008] a contract is sold and paid, and the record is funded; a statement of the period is made once', async ({
  page,
}) => {
  await openRecord(page, story.differs, 'accounting/funding')
  const card = page.getByRole('article', { name: /Meridian/ })
  await card.getByRole('button', { name: 'Add transaction' }).click()
  const form = page.getByRole('dialog', { name: 'Add transaction' })
  await textbox(form, 'Amount').fill('2,159.64')
  await form.getByRole('button', { name: 'Add transaction' }).click()
  await expect(card.getByRole('list', { name: 'Transactions' })).toContainText('$2,159.64')
  await card.getByRole('button', { name: 'Set progress' }).click()
  const state = page.getByRole('dialog', { name: 'How far is it?' })
  await state.getByRole('combobox', { name: 'Progress' }).selectOption('Complete')
  await state.getByRole('button', { name: 'Save' }).click()
  await expect(state.getByText('Choose how it came out')).toBeVisible()
  await state.getByRole('combobox', { name: 'Outcome' }).selectOption('Paid in full')
  await state.getByRole('button', { name: 'Save' }).click()
  await expect(card.getByText('Paid in full', { exact: true }).first()).toBeVisible()
  await page.goto('/acme/accounting/funding?outcome=paid_in_full')
  await expect(page.getByRole('table', { name: 'Fundings' })).toContainText('Dana Whitfield')

  await openRecord(page, story.linkedElsewhere, 'accounting/statements?create=true')
  const made = page.getByRole('dialog', { name: 'New statement' })
  const first = (await made.getByLabel('First day').inputValue()).slice(0, 8)
  await made.getByLabel('Last day').fill(`${first}15`)
  await made.getByRole('button', { name: 'Make statement' }).click()
  const rows = page.getByRole('table', { name: 'Statements' }).getByRole('row')
  await expect(rows).toHaveCount(3)
  await openRecord(page, story.linkedElsewhere, 'accounting/statements?create=true')
  await made.getByRole('button', { name: 'Make statement' }).click()
  await expect(made.getByText('is of this period already')).toBeVisible()
})
