/** The company's jurisdictions as a section of administration; only where it keeps track of regulations. */
import { IconGavel } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const regulationSection: AdministrationSection = {
  label: 'Government regulations',
  help: 'Jurisdictions, and the permits, inspections and fees that they demand',
  icon: IconGavel,
  heading: 'Licenses & regulations',
  permissions: ['administration_page.view'],
  setting: 'regulations',
  words: 'jurisdictions permits inspections fees licenses city county state',
  link: (company) => linkOptions({ to: '/$company/administration/regulations', params: { company } }),
}
