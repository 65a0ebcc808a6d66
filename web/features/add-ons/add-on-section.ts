/** The company's add-ons as a section of administration. */
import { IconApps } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const addOnSection: AdministrationSection = {
  label: 'Add-ons',
  help: 'Parts of Keyholder that the company has or has not',
  icon: IconApps,
  heading: 'Organization',
  permissions: ['account_management.view'],
  words: 'account management invoice+ payable+ edoc+ credit checks licenses plan',
  link: (company) => linkOptions({ to: '/$company/administration/add-ons', params: { company } }),
}
