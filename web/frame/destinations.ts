/**
 * Where the rail leads, in its order; a page's key is `g` and then `key`. A phone's bar has room for the first four; the
 * rest are in its menu.
 */
import {
  IconCalendarEvent,
  IconChartBar,
  IconHeartbeat,
  IconHome,
  IconMessages,
  IconPlugConnected,
  IconReceipt,
  IconSettings,
  IconTicket,
  IconTools,
  IconUserQuestion,
  IconUsers,
} from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { Permission } from '#shared/permissions.ts'

export const destinations = [
  {
    label: 'Home',
    icon: IconHome,
    key: 's',
    /** Of everybody. */
    permission: [] as readonly Permission[],
    link: (company: string) => linkOptions({ to: '/$company', params: { company } }),
  },
  {
    label: 'Customers',
    icon: IconUsers,
    key: 'c',
    permission: 'customers.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/customers', params: { company } }),
  },
  {
    label: 'Leads',
    icon: IconUserQuestion,
    key: 'l',
    permission: 'leads.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/leads', params: { company } }),
  },
  {
    label: 'Tickets',
    icon: IconTicket,
    key: 't',
    permission: 'tickets_page.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/tickets', params: { company } }),
  },
  {
    label: 'Calendar',
    icon: IconCalendarEvent,
    key: 'd',
    permission: ['tech_scheduler.view', 'sales_scheduler.view'] satisfies Permission[],
    link: (company: string) => linkOptions({ to: '/$company/calendar', params: { company } }),
  },
  {
    label: 'Work orders',
    icon: IconTools,
    key: 'w',
    permission: 'work_orders.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/work-orders', params: { company } }),
  },
  {
    label: 'Accounting',
    short: 'Money',
    icon: IconReceipt,
    key: 'i',
    permission: 'invoices.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/accounting/invoices', params: { company } }),
  },
  {
    label: 'At Risk',
    icon: IconHeartbeat,
    key: 'r',
    permission: 'at_risk.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/at-risk', params: { company } }),
  },
  {
    label: 'Messages',
    icon: IconMessages,
    key: 'm',
    permission: 'messages.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/messages', params: { company } }),
  },
  {
    label: 'Connection health',
    icon: IconPlugConnected,
    key: 'h',
    permission: 'connections.modify' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/connection-health', params: { company } }),
  },
  {
    label: 'Reports',
    icon: IconChartBar,
    key: 'p',
    permission: 'reports.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/reports', params: { company } }),
  },
  {
    label: 'Admin',
    icon: IconSettings,
    key: 'a',
    permission: 'administration_page.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/administration', params: { company } }),
  },
] as const

/** Those that the user may go to. */
export const permittedDestinations = (may: (permission: Permission) => boolean) =>
  destinations.filter(({ permission }) => {
    const wanted: readonly Permission[] = [permission].flat()
    return wanted.length === 0 || wanted.some(may)
  })
