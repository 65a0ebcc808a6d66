/** Saving a record: where one lands, what is refused, and that nothing typed is lost. */
import { history } from '#shared/contracts/history.ts'
import { expect, test } from './fixtures.ts'
import { choose, expectSaved, header, openRecord, openTab, saveAndStay, textbox } from './record-page.ts'

test('[REC-140] Save returns to the list and Save & Stay stays, above the form and below it', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  for (const [at, where] of [
    ['first', 'above'],
    ['last', 'below'],
  ] as const) {
    await openRecord(page, id)
    await textbox(page, 'Spouse').fill(`Stayed ${where}`)
    await page.getByRole('button', { name: 'Save & Stay' })[at]().click()
    await expectSaved(page)
    await expect(page).toHaveURL(new RegExp(`/customers/${id}$`))
    await textbox(page, 'Spouse').fill(`Left ${where}`)
    await page.getByRole('button', { name: 'Save', exact: true })[at]().click()
    await expect(page).toHaveURL(/\/acme\/customers$/)
    expect((await records.read(id)).fields.spouse).toBe(`Left ${where}`)
  }
})

test('[REC-141] of two who save the same record, the later one is told who was first and merges field by field', async ({
  page,
  openBrowser,
  records,
}) => {
  const { id } = await records.customer({ email: 'before@mail.test', spouse: 'Before' })
  const other = await openBrowser('manager')
  await openRecord(page, id)
  await openRecord(other, id)

  await textbox(page, 'Email').fill('mine@mail.test')
  await textbox(page, 'Spouse').fill('Mine')
  await textbox(page, 'Business Name').fill('My Business')

  await textbox(other, 'Email').fill('theirs@mail.test')
  await textbox(other, 'Spouse').fill('Theirs')
  await textbox(other, 'Cross Street').fill('Their Street')
  await saveAndStay(other)
  await expect(page.getByText('This record was saved by somebody else meanwhile.')).toBeVisible()
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()

  const merge = page.getByRole('dialog', { name: 'Marcus Delgado saved this record meanwhile' })
  await expect(merge).toContainText('Nothing of yours is lost')
  await expect(merge).toContainText('mine@mail.test')
  await expect(merge).toContainText('theirs@mail.test')
  await expect(merge).toContainText('was before@mail.test')
  await expect(merge).toContainText('Their Street')
  await expect(merge).toContainText('My Business')
  expect((await records.read(id)).fields.email).toBe('theirs@mail.test')
  await merge.getByRole('radiogroup', { name: 'Email: whose value to keep' }).getByText('Theirs').click()
  await merge.getByRole('button', { name: 'Save merged' }).click()
  await expect(merge).toBeHidden()
  await expectSaved(page)

  expect((await records.read(id)).fields).toMatchObject({
    email: 'theirs@mail.test',
    spouse: 'Mine',
    crossStreet: 'Their Street',
    businessName: 'My Business',
  })
  await expect(textbox(page, 'Cross Street')).toHaveValue('Their Street')
})

test('[REC-141] back from the merge everything typed is still in the form', async ({ page, records }) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await textbox(page, 'Spouse').fill('Mine')
  await records.save(id, { spouse: 'Theirs' })
  await page.keyboard.press('Control+s')
  const merge = page.getByRole('dialog', { name: /saved this record meanwhile/ })
  await merge.getByRole('button', { name: 'Back to the form' }).click()
  await expect(textbox(page, 'Spouse')).toHaveValue('Mine')
  expect((await records.read(id)).fields.spouse).toBe('Theirs')
})

test('[REC-142] errors stand at their fields, and a summary leads to each', async ({ page, records }) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await textbox(page, 'Last Name').fill('')
  await textbox(page, 'Primary Phone').fill('555')
  await page.getByRole('button', { name: 'Save & Stay' }).last().click()
  const summary = page.getByRole('alert').filter({ hasText: 'This was not saved: 2 things to correct' })
  await expect(summary).toBeInViewport()
  await expect(textbox(page, 'Last Name')).toHaveAccessibleDescription('Enter Last Name')
  await expect(textbox(page, 'Primary Phone')).toHaveAttribute('aria-invalid', 'true')
  await summary.getByRole('link', { name: 'Primary Phone' }).click()
  await expect(textbox(page, 'Primary Phone')).toBeFocused()
  await textbox(page, 'Primary Phone').fill('801 555 0155')
  await textbox(page, 'Last Name').fill('Corrected')
  await saveAndStay(page)
  await expect(summary).toHaveCount(0)
})

