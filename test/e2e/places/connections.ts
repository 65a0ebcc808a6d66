/** The pages of Connections. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { adtStory } from '#server/demo/story-adt.ts'
import { uniqueAccountNumber } from '../house.ts'
import { connectionState, difference, openRecord } from '../record-page.ts'
import { station } from '../station.ts'
import { dialog, type Place } from './place.ts'

const monitoring = async (page: Page, customerId: number) => {
  await openRecord(page, customerId, 'connections/monitoring')
  await expect(connectionState(page)).toBeVisible()
}

export const connections: Place[] = [
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
  {
    name: 'managing an account with an order',
    open: async (page) => {
      await openRecord(page, adtStory.adtLinked, 'connections/monitoring/manage')
      await expect(page.getByRole('region', { name: 'Order', exact: true })).toContainText('Submitted')
    },
  },
  {
    name: 'creating an account before its PreCheck',
    open: async (page, made) => {
      const { id } = await made.customer({
        monitoringCompanyId: await made.idOf('monitoringCompanyId', 'ADT (sandbox)'),
        accountNumber: `AT-${String(Date.now()).slice(-7)}`,
      })
      await openRecord(page, id, 'connections/monitoring/create')
      await expect(page.getByText('opens no account before an approved PreCheck')).toBeVisible()
    },
  },
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
