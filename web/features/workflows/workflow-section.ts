/** Workflows as a section of administration. */
import { IconTimelineEvent } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const workflowSection: AdministrationSection = {
  label: 'Workflows',
  help: 'Guided steps for new customers, lead conversion and existing records',
  icon: IconTimelineEvent,
  heading: 'Content management',
  permissions: ['workflows.view'],
  words: 'wizards simple sales smart sales onboarding customer create',
  link: (company) => linkOptions({ to: '/$company/administration/workflows', params: { company } }),
}
