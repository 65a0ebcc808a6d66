/** Order templates as a section of administration. */
import { IconShoppingCart } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const orderTemplateSection: AdministrationSection = {
  label: 'Order Templates',
  help: 'Monthly rates and equipment packages that are sold together',
  icon: IconShoppingCart,
  heading: 'Content management',
  permissions: ['global_settings.yes'],
  words: 'offers bundles sale mmr packages',
  link: (company) => linkOptions({ to: '/$company/administration/order-templates', params: { company } }),
}
