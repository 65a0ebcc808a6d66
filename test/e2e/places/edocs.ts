/** Electronic documents: of a record, their templates, and the page behind a signer's link. */
import { expect, type Page } from '@playwright/test'
import { edocs } from '#shared/contracts/edocs.ts'
import { story } from '#server/demo/story.ts'
import type { Records } from '../house.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const customerId = story.notIntegrated
/** Of the demo: completed, declined, out for signature, a draft. */
const [completed, , sent, draft] = [1, 2, 3, 4]
const providers = '/acme/administration/e-doc-providers'

const drawn = (page: Page) => expect(page.locator('canvas[data-drawn]').first()).toBeVisible()
const document = async (page: Page, id: number | undefined) => {
  await openRecord(page, customerId, `e-docs/${id}`)
  await drawn(page)
}

/** Where the signer's link of the document that is out leads; with its key, past the code. */
async function signerLink({ owner }: Records): Promise<{ url: string; key: string | null }> {
  const params = { customerId, edocId: sent! }
  const { signers } = await owner.call(edocs.get, { params })
  return owner.call(edocs.inPerson, { params: { ...params, signerId: signers[0]!.id } })
}
async function openRoom(page: Page, records: Records): Promise<void> {
  const { url, key } = await signerLink(records)
  await page.goto('/')
  await page.evaluate(`sessionStorage.setItem('keyholder.sign.${url}', '${JSON.stringify({ key, back: null })}')`)
  await page.goto(url)
} // prettier-ignore

export const edocPlaces: Place[] = [
  {
    name: 'e-docs, a record',
    open: async (page) => {
      await openRecord(page, customerId, 'e-docs')
      await expect(page.getByRole('table', { name: 'Electronic documents' })).toContainText('Declined')
    },
  },
  {
    name: 'e-docs, a new document',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'e-docs?new=true')
      await dialog(page, 'New document')
    },
  },
  { name: 'e-docs, a draft', open: (page) => document(page, draft) },
  { name: 'e-docs, out for signature', open: (page) => document(page, sent) },
  { name: 'e-docs, sealed', open: (page) => document(page, completed) },
  {
    name: 'e-docs, templates',
    open: async (page) => {
      await page.goto('/acme/administration/e-doc-templates')
      await expect(page.getByRole('table', { name: 'E-doc templates' })).toContainText('No document yet')
    },
  },
  {
    name: 'e-docs, the designer',
    open: async (page) => {
      await page.goto('/acme/administration/e-doc-templates/1')
      await drawn(page)
      await page.getByRole('button', { name: /^Initials, Customer/ }).click()
      await expect(page.getByRole('combobox', { name: 'Filled in by' })).toBeVisible()
    },
  },
  {
    name: 'e-docs, DocuSign as a provider',
    open: async (page) => {
      await page.goto(`${providers}/2`)
      await expect(page.getByText('Address to give to DocuSign Connect')).toBeVisible()
    },
  },
  {
    name: 'signing, the code',
    open: async (page, records) => {
      await page.goto((await signerLink(records)).url)
      await expect(page.getByRole('button', { name: 'Send me the code' })).toBeVisible()
    },
  },
  {
    name: 'signing, the consent or the document',
    open: async (page, records) => {
      await openRoom(page, records)
      const agree = page.getByRole('button', { name: 'I agree' })
      await expect(agree.or(page.getByRole('group', { name: 'Guide' }))).toBeVisible()
    },
  },
  {
    name: 'signing, the document',
    open: async (page, records) => {
      await openRoom(page, records)
      const agree = page.getByRole('button', { name: 'I agree' })
      const guide = page.getByRole('group', { name: 'Guide' })
      await expect(agree.or(guide)).toBeVisible()
      // Agreed to once and for all.
      if (await agree.isVisible()) await agree.click()
      await expect(guide).toBeVisible()
      await drawn(page)
    },
  },
]
