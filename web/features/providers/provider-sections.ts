/** Whom the company works with, as sections of administration. */
import { IconBroadcast, IconCloudComputing, IconCreditCard, IconReportMoney } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const providerSections: readonly AdministrationSection[] = [
  {
    label: 'Monitoring companies',
    help: 'Central stations, how they are reached, and their account numbers',
    icon: IconBroadcast,
    heading: 'Organization',
    permissions: ['administration_page.view'],
    words: 'central stations account number blocks credentials monitors templates',
    link: (company) =>
      linkOptions({ to: '/$company/administration/monitoring-companies', params: { company } }),
  },
  {
    label: 'Interactive services providers',
    help: 'Who runs the customers’ app and portal, and how they are reached',
    icon: IconCloudComputing,
    heading: 'Organization',
    permissions: ['administration_page.view'],
    words: 'isp alarm.com alula securenet alarmnet total connect credentials',
    link: (company) =>
      linkOptions({ to: '/$company/administration/interactive-services-providers', params: { company } }),
  },
  {
    label: 'Credit bureaus',
    help: 'Who is asked when credit is run, and how they are reached',
    icon: IconReportMoney,
    heading: 'Integrations',
    permissions: ['integrations.view'],
    words: 'credit checks reports score transunion equifax experian hart adt manual entry',
    setting: 'creditChecks',
    link: (company) => linkOptions({ to: '/$company/administration/credit-bureaus', params: { company } }),
  },
  {
    label: 'Payment processing',
    help: 'Who charges cards and bank accounts, and how they are reached',
    icon: IconCreditCard,
    heading: 'Integrations',
    permissions: ['integrations.view'],
    words: 'gateway processor nmi stripe merchant ach credit card charge webhook',
    link: (company) => linkOptions({ to: '/$company/administration/processors', params: { company } }),
  },
]
