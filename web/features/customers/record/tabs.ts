/** Words, icons and addresses of the record's tabs; which of them there are comes with the record. */
import {
  IconAntenna,
  IconCalendarEvent,
  IconDeviceCctv,
  IconFiles,
  IconSignature,
  IconHeartbeat,
  IconHistory,
  IconMessages,
  IconNotes,
  IconPhoneCall,
  IconReceipt,
  IconReportMoney,
  IconTag,
  IconTimelineEvent,
  IconTools,
  IconUser,
} from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { Tab } from '#shared/contracts/customers.ts'

type Where = { company: string; customerId: number }

export const tabWords = {
  home: { label: 'Home', icon: IconUser },
  tags: { label: 'Tags', icon: IconTag },
  workflows: { label: 'Workflows', icon: IconTimelineEvent },
  notes: { label: 'Notes & Tickets', icon: IconNotes },
  connections: { label: 'Connections', icon: IconAntenna },
  equipment: { label: 'Equipment', icon: IconDeviceCctv },
  files: { label: 'Files', icon: IconFiles },
  edocs: { label: 'E-Docs', icon: IconSignature },
  messages: { label: 'Messages', icon: IconMessages },
  credit: { label: 'Credit', icon: IconReportMoney },
  contacts: { label: 'Contacts', icon: IconPhoneCall },
  appointments: { label: 'Appointments', icon: IconCalendarEvent },
  work_orders: { label: 'Work Orders', icon: IconTools },
  accounting: { label: 'Accounting', icon: IconReceipt },
  risks: { label: 'At Risk', icon: IconHeartbeat },
  history: { label: 'History', icon: IconHistory },
} as const satisfies Record<Tab['key'], unknown>

export const tabLinks = {
  home: (params: Where) =>
    linkOptions({ to: '/$company/customers/$customerId', params, activeOptions: { exact: true } }),
  workflows: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/workflows',
      params,
      activeOptions: { includeSearch: false },
    }),
  notes: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/notes', params }),
  connections: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/connections', params }),
  equipment: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/equipment',
      params,
      activeOptions: { includeSearch: false },
    }),
  files: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/files',
      params,
      activeOptions: { includeSearch: false },
    }),
  edocs: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/e-docs',
      params,
      activeOptions: { includeSearch: false },
    }),
  messages: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/messages',
      params,
      activeOptions: { includeSearch: false },
    }),
  credit: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/credit',
      params,
      activeOptions: { includeSearch: false },
    }),
  contacts: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/contacts',
      params,
      activeOptions: { includeSearch: false },
    }),
  appointments: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/appointments',
      params,
      activeOptions: { includeSearch: false },
    }),
  work_orders: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/work-orders', params }),
  accounting: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/accounting',
      params,
      activeOptions: { includeSearch: false },
    }),
  risks: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/at-risk',
      params,
      activeOptions: { includeSearch: false },
    }),
  history: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/history', params }),
} as const

/** What the tab is called whose page this is; undefined on Home. */
export function tabAt(tabs: readonly Tab[], pathname: string): string | undefined {
  const page = pathname.split('/')[4]
  const tab = tabs.find(
    ({ key }) => key !== 'tags' && page && tabLinks[key](nowhere).to.split('/')[4] === page,
  )
  return tab && tabWords[tab.key].label
}
const nowhere: Where = { company: '', customerId: 0 }
