/** An agreement from its template to its seal: designed, sent by e-mail, opened with the code, signed. */
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'
import { agreementPdf } from '#test/helpers/edoc-paper.ts'

/** What the mail sandbox took for this address, the oldest first. */
async function mails(to: string): Promise<string[]> {
  const sandbox = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/smtp/_control/accounts`
  const { effects } = (await (await fetch(sandbox)).json()) as {
    effects: { accountNumber: string; values: { text?: string } }[]
  }
  return effects.filter(({ accountNumber }) => accountNumber === to).map(({ values }) => values.text ?? '')
}

/** The first match in any of the mails, as soon as it is there. */
async function inMails(to: string, pattern: RegExp): Promise<string> {
  let found = ''
  await expect
    .poll(
      async () => {
        for (const text of await mails(to)) found = pattern.exec(text)?.[1] ?? found
        return found
      },
      { timeout: 15_000 },
    )
    .not.toBe('')
  return found
}

test('[TAB-012] [REC-040] a template is designed, its document sent by e-mail, signed with a code and sealed', async ({
  page,
  records,
  openBrowser,
}) => {
  const name = `Camera agreement ${Date.now()}`
  const email = `dana${Date.now()}@whitlock.test`
  const { id } = await records.customer({ firstName: 'Dana', lastName: 'Whitlock', email })

  await page.goto('/acme/administration/e-doc-templates')
  await page.getByRole('button', { name: 'New template' }).first().click()
  const form = page.getByRole('dialog', { name: 'New template' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    form.getByRole('button', { name: 'PDF file' }).click(),
  ])
  await chooser.setFiles({
    name: 'camera.pdf',
    mimeType: 'application/pdf',
    buffer: await agreementPdf('Camera agreement'),
  })
  await form.getByRole('button', { name: 'Create template' }).click()
  const desk = page.getByRole('group', { name: 'Add a field' })
  for (const field of ['From the record', 'Signature', 'Text'])
    await desk.getByRole('button', { name: field }).click()
  await page.getByRole('textbox', { name: 'What is asked' }).fill('Name of the pet')
  // The text was put below the signature; it is read first where it stands first.
  await page.getByRole('textbox', { name: 'Top' }).fill('40')
  await page.getByRole('button', { name: 'Save fields' }).click()
  await expect(page.getByText('The fields are saved.')).toBeVisible()

  await openRecord(page, id, 'e-docs')
  await page.getByRole('button', { name: 'New document' }).click()
  const dialog = page.getByRole('dialog', { name: 'New document' })
  await dialog.getByRole('combobox', { name: 'Template' }).selectOption(name)
  await expect(dialog.getByRole('textbox', { name: 'Email' })).toHaveValue(email)
  await dialog.getByRole('button', { name: 'Create draft' }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('list', { name: 'Signers' })).toContainText('Sent')

  // Dana, at home: nobody is signed in there.
  const link = await inMails(email, /(\/sign\/\d+\/[\w-]+)/)
  const home = await openBrowser(null)
  await home.goto(new URL(link, page.url()).href)
  await home.getByRole('button', { name: 'Send me the code' }).click()
  await home
    .getByRole('textbox', { name: 'One-time code' })
    .fill(await inMails(email, /^(\d{6}) is your code/))
  await home.getByRole('button', { name: 'Open the document' }).click()
  await home.getByRole('button', { name: 'I agree' }).click()
  const guide = home.getByRole('group', { name: 'Guide' })
  await expect(guide).toContainText('0 of 2 required fields filled in')
  await guide.getByRole('textbox', { name: 'Name of the pet' }).fill('Rex')
  await guide.getByRole('button', { name: 'Next field' }).click()
  await guide.getByRole('button', { name: 'Sign here' }).click()
  const pen = home.getByRole('dialog', { name: 'Your signature' })
  await pen.getByText('Type', { exact: true }).click()
  await pen.getByRole('button', { name: 'Use this signature' }).click()
  await guide.getByRole('button', { name: 'Finish and sign' }).click()
  await expect(home.getByText('Thank you, Dana Whitlock.')).toBeVisible()
  const copy = home.getByRole('button', { name: 'Download the sealed copy' })
  await expect(copy).toBeEnabled({ timeout: 15_000 })
  const [download] = await Promise.all([home.waitForEvent('download'), copy.click()])
  expect(download.suggestedFilename()).toMatch(/\.pdf$/)

  // At the dealer's: what happened stands there without a reload, and the seal holds.
  await expect(main).toContainText('Completed')
  await page.getByRole('button', { name: 'Check seal' }).click()
  await expect(page.getByText('The seal is intact: not a byte was changed.')).toBeVisible()
})
