/** A card is taken by the processor's own fields, becomes the default, and takes another one's place; a charge is refunded. */
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { openRecord, textbox } from './record-page.ts'

test('[BIL-006] [ADB-008] a card typed into the processor’s fields is kept by its token, and its number reaches nobody else', async ({
  page,
}) => {
  const sent: { url: string; body: string }[] = []
  page.on('request', (request) => sent.push({ url: request.url(), body: request.postData() ?? '' }))
  await openRecord(page, story.linkedElsewhere, 'accounting/billing-methods')
  await page.getByRole('button', { name: 'Replace' }).click()
  const form = page.getByRole('dialog', { name: 'Replace Mastercard ending in 4444' })
  const capture = page.frameLocator('iframe[title="Card number and expiry"]')
  const field = (title: string) => capture.frameLocator(`iframe[title="${title}"]`).getByRole('textbox')
  await field('Card number').fill('4111 1111 1111 1112')
  await field('Expiry (MM / YY)').fill('12 / 39')
  await form.getByRole('button', { name: 'Replace' }).click()
  await expect(form.getByText('Choose how the customer agreed')).toBeVisible()
  await form.getByRole('combobox', { name: 'How' }).selectOption('Signed in writing')
  await form.getByRole('checkbox', { name: 'The customer agreed to these words' }).check()
  await form.getByRole('button', { name: 'Replace' }).click()
  await expect(capture.getByText('Card number is invalid')).toBeVisible()
  // A number typed where none belongs is refused before anything leaves.
  await textbox(form, 'Nickname').fill('4111 1111 1111 1111')
  await form.getByRole('button', { name: 'Replace' }).click()
  await expect(form.getByText('This looks like a card number')).toBeVisible()
  await textbox(form, 'Nickname').fill('New card')
  await field('Card number').fill('4111 1111 1111 1111')
  await form.getByRole('button', { name: 'Replace' }).click()
  await expect(page.getByText('Replaced.')).toBeVisible()
  const card = page.getByRole('article', { name: 'Visa ending in 1111' })
  await expect(card.getByText('Default')).toBeVisible()
  await page.getByRole('switch', { name: 'Show archived ones: 1' }).check()
  await expect(page.getByText('replaced by Visa ending in 1111')).toBeVisible()
  const numbers = sent.filter(({ url, body }) =>
    /4111.{0,3}1111.{0,3}1111.{0,3}1111/.test(decodeURIComponent(url) + body),
  )
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers.every(({ url }) => new URL(url).pathname === '/nmi/token/tokenize')).toBe(true)
})

test('[REL-002] a charge is found by its state, and refunded', async ({ page }) => {
  await page.goto('/acme/charges')
  const nav = page.getByRole('navigation', { name: 'Accounting' })
  await expect(nav.getByRole('link', { name: 'Charges' })).toHaveAttribute('aria-current', 'page')
  // Unknown ones stand first, whatever the order of the others.
  await expect(page.getByRole('row').nth(1)).toContainText('Unknown')
  await page.goto('/acme/charges?state=approved')
  await page.getByRole('link', { name: 'Dana Whitfield' }).first().click()
  const charge = page.getByRole('dialog', { name: /^Charge #\d+, Dana Whitfield$/ })
  await charge.getByRole('button', { name: 'Refund' }).click()
  await textbox(charge, 'Amount').fill('10.00')
  await charge.getByRole('button', { name: 'Refund' }).click()
  await expect(page.getByText('The refund is on its way.')).toBeVisible()
  await expect(async () => {
    await page.reload()
    await expect(charge.getByText('Refunded in part')).toBeVisible({ timeout: 1000 })
  }).toPass()
})
