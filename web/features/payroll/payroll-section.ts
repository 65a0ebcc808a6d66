/** Payroll as a section of administration. */
import { IconCoins } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const payrollSection: AdministrationSection = {
  label: 'Payroll',
  help: 'Who is paid what because of a customer: roles, functions, levels',
  icon: IconCoins,
  heading: 'Billing',
  permissions: ['payroll.view'],
  words: 'commissions commission payables bonus rules lookup tables',
  link: (company) => linkOptions({ to: '/$company/administration/payroll', params: { company } }),
}
