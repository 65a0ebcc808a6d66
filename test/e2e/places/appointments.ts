/** Appointments: the calendar, a record's, one's own, time off, and what the company schedules by. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

export const appointments: Place[] = [
  {
    name: 'calendar, three days of technicians',
    open: async (page) => {
      await page.goto('/acme/calendar?days=3')
      await expect(page.getByRole('region', { name: 'Calendar' })).toContainText('Theo Nakamura')
    },
  },
  {
    name: 'calendar, an appointment',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/calendar?appointment=1')
      await expect(page.getByRole('dialog').getByText('History')).toBeVisible()
    },
  },
  {
    name: 'appointments, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'appointments')
      await expect(page.getByRole('button', { name: 'New appointment' }).first()).toBeVisible()
    },
  },
  {
    name: 'appointments, scheduling one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'appointments?new=true')
      await dialog(page, 'New appointment')
      await page.getByRole('combobox', { name: 'Technician' }).waitFor()
    },
  },
  {
    name: 'appointments, cancelling one',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/calendar?days=7')
      await page
        .locator('[data-movable]')
        .filter({ hasText: /Install|Service|Removal/ })
        .last()
        .press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel appointment' }).click()
      await dialog(page, 'Cancel this appointment?')
    },
  },
  {
    name: 'my appointments',
    open: async (page) => {
      await page.goto('/acme/my-appointments')
      await expect(page.getByRole('button', { name: 'Make a calendar address' })).toBeVisible()
    },
  },
  {
    name: 'time off',
    open: async (page) => {
      await page.goto('/acme/time-off')
      await expect(page.getByRole('table', { name: 'Time off' })).toContainText('Dentist')
    },
  },
  {
    name: 'time off, blocking time',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/time-off?new=true')
      await dialog(page, 'Block time')
      await page.getByRole('checkbox', { name: 'Repeat it' }).check()
    },
  },
  {
    name: 'scheduling, time slots',
    open: async (page) => {
      await page.goto('/acme/administration/scheduling')
      await expect(page.getByRole('heading', { name: 'Monday' })).toBeVisible()
    },
  },
  {
    name: 'scheduling, a new time slot',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/scheduling')
      await page.getByRole('button', { name: 'New time slot' }).click()
      await dialog(page, 'New time slot')
    },
  },
  {
    name: 'scheduling, coverage areas',
    open: async (page) => {
      await page.goto('/acme/administration/scheduling?tab=areas')
      await expect(page.getByRole('table', { name: 'Coverage areas' })).toContainText('Utah County')
    },
  },
  {
    name: 'scheduling, a coverage area',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/scheduling?tab=areas')
      await page.getByRole('button', { name: 'Edit Utah County' }).click()
      await dialog(page, 'Edit Utah County')
    },
  },
]
