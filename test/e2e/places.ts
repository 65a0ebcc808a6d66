/** Every page of the product in every state that looks different: what axe, the phone and the screenshots walk over. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import type { Records, Who } from './house.ts'
import { uniqueAccountNumber } from './house.ts'
import { connectionState, difference, openRecord, openTab, textbox } from './record-page.ts'
import { station } from './station.ts'

export type Place = {
  name: string
  /** Who looks at it; the owner if absent, null for nobody. */
  user?: Who | null
  /** What lies over a page that is a place of its own; axe reads only this. */
  overlay?: true
  open: (page: Page, records: Records) => Promise<void>
}

/** Few rows where the list is only what lies behind: a hundred of them cost axe seconds. */
const behind = '/acme/customers?name=Whitf'
const list = async (page: Page, address = '/acme/customers', name = 'Customers') => {
  await page.goto(address)
  await expect(page.getByRole('table', { name }).getByRole('rowheader').first()).toBeVisible()
}
const home = async (page: Page, customerId: number) => {
  await openRecord(page, customerId)
  await expect(textbox(page, 'First Name')).toBeVisible()
}
const dialog = (page: Page, name?: string | RegExp) =>
  expect(page.getByRole('dialog', { name })).toBeVisible()

const signIn: Place[] = [
  {
    name: 'sign-in',
    user: null,
    open: async (page) => {
      await page.goto('/')
      await expect(textbox(page, 'Company')).toBeVisible()
    },
  },
  {
    name: 'sign-in, refused',
    user: null,
    open: async (page) => {
      await page.goto('/acme')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(textbox(page, 'Username')).toHaveAttribute('aria-invalid', 'true')
    },
  },
]

const lists: Place[] = [
  { name: 'customers', open: (page) => list(page) },
  {
    name: 'customers, filtered',
    open: (page) => list(page, '/acme/customers?status=canceled&locationId=1&archive=all'),
  },
  {
    name: 'customers, filter open',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.getByRole('button', { name: 'Location' }).click()
      await expect(page.getByRole('menuitemradio', { name: 'Boise' })).toBeVisible()
    },
  },
  {
    name: 'customers, none fits',
    open: async (page) => {
      await page.goto('/acme/customers?name=Zzzzzz')
      await expect(page.getByText('No customer fits these filters')).toBeVisible()
    },
  },
  { name: 'leads', open: (page) => list(page, '/acme/leads', 'Leads') },
  {
    name: 'search',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Search customers and leads' }).fill('whitfield')
      await expect(page.getByRole('option', { name: /Dana Whitfield/ })).toBeVisible()
    },
  },
  {
    name: 'keys',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.keyboard.press('?')
      await dialog(page, 'Keys')
    },
  },
  {
    name: 'user menu',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.getByRole('button', { name: /account menu/ }).click()
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
    },
  },
]

const records: Place[] = [
  { name: 'record', open: (page) => home(page, story.differs) },
  { name: 'record, linked and locked', open: (page) => home(page, story.linked) },
  { name: 'record, archived', open: (page) => home(page, story.archived) },
  { name: 'record of a parent', open: (page) => home(page, story.headOffice) },
  { name: 'record, read by a viewer', user: 'viewer', open: (page) => home(page, story.differs) },
  { name: 'lead', open: (page) => home(page, story.lead) },
  {
    name: 'record, scrolled',
    open: async (page) => {
      await home(page, story.differs)
      await page.getByRole('region', { name: 'Services' }).scrollIntoViewIfNeeded()
      await expect(page.getByRole('navigation', { name: 'Record, at the top of the page' })).toBeVisible()
    },
  },
  {
    name: 'record, quick actions',
    overlay: true,
    open: async (page) => {
      await home(page, story.linked)
      await page.getByRole('button', { name: 'Quick actions' }).first().click()
      await expect(page.getByRole('menuitem', { name: 'History' })).toBeVisible()
    },
  },
  {
    name: 'record, calendar',
    overlay: true,
    open: async (page) => {
      await home(page, story.unmonitored)
      await page.getByRole('button', { name: 'Open calendar' }).first().click()
      await expect(page.getByRole('table').first()).toBeVisible()
    },
  },
  {
    name: 'record, errors',
    open: async (page) => {
      await home(page, story.unmonitored)
      await textbox(page, 'Last Name').fill('')
      await textbox(page, 'Zip').fill('22')
      await page.getByRole('button', { name: 'Save & Stay' }).first().click()
      await expect(page.getByText('This was not saved: 2 things to correct')).toBeVisible()
    },
  },
  {
    name: 'record, leaving',
    overlay: true,
    open: async (page) => {
      await home(page, story.unmonitored)
      await textbox(page, 'Spouse').fill('Typed')
      await openTab(page, 'History')
      await dialog(page, 'Save your changes?')
    },
  },
  {
    name: 'record, merging',
    overlay: true,
    open: async (page, made) => {
      const { id } = await made.customer({ email: 'before@mail.test' })
      await home(page, id)
      await textbox(page, 'Email').fill('mine@mail.test')
      await textbox(page, 'Spouse').fill('Mine')
      await made.save(id, { email: 'theirs@mail.test', crossStreet: 'Theirs' })
      await page.getByRole('button', { name: 'Save & Stay' }).first().click()
      await dialog(page, /saved this record meanwhile/)
    },
  },
  {
    name: 'new customer',
    open: async (page) => {
      await page.goto('/acme/customers/new')
      await expect(textbox(page, 'First Name')).toBeVisible()
    },
  },
  {
    name: 'new lead',
    open: async (page) => {
      await page.goto('/acme/leads/new')
      await expect(textbox(page, 'First Name')).toBeVisible()
    },
  },
]

