/**
 * Every page of the product in every state that looks different: what axe, the phone and the screenshots walk over. One
 * file an area in places/, one line here.
 */
import { expect, type Page } from '@playwright/test'
import { accessAdministration } from './places/access-administration.ts'
import { addresses } from './places/addresses.ts'
import { appBillingPlaces } from './places/app-billing.ts'
import { appointments } from './places/appointments.ts'
import { auditPlaces } from './places/audit.ts'
import { catalogues } from './places/catalogues.ts'
import { connections } from './places/connections.ts'
import { contactsAndTags } from './places/contacts-tags.ts'
import { billingPlaces } from './places/billing.ts'
import { creditPlaces } from './places/credit.ts'
import { edocPlaces } from './places/edocs.ts'
import { equipment } from './places/equipment.ts'
import { healthPlaces } from './places/health.ts'
import { interactivePlaces } from './places/interactive.ts'
import { files } from './places/files.ts'
import { importPlaces } from './places/imports.ts'
import { lifecycle } from './places/lifecycle.ts'
import { lists } from './places/lists.ts'
import { managePlaces } from './places/manage.ts'
import { messages } from './places/messages.ts'
import { notes } from './places/notes.ts'
import { others } from './places/others.ts'
import type { Place } from './places/place.ts'
import { prechecks } from './places/prechecks.ts'
import { providerPlaces } from './places/providers.ts'
import { records } from './places/records.ts'
import { accounting } from './places/accounting.ts'
import { reportPlaces } from './places/reports.ts'
import { moneyDocuments } from './places/money-documents.ts'
import { payablePlaces } from './places/payables.ts'
import { risks } from './places/risks.ts'
import { signIn } from './places/sign-in.ts'
import { statusesAndRegulations } from './places/statuses-regulations.ts'
import { workOrders } from './places/work-orders.ts'
import { workflowPlaces } from './places/workflows.ts'

export const places: readonly Place[] = [
  ...signIn,
  ...lists,
  ...records,
  ...lifecycle,
  ...notes,
  ...workOrders,
  ...workflowPlaces,
  ...accounting,
  ...moneyDocuments,
  ...payablePlaces,
  ...risks,
  ...reportPlaces,
  ...messages,
  ...appointments,
  ...billingPlaces,
  ...appBillingPlaces,
  ...auditPlaces,
  ...creditPlaces,
  ...edocPlaces,
  ...connections,
  ...managePlaces,
  ...interactivePlaces,
  ...healthPlaces,
  ...equipment,
  ...files,
  ...contactsAndTags,
  ...catalogues,
  ...accessAdministration,
  ...importPlaces,
  ...addresses,
  ...providerPlaces,
  ...prechecks,
  ...statusesAndRegulations,
  ...others,
]

/** Waits until nothing on the page still loads or moves. */
export async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await page.evaluate('document.fonts.ready')
  // What a change of style sets in motion shows with the next frame.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.evaluate(
    'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))',
  )
}

/** Shows the page in a colour scheme, as a computer that is set to it does. */
export async function showIn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  await settle(page)
}
