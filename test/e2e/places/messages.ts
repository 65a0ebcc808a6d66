/** Messages: the company's list, one record's thread, writing one, templates and channels. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

export const messages: Place[] = [
  {
    name: 'messages, the company’s list',
    open: async (page) => {
      await page.goto('/acme/messages')
      await expect(page.getByRole('table', { name: 'Messages' })).toContainText('User unknown')
    },
  },
  {
    name: 'messages, choosing a customer',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/messages?show=unassigned')
      await page.getByRole('button', { name: 'Choose customer' }).first().click()
      await dialog(page, /^Who is/)
    },
  },
  {
    name: 'messages, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'messages')
      await expect(page.getByRole('list', { name: 'Messages, newest first' })).toContainText('Thursday')
    },
  },
  {
    name: 'messages, writing one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'messages')
      await page.getByRole('button', { name: 'New message' }).click()
      await dialog(page, 'New message')
      await page.getByRole('combobox', { name: 'Template' }).selectOption('On our way')
      await expect(page.getByRole('region', { name: 'Preview' })).toContainText('on the way')
    },
  },
  {
    name: 'messages, templates',
    open: async (page) => {
      await page.goto('/acme/administration/message-templates')
      await expect(page.getByRole('table', { name: 'Message templates' })).toContainText('Camera offer')
    },
  },
  {
    name: 'messages, a template',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/message-templates')
      await page.getByRole('button', { name: 'Open Camera offer' }).click()
      await dialog(page, 'Camera offer')
    },
  },
  {
    name: 'messages, channels',
    open: async (page) => {
      await page.goto('/acme/administration/message-channels')
      await expect(page.getByRole('textbox', { name: 'Account SID' })).toHaveValue(/^AC/)
    },
  },
  {
    name: 'messages, unsubscribing',
    user: null,
    open: async (page) => {
      await page.goto(`/unsubscribe/1/${'x'.repeat(32)}`)
      await expect(page.getByRole('alert')).toContainText('not one of ours')
    },
  },
]
