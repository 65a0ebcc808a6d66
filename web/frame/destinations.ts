/**
 * Where the rail leads, in its order; a page's key is `g` and then `key`. A phone's bar has room for the first four; the
 * rest are in its menu.
 */
import {
  IconCalendarEvent,
  IconHeartbeat,
  IconMessages,
  IconPlugConnected,
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
    label: 'Admin',
    icon: IconSettings,
    key: 'a',
    permission: 'administration_page.view' satisfies Permission,
    link: (company: string) => linkOptions({ to: '/$company/administration', params: { company } }),
  },
] as const
