/** Webhooks as a section of administration. */
import { IconWebhook } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const webhookSection: AdministrationSection = {
  label: 'Webhooks',
  help: 'Tell your own programs what happens, as it happens',
  icon: IconWebhook,
  heading: 'Integrations',
  permissions: ['integrations.view'],
  words: 'api events callback url http post signed secret deliveries developer',
  link: (company) => linkOptions({ to: '/$company/administration/webhooks', params: { company } }),
}
