/** A text message: written with a template, delivered by the sandbox, answered, and stopped by the customer. */
import { messages } from '#shared/contracts/messages.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-013] [REC-041] a message is written with a template and delivered; the answer comes in, and STOP is respected', async ({
  page,
  records,
  owner,
}) => {
  const digits = String(Date.now()).slice(-4)
  // Nobody of the demo company has a number there: an answer from one that several have waits for a person.
  const cell = `+1907555${digits}`
  const { id } = await records.customer({ firstName: 'Dana', cellPhone: `907555${digits}` })
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'New message' }).click()
  const form = page.getByRole('dialog', { name: 'New message' })
  await form.getByRole('combobox', { name: 'Template' }).selectOption('Please call us')
  await expect(form.getByRole('region', { name: 'Preview' })).toContainText('Hi Dana, please call us')
  await expect(form).toContainText('1 segment')
  await form.getByRole('button', { name: 'Send' }).click()
  const thread = page.getByRole('list', { name: 'Messages, newest first' })
  await expect(thread).toContainText('Delivered', { timeout: 15_000 })

  // The customer answers, and then wants no more.
  const text = async (body: string) => {
    const sandbox = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/twilio/_control/inbound`
    const url = `${new URL(page.url()).origin}/api/v1/callbacks/twilio/1/inbound`
    const reply = await fetch(sandbox, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: cell, to: '+18015550190', body, url }),
    })
    expect(await reply.json()).toMatchObject({ status: 200 })
  }
  await text('Will do after five')
  await page.reload()
  await expect(thread).toContainText('Will do after five')
  await page.getByRole('button', { name: 'Mark 1 read' }).click()
  await expect(thread).toContainText('read by')
  await text('STOP')
  await page.reload()
  await expect(page.getByRole('region', { name: 'Do not contact' })).toContainText('texted STOP')
  const refused = await owner.refused(messages.send, {
    params: { customerId: id },
    body: { channel: 'sms', to: cell, body: 'One more' },
  })
  expect(refused.code).toBe('messages.opted_out')
})
