/** The company's status boxes as a section of administration. */
import { IconSquareCheck } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const statusSection: AdministrationSection = {
  label: 'Status boxes',
  help: 'What the coloured boxes beside a customer’s name say, and when',
  icon: IconSquareCheck,
  heading: 'Organization',
  permissions: ['global_settings.yes'],
  words: 'appearance icons colours rules',
  link: (company) => linkOptions({ to: '/$company/administration/statuses', params: { company } }),
}
