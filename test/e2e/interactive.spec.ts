/**
 * One story for each provider of interactive services, in the page, against its sandbox: a customer's app is linked as
 * compared or created, its plan changed after its price though the answer got lost, followed by what is saved, its
 * devices and logins read, its modem swapped, opened as the customer, suspended, ended, and unlinked.
 */
import type { Page } from '@playwright/test'
import { history } from '#shared/contracts/history.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import {
  type AppProvider,
  appCustomer,
  appProviders,
  failNextWrite,
  heldThere,
  type Theirs,
} from './app-providers.ts'
import { expect, test } from './fixtures.ts'
import { difference, openRecord, saveAndStay, textbox } from './record-page.ts'

const digits = (text: string) => text.replace(/\D/g, '')
const dialogOf = (page: Page) => page.getByRole('dialog')
const press = (page: Page, name: string) => dialogOf(page).getByRole('button', { name, exact: true }).click()

/** Looked up by its login, compared, and linked as chosen. */
async function link(page: Page, app: AppProvider, { login, maidenName }: Theirs) {
  await textbox(page, `Look up at ${app.provider}`).fill(login)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: `Compare ${login}` }).click()
  await expect(difference(page, 'Last Name')).toContainText(maidenName)
  await difference(page, 'City').getByText('Theirs', { exact: true }).click()
  await page.getByRole('button', { name: 'Link', exact: true }).click()
}

/** Created with what this provider asks for. */
async function create(page: Page, given: Record<string, string>, login: string) {
  await page.getByText('Create account', { exact: true }).first().click()
  await textbox(page, 'Login').fill(login)
  for (const [label, value] of Object.entries(given))
    if (label === 'plan') await page.getByRole('radio', { name: value, exact: true }).check()
    else if (label === 'Panel') await page.getByLabel(label).selectOption({ label: value })
    else await textbox(page, label).fill(value)
  await page.getByRole('button', { name: 'Create account', exact: true }).click()
}

