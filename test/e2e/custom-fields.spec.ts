/** The fields that the company made itself: every type as one works it, what is refused, and what two people change. */
import type { SaveCustom } from '#shared/contracts/customers.ts'
import { customers } from '#shared/contracts/customers.ts'
import { expect, test } from './fixtures.ts'
import { choose, expectSaved, openRecord, openTab, textbox } from './record-page.ts'

const card = 'Custom fields'

test('[REC-110] each type is entered by keyboard, refused at its field, saved and read in history', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  const form = page.getByRole('region', { name: card })
  await choose(page, 'Panel location', 'Garage')
  const pets = page.getByRole('combobox', { name: 'Pets' })
  await pets.fill('dog')
  await page.keyboard.press('Enter')
  await pets.fill('cat')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await textbox(form, 'Install difficulty').fill('11')
  await textbox(form, 'Gate code').fill('open sesame')
  await textbox(form, 'Referral phone').fill('801.555.0177')
  await textbox(form, 'Referral bonus').fill('1,50.5')
  await textbox(form, 'Permit renewal').fill('3/4/27')
  await textbox(form, 'Permit page').fill('permits.city.test/alarm/7')
  await textbox(form, 'Directions').fill('Two\nlines')
  await form.getByRole('checkbox', { name: 'Welcome call made' }).check()
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()

  const summary = page.getByRole('alert').filter({ hasText: 'This was not saved: 3 things to correct' })
  await expect(summary).toBeInViewport()
  await expect(textbox(form, 'Gate code')).toHaveAccessibleDescription(/Three to eight digits/)
  await expect(textbox(form, 'Install difficulty')).toHaveAccessibleDescription('At most 10')
  await summary.getByRole('link', { name: 'Referral bonus' }).click()
  await expect(textbox(form, 'Referral bonus')).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('150.5')
  await textbox(form, 'Gate code').fill('4471#')
  await textbox(form, 'Install difficulty').fill('9')
  await page.keyboard.press('Control+s')
  await expectSaved(page)
  await expect(textbox(form, 'Referral bonus')).toHaveValue('150.50')
  await expect(form.getByRole('link', { name: 'Open Permit page in a new tab' })).toHaveAttribute(
    'href',
    'https://permits.city.test/alarm/7',
  )

  await page.reload()
  await expect(textbox(form, 'Directions')).toHaveValue('Two\nlines')
  await expect(form.getByText('Dog', { exact: true })).toBeVisible()
  await expect(textbox(form, 'Referral phone')).toHaveValue('(801) 555-0177')
  await openTab(page, 'History')
  for (const words of ['Referral bonus', '$150.50', 'Dog, Cat', 'Mar 4, 2027', '4471#'])
    await expect(page.getByText(words, { exact: true }).first()).toBeVisible()
})

test('[REC-141][REC-143] two who change them merge field by field, and leaving unsaved asks first', async ({
  page,
  owner,
  records,
}) => {
  const { id } = await records.customer()
  const options = await records.options()
  const field = (name: string) => options.catalogues['custom_field']!.find((value) => value.name === name)!.id
  const saveCustom = async (custom: SaveCustom) => {
    const { version } = await records.read(id)
    return owner.call(customers.save, { params: { customerId: id }, body: { version, fields: {}, custom } })
  }
  await saveCustom({ [field('Gate code')]: '1111', [field('Pets')]: ['dog'] })
  await openRecord(page, id)
  const form = page.getByRole('region', { name: card })

  await textbox(form, 'Gate code').fill('2222')
  await openTab(page, 'History')
  const question = page.getByRole('dialog', { name: 'Save your changes?' })
  await expect(question).toContainText('One field is not saved yet')
  await question.getByRole('button', { name: 'Stay' }).click()

  await textbox(form, 'Landlord e-mail').fill('mine@rentals.test')
  await saveCustom({
    [field('Gate code')]: '3333',
    [field('Pets')]: ['dog', 'bird'],
    [field('Referral bonus')]: 2500,
  })
  await page.keyboard.press('Control+s')
  const merge = page.getByRole('dialog', { name: 'Olivia Brandt saved this record meanwhile' })
  await expect(merge).toContainText('was 1111')
  await expect(merge).toContainText('Dog, Bird')
  await expect(merge).toContainText('$25.00')
  await expect(merge).toContainText('mine@rentals.test')
  await merge.getByRole('radiogroup', { name: 'Gate code: whose value to keep' }).getByText('Theirs').click()
  await merge.getByRole('button', { name: 'Save merged' }).click()
  await expect(merge).toBeHidden()
  await expectSaved(page)
  expect((await records.read(id)).custom).toEqual({
    [field('Gate code')]: '3333',
    [field('Pets')]: ['dog', 'bird'],
    [field('Referral bonus')]: 2500,
    [field('Landlord e-mail')]: 'mine@rentals.test',
  })
  await expect(textbox(form, 'Referral bonus')).toHaveValue('25.00')
})

test('[REC-110][REC-006] a new customer begins with them; who may not see a confidential one reads “hidden”', async ({
  page,
  openBrowser,
}) => {
  await page.goto('/acme/customers/new')
  const form = page.getByRole('region', { name: card })
  await choose(page, 'Office Location', 'Provo')
  await textbox(page, 'First Name').fill('Nora')
  await textbox(page, 'Last Name').fill('Gatehouse')
  await textbox(page, 'City').fill('Orem')
  await choose(page, 'State', 'Utah (UT)')
  await textbox(page, 'Primary Phone').fill('8015553191')
  await textbox(form, 'Gate code').fill('778899')
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nora Gatehouse')
  await expect(textbox(form, 'Gate code')).toHaveValue('778899')
  const id = Number(/customers\/(\d+)$/.exec(page.url())?.[1])

  const viewer = await openBrowser('viewer')
  await openRecord(viewer, id)
  const seen = viewer.getByRole('region', { name: card })
  await expect(textbox(seen, 'Gate code')).toHaveValue('***')
  await expect(textbox(seen, 'Gate code')).toBeDisabled()
  await expect(seen.getByText('hidden')).toBeVisible()
})
