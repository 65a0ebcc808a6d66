/** Guided flows: a sale from the door to Review, left and gone on with; and a workflow that administration sets up. */
import { expect, test } from './fixtures.ts'
import type { Page } from '@playwright/test'
import { choose, header, openRecord, select, textbox } from './record-page.ts'

/** As choose(), where plain selects stand beside, whose choices are always there. */
async function pick(page: Page, label: string, words: string): Promise<void> {
  await select(page, label).click()
  await select(page, label).fill(words)
  const offered = page.getByRole('listbox').getByRole('option')
  await expect(offered.filter({ hasNotText: words })).toHaveCount(0)
  await offered.filter({ hasText: words }).click()
}

test('[NEW-003] [NEW-012] [NEW-015] [NEW-016] [NEW-017] [NEW-030] [NEW-031] [NEW-040] a simple sale goes step by step, survives a closed browser, and ends on the Home page', async ({
  page,
}) => {
  await page.goto('/acme/customers?name=Whitf')
  await page.getByRole('button', { name: 'New from Workflow' }).click()
  await page.getByRole('menuitem', { name: /^Simple sale/ }).click()
  await expect(header(page)).toHaveText('Simple sale')
  const steps = page.getByRole('navigation', { name: 'Steps' })
  await expect(steps.getByRole('listitem')).toHaveText([
    /Information/, /Qualify/, /Order/, /Equipment/, /Contacts/, /Payment Information/, /Review/,
  ]) // prettier-ignore
  // Another way can still be taken.
  await expect(page.getByRole('link', { name: 'New customer' })).toBeVisible()

  // The step validates before the next.
  await page.getByRole('button', { name: 'Create & continue' }).click()
  await expect(page.getByText('Enter First Name').first()).toBeVisible()
  await choose(page, 'Office Location', 'Provo')
  const name = `Guided${Date.now() % 100_000}`
  for (const [label, value] of [
    ['First Name', 'Gwen'],
    ['Last Name', name],
    ['City', 'Provo'],
    ['Primary Phone', '8015550166'],
  ] as const)
    await textbox(page, label).fill(value)
  await choose(page, 'State', 'Utah (UT)')
  await page.getByRole('button', { name: 'Create & continue' }).click()
  // Somebody else has this number.
  await page
    .getByRole('dialog', { name: 'Is it one of these?' })
    .getByRole('button', { name: 'Create anyway' })
    .click()
  await expect(page).toHaveURL(/\/customers\/\d+\/workflows\/\d+$/)
  const customerId = Number(/customers\/(\d+)/.exec(page.url())![1])
  const next = (title: string) => expect(steps.locator('[aria-current=step]')).toContainText(title)
  await next('Qualify')
  // The record is there: the way to another start is gone.
  await expect(page.getByRole('link', { name: 'New customer' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Run Credit' })).toBeVisible()
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await next('Order')

  // Closed and opened again: the record says so, and goes on at the same step.
  await openRecord(page, customerId)
  await page.getByRole('link', { name: 'Continue Simple sale' }).click()
  await next('Order')
  await page.getByRole('radio', { name: /^Home protection/ }).check()
  await page.getByRole('radio', { name: /^Home starter/ }).check()
  await page.getByRole('button', { name: 'Add equipment' }).click()
  await page.getByRole('button', { name: 'Apply & continue' }).click()
  await expect(page.getByText('Choose the monthly monitoring rate')).toBeVisible()
  await pick(page, 'Monthly Monitoring Charge', '$44.99')
  await pick(page, 'Item, line 1', 'Doorbell camera')
  await pick(page, 'Sold By', 'Sofia Lindgren')
  await page.getByRole('button', { name: 'Apply & continue' }).click()
  await next('Equipment')
  await expect(page.getByRole('table', { name: 'Equipment' })).toContainText('Slim door contact')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()

  await next('Contacts')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await expect(page.getByText('Add a contact, or skip this step')).toBeVisible()
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await next('Payment Information')
  await expect(page.getByText('No payment processor is configured')).toBeVisible()
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await next('Review')
  await expect(page.getByText('$44.99')).toBeVisible()
  // Back to a step that is over, and on.
  await page.getByRole('button', { name: 'Step 1, Information, done' }).click()
  await expect(textbox(page, 'Last Name')).toHaveValue(name)
  await page.getByRole('button', { name: /^Step 7, Review/ }).click()
  await page.getByRole('button', { name: 'Finish' }).click()
  await expect(page).toHaveURL(new RegExp(`/customers/${customerId}$`))
  await expect(select(page, 'MMR')).toHaveValue('$44.99')
  await expect(page.getByRole('link', { name: /^Continue/ })).toHaveCount(0)
})

test('[NEW-018] [ADM-009] [TAB-004] a workflow is set up step by step, moved by the keyboard, begun on a record and ended', async ({
  page,
  records,
}) => {
  const name = `Callback ${Date.now() % 100_000}`
  await page.goto('/acme/administration/workflows/new?purpose=record')
  await textbox(page, 'Name').fill(name)
  await page.getByRole('button', { name: /^1\. Instructions/ }).click()
  await page.getByRole('button', { name: 'Set up workflow' }).click()
  await expect(page.getByText('Write what is to be said or done')).toBeVisible()
  await textbox(page, 'Title').fill('Call')
  await textbox(page, 'Instructions').fill('Is this {{first_name}}?')
  await page.getByRole('button', { name: 'Add step' }).click()
  await page.getByRole('menuitem', { name: /^Contacts/ }).click()
  const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await page.getByRole('button', { name: 'Move Contacts' }).press('ArrowUp')
  await expect(steps.first()).toContainText('1. Contacts')
  await page.getByRole('button', { name: 'Move Contacts' }).press('End')
  await expect(steps.first()).toContainText('1. Call')
  await page.getByRole('button', { name: 'Set up workflow' }).click()
  await expect(page.getByRole('list', { name: 'Existing records' })).toContainText(name)

  const { id } = await records.customer({ firstName: 'Wanda' })
  await openRecord(page, id, 'workflows')
  await page.getByRole('button', { name: 'Start workflow' }).click()
  await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click()
  await expect(page.getByText('Is this Wanda?')).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'More of this workflow' }).click()
  await page.getByRole('menuitem', { name: 'End this workflow…' }).click()
  const end = page.getByRole('dialog', { name: `End “${name}”` })
  await end.getByRole('button', { name: 'End workflow' }).click()
  await expect(end.getByText('Say why')).toBeVisible()
  await end.getByRole('textbox', { name: 'Why' }).fill('Nobody at home')
  await end.getByRole('button', { name: 'End workflow' }).click()
  await expect(page.getByText('Nobody at home')).toBeVisible()
  await page.getByRole('link', { name: 'Workflows', exact: true }).last().click()
  await expect(page.getByRole('table', { name: 'Workflows' })).toContainText('Failed')
})