test('[REC-142] [REC-162] what only the server can know stands at its field too', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  const parent = await records.customer()
  const grandparent = await records.customer()
  await openRecord(page, id)
  await page.getByRole('combobox', { name: 'Parent Customer' }).fill(String(parent.id))
  await page.getByRole('option').first().click()
  await records.save(parent.id, { parentId: grandparent.id })
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()
  await expect(page.getByRole('alert').filter({ hasText: 'This was not saved' })).toContainText(
    'Parent Customer',
  )
  await expect(page.getByRole('combobox', { name: 'Parent Customer' })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
})

test('[REC-076] a ZIP of 22 is refused; five digits, nine digits and a Canadian code of a province are taken', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await textbox(page, 'Zip').fill('22')
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()
  await expect(textbox(page, 'Zip')).toHaveAttribute('aria-invalid', 'true')
  await expect(textbox(page, 'Zip')).toHaveAccessibleDescription(/12345/)
  expect((await records.read(id)).fields.zip).toBe('84604')
  for (const zip of ['84097', '84097-1234']) {
    await textbox(page, 'Zip').fill(zip)
    await saveAndStay(page)
    expect((await records.read(id)).fields.zip).toBe(zip)
  }
  await choose(page, 'State', 'Alberta (AB)')
  await textbox(page, 'Zip').fill('T5J 0N3')
  await saveAndStay(page)
  expect((await records.read(id)).fields).toMatchObject({ state: 'AB', zip: 'T5J 0N3' })
})

test('[REC-143] leaving with unsaved changes asks: stay, discard, or save first', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer({ spouse: 'Before' })
  await openRecord(page, id)
  const question = page.getByRole('dialog', { name: 'Save your changes?' })

  await textbox(page, 'Spouse').fill('Typed')
  await openTab(page, 'History')
  await expect(question).toContainText('One field is not saved yet')
  await question.getByRole('button', { name: 'Stay' }).click()
  await expect(textbox(page, 'Spouse')).toHaveValue('Typed')

  await openTab(page, 'History')
  await question.getByRole('button', { name: 'Discard and leave' }).click()
  await expect(page).toHaveURL(/history$/)
  expect((await records.read(id)).fields.spouse).toBe('Before')

  await openTab(page, 'Home')
  await expect(textbox(page, 'Spouse')).toHaveValue('Before')
  await textbox(page, 'Spouse').fill('Kept')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Leads' }).click()
  await question.getByRole('button', { name: 'Save and leave' }).click()
  await expect(page).toHaveURL(/\/acme\/leads$/)
  expect((await records.read(id)).fields.spouse).toBe('Kept')
  const { items } = await owner.call(history.ofCustomer, { params: { customerId: id }, query: {} as never })
  expect(items.filter(({ event }) => event === 'customers.saved')).toHaveLength(1)
})

test('[REC-143] closing the tab with unsaved changes asks by the browser’s own question', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await textbox(page, 'Spouse').pressSequentially('Typed')
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await expect(textbox(page, 'Spouse')).toHaveValue('Typed')
})

test('[REC-008] nothing changes until Save, and Discard brings back what was', async ({ page, records }) => {
  const { id, version } = await records.customer({ spouse: 'Before' })
  await openRecord(page, id)
  await textbox(page, 'Spouse').fill('Typed')
  await expect(page.getByRole('status').filter({ hasText: '1 unsaved change' })).toBeVisible()
  expect((await records.read(id)).version).toBe(version)
  await page.getByRole('button', { name: 'Discard' }).first().click()
  await expect(textbox(page, 'Spouse')).toHaveValue('Before')
})

test('[REC-003] [NEW-001] a customer is created in the page, from the full empty form, with what it lacks said first', async ({
  page,
  records,
}) => {
  await page.goto('/acme/customers')
  await page.getByRole('link', { name: 'New customer' }).click()
  await expect(header(page)).toHaveText('New customer')
  for (const card of ['Personal information', 'Sale information', 'Installation & equipment'])
    await expect(page.getByRole('region', { name: card })).toBeVisible()
  for (const label of ['First Name', 'Primary Phone', 'Account Number', 'Abort Code'])
    await expect(textbox(page, label)).toHaveValue('')
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  await expect(page.getByRole('alert').filter({ hasText: 'This was not saved' })).toContainText('First Name')
  await textbox(page, 'First Name').fill('Nora')
  await textbox(page, 'Last Name').fill('Newcombe')
  await textbox(page, 'City').fill('Orem')
  await choose(page, 'State', 'Utah (UT)')
  await textbox(page, 'Primary Phone').fill('(307) 555-0188')
  await choose(page, 'Office Location', 'Provo')
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  await expect(header(page)).toHaveText('Nora Newcombe')
  const id = Number(/customers\/(\d+)$/.exec(page.url())?.[1])
  const created = await records.read(id)
  expect(created.fields).toMatchObject({
    city: 'Orem',
    state: 'UT',
    primaryPhone: '3075550188',
    accountType: 'residential',
  })
  expect(created.header.createdBy).toBe('Olivia Brandt')
})