const monitoring = async (page: Page, customerId: number) => {
  await openRecord(page, customerId, 'connections/monitoring')
  await expect(connectionState(page)).toBeVisible()
}

const connections: Place[] = [
  {
    name: 'connections',
    open: async (page) => {
      await openRecord(page, story.linked, 'connections')
      await expect(page.getByRole('region', { name: 'Interactive services' })).toBeVisible()
    },
  },
  {
    name: 'connections of nobody’s customer',
    open: async (page) => {
      await openRecord(page, story.unmonitored, 'connections')
      await expect(page.getByRole('region', { name: 'Interactive services' })).toBeVisible()
    },
  },
  { name: 'monitoring, linked', open: (page) => monitoring(page, story.linked) },
  { name: 'monitoring, not linked', open: (page) => monitoring(page, story.differs) },
  { name: 'monitoring, kept by hand', open: (page) => monitoring(page, story.notIntegrated) },
  {
    name: 'monitoring, refused by the station',
    open: async (page, made) => {
      await made.save(story.refused, {
        bestTimeToContact: 'Mornings',
        crossStreet: `Corner ${Date.now().toString(36)}`,
      })
      await monitoring(page, story.refused)
      await expect(page.getByText('Dynamark Monitoring did not take').first()).toBeVisible()
    },
  },
  {
    name: 'monitoring, ways to connect',
    overlay: true,
    open: async (page) => {
      await monitoring(page, story.differs)
      await page.getByRole('button', { name: 'More ways to connect' }).click()
      await expect(page.getByRole('menuitem', { name: 'Link Account' })).toBeVisible()
    },
  },
  {
    name: 'monitoring, unlinking',
    overlay: true,
    open: async (page) => {
      await monitoring(page, story.linked)
      await page.getByRole('button', { name: 'Unlink' }).click()
      await dialog(page, /^Unlink account/)
    },
  },
  {
    name: 'discrepancies',
    open: async (page) => {
      await openRecord(page, story.differs, 'connections/monitoring/discrepancies')
      await expect(difference(page, 'Last Name')).toBeVisible()
      await page.getByText(/fields agree$/).click()
    },
  },
  {
    name: 'discrepancies, none',
    open: async (page) => {
      await openRecord(page, story.equal, 'connections/monitoring/discrepancies')
      await expect(page.getByRole('heading', { name: 'No discrepancies' })).toBeVisible()
    },
  },
  {
    name: 'discrepancies, no such account',
    open: async (page) => {
      await openRecord(page, story.unknownAtStation, 'connections/monitoring/discrepancies')
      await expect(page.getByRole('alert')).toContainText('Please call the central station')
    },
  },
  {
    name: 'discrepancies, station down',
    open: async (page) => {
      await openRecord(page, story.stationDown, 'connections/monitoring/discrepancies')
      await expect(page.getByRole('alert')).toContainText('failed')
    },
  },
  {
    name: 'calls',
    open: async (page, made) => {
      const accountNumber = uniqueAccountNumber()
      await station.hold({ accountNumber })
      const { id } = await made.monitored(accountNumber)
      await openRecord(page, id, 'connections/monitoring/discrepancies')
      await expect(difference(page, 'Last Name')).toBeVisible()
      await openRecord(page, id, 'connections/calls')
      await page.getByRole('region', { name: 'What was sent' }).getByRole('button').first().click()
      await expect(page.getByText('Answered', { exact: true })).toBeVisible()
    },
  },
]

const others: Place[] = [
  {
    name: 'history',
    open: async (page) => {
      await openRecord(page, story.differs, 'history')
      await expect(page.getByRole('list', { name: 'Entries, newest first' })).toBeVisible()
    },
  },
  {
    name: 'account',
    open: async (page) => {
      await page.goto('/acme/account')
      await expect(
        page.getByRole('table', { name: 'Browser sessions' }).getByRole('rowheader').first(),
      ).toBeVisible()
    },
  },
  {
    name: 'account, new token',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/account')
      await page.getByRole('button', { name: 'New token' }).click()
      await dialog(page, 'New API token')
    },
  },
  {
    name: 'no such page',
    open: async (page) => {
      await page.goto('/acme/nowhere')
      await expect(page.getByText('There is no page at this address')).toBeVisible()
    },
  },
  {
    name: 'no such customer',
    open: async (page) => {
      await page.goto('/acme/customers/99999999')
      await expect(page.getByText('There is no customer or lead with this number')).toBeVisible()
    },
  },
  {
    name: 'not permitted',
    user: 'sales',
    open: async (page) => {
      await page.goto(`/acme/customers/${story.atMesa}`)
      await expect(page.getByText('You may not see this')).toBeVisible()
    },
  },
  {
    name: 'not permitted to create',
    user: 'viewer',
    open: async (page) => {
      await page.goto('/acme/customers/new')
      await expect(page.getByText('You may not create customers')).toBeVisible()
    },
  },
]

export const places: readonly Place[] = [...signIn, ...lists, ...records, ...connections, ...others]

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
