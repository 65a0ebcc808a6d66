/** Where administration keeps what invoices charge. */
import { IconReceipt } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const invoiceItemSection: AdministrationSection = {
  label: 'Invoice Items',
  help: 'What invoices charge: names, prices, taxable or not',
  icon: IconReceipt,
  heading: 'Billing',
  permissions: ['invoices.view', 'global_settings.yes'],
  words: 'billable items products services',
  link: (company) => linkOptions({ to: '/$company/administration/invoice-items', params: { company } }),
}
