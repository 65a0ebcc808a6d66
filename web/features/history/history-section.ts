/** The company's History as a section of administration. */
import { IconHistory } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const historySection: AdministrationSection = {
  label: 'History',
  help: 'What everybody did, to records and to the company',
  icon: IconHistory,
  heading: 'Organization',
  permissions: ['history.yes'],
  words: 'audit log trail changes who did',
  link: (company) => linkOptions({ to: '/$company/administration/history', params: { company } }),
}
