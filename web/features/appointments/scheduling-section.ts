/** What the company schedules by, as a section of administration. */
import { IconCalendarCog } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const schedulingSection: AdministrationSection = {
  label: 'Calendar & scheduling',
  help: 'Time slots of the offices, and who serves which ZIP codes',
  icon: IconCalendarCog,
  heading: 'Organization',
  permissions: ['global_settings.yes'],
  words: 'appointments technicians coverage areas slots scheduler',
  link: (company) => linkOptions({ to: '/$company/administration/scheduling', params: { company } }),
}
