/** The company's tags as a section of administration. */
import { IconTag } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const tagSection: AdministrationSection = {
  label: 'Tags',
  help: 'Names, colours and warnings that records carry',
  icon: IconTag,
  heading: 'Content management',
  permissions: ['tag_settings.yes'],
  words: 'labels chips warnings',
  link: (company) => linkOptions({ to: '/$company/administration/tags', params: { company } }),
}