for (const app of appProviders) {
  const { system, provider, key, begin, plan, modem, offers } = app
  test(`[${system}] [CON-070] [CON-071] the story of a customer’s app at ${provider}, from its beginning to its end`, async ({
    page,
    context,
    records,
  }) => {
    // A whole life of an account: twenty seconds of it on a quiet machine.
    test.setTimeout(150_000)
    const theirs = await appCustomer(records, app)
    const { customer, login, unique } = theirs
    const account = page.getByRole('region', { name: provider, exact: true })
    const of = { params: { customerId: customer.id } }
    const externalId = async () =>
      (await records.owner.call(interactive.page, of)).accounts[0]!.externalId ?? ''
    const step = async (name: string) => {
      await account.getByRole('button', { name: /^More/ }).click()
      await page.getByRole('menuitem', { name, exact: true }).click()
    }

    await test.step(`from the hub to an account that is ${'hold' in begin ? 'linked as compared' : 'created'}`, async () => {
      await openRecord(page, customer.id, 'connections')
      await page.getByRole('link', { name: 'Open interactive services' }).click()
      await page.getByRole('link', { name: 'Link or create an account' }).click()
      await page.getByLabel('Provider', { exact: true }).selectOption({ label: provider })
      if ('hold' in begin) await link(page, app, theirs)
      else await create(page, begin.create(unique), login)
      await expect(account).toContainText('Active')
      await expect(account).toContainText(`${provider} has everything`)
      expect(await heldThere(key, await externalId())).toContain(String(customer.fields.lastName))
      if ('hold' in begin) expect((await records.read(customer.id)).fields.city).toBe('Orem')
    })

    const dialog = dialogOf(page)
    const show = dialog.getByRole('button', { name: 'Show the price' })
    const apply = dialog.getByRole('button', { name: 'Apply' })
    const price = dialog.getByRole('region', { name: 'Price of the change' })

    await test.step('a plan is applied only after its price was shown; a lost answer is told, and looked after', async () => {
      await account.getByRole('button', { name: 'Change plan' }).click()
      const before = await heldThere(key, await externalId())
      await dialog.getByRole('radio', { name: plan.to, exact: true }).check()
      await expect(apply).toHaveCount(0)
      await show.click()
      const charges = price.getByRole('row', { name: new RegExp(`^${provider} charges you`) })
      await expect(charges).toContainText(plan.prices)
      await expect(price.getByRole('row', { name: /^The customer pays you/ })).toContainText('$49.99')
      expect(await heldThere(key, await externalId()), 'asking changes nothing').toBe(before)
      await failNextWrite(key, await externalId(), 'drop_after')
      await apply.click()
      await expect(dialog).toContainText('It may have been done')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await expect(account).toContainText(plan.to)
    })

    if (plan.counted)
      await test.step('of an add-on that is counted there are as many as one says, at their price', async () => {
        const { label, feature, price: total } = plan.counted!
        await account.getByRole('button', { name: 'Change plan' }).click()
        await dialog.getByRole('checkbox', { name: label, exact: true }).check()
        await show.click()
        await expect(price).toBeVisible()
        await dialog.getByLabel(`How many of ${label}`).fill('2')
        await expect(price, 'the price was of another choice').toHaveCount(0)
        await show.click()
        await expect(price).toContainText(total)
        await apply.click()
        await expect(dialog).toBeHidden()
        await expect(account).toContainText(feature)
      })

    await test.step('a phone that is saved on Home goes there, though the first answer got lost', async () => {
      await failNextWrite(key, await externalId(), 'drop_after')
      await openRecord(page, customer.id)
      await textbox(page, 'Primary Phone').fill('801-555-0177')
      if (offers.includes('Central station')) {
        await page.getByRole('button', { name: 'Choose a receiver number' }).click()
        await page.getByRole('menuitem').first().click()
      }
      await saveAndStay(page)
      await expect
        .poll(async () => digits(await heldThere(key, await externalId())), { timeout: 15_000 })
        .toContain('8015550177')
      await openRecord(page, customer.id, 'connections/isp')
      await expect(account).toContainText(`${provider} has everything`, { timeout: 15_000 })
    })

    await test.step('devices, logins and a new password', async () => {
      await account.getByRole('button', { name: 'Devices' }).click()
      await expect(dialogOf(page).getByRole('table').getByRole('row')).toHaveCount('hold' in begin ? 3 : 2)
      await page.keyboard.press('Escape')
      await step('Logins')
      await expect(dialogOf(page)).toContainText(login)
      if (offers.includes('Reset password')) {
        await press(page, 'Reset password')
        const asked = page.getByRole('dialog', { name: /^Reset the password/ })
        await asked.getByRole('button', { name: 'Reset password', exact: true }).click()
        await expect(dialogOf(page).first()).toContainText('sent the customer what they need')
      } else await expect(dialogOf(page).getByRole('button', { name: 'Reset password' })).toHaveCount(0)
      await page.keyboard.press('Escape')
    })

    if (modem)
      await test.step('a refused modem is refused in the provider’s words; the next one is swapped in', async () => {
        const number = modem(unique)
        await step('Swap modem')
        await dialogOf(page).getByRole('textbox').fill(number)
        await dialogOf(page).getByLabel('Reason').selectOption({ index: 1 })
        await failNextWrite(key, await externalId(), 'rejected')
        await press(page, 'Swap')
        await expect(dialogOf(page).getByRole('alert')).toBeVisible()
        expect(await heldThere(key, await externalId())).not.toContain(number)
        await press(page, 'Swap')
        await expect(dialogOf(page)).toBeHidden()
        await expect(account).toContainText(number)
      })

    if (offers.includes('Open as customer'))
      await test.step('opened as the customer in a tab of its own, with a reason that stays', async () => {
        await account.getByRole('button', { name: 'Open as customer' }).click()
        await textbox(page, 'Why').fill('Asks where the camera went')
        const [tab] = await Promise.all([context.waitForEvent('page'), press(page, 'Open as customer')])
        await expect(tab.locator('body')).toContainText('Signed in as')
        await tab.close()
        await expect(dialogOf(page)).toContainText('The link ends')
        await press(page, 'Done')
        const { items } = await records.owner.call(history.ofCustomer, { ...of, query: {} })
        expect(items[0]!.summary).toContain('as the customer: Asks where the camera went')
      })

    if (offers.includes('Suspend'))
      await test.step('suspended and resumed', async () => {
        await step('Suspend')
        await press(page, 'Suspend')
        await expect(account).toContainText('Suspended')
        await account.getByRole('button', { name: 'Resume' }).click()
        await press(page, 'Resume')
        await expect(account).toContainText('Active')
      })

    await test.step('terminated with a reason, and unlinked: the record is free, the account stays there', async () => {
      const id = await externalId()
      await step('Terminate')
      await dialogOf(page).getByLabel('Reason').selectOption({ index: 1 })
      await dialogOf(page).getByRole('checkbox').check()
      await press(page, 'Terminate')
      await expect(account).toContainText(/Terminated|Ending/)
      await step('Unlink')
      await press(page, 'Unlink')
      await expect(account).toHaveCount(0)
      expect(await heldThere(key, id)).toContain(String(customer.fields.lastName))
    })
  })
}
