/** The company's equipment packages as a section of administration. */
import { IconPackage } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const packageSection: AdministrationSection = {
  label: 'Equipment Packages',
  help: 'Items that are added to a customer in one go',
  icon: IconPackage,
  heading: 'Equipment & inventory',
  permissions: ['equipment.view'],
  words: 'kits bundles',
  link: (company) => linkOptions({ to: '/$company/administration/equipment-packages', params: { company } }),
}
