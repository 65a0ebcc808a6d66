/** Words, icons and addresses of the record's tabs; which of them there are comes with the record. */
import { IconAntenna, IconHistory, IconNotes, IconPhoneCall, IconTag, IconUser } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { Tab } from '#shared/contracts/customers.ts'

type Where = { company: string; customerId: number }

export const tabWords = {
  home: { label: 'Home', icon: IconUser },
  tags: { label: 'Tags', icon: IconTag },
  notes: { label: 'Notes & Tickets', icon: IconNotes },
  connections: { label: 'Connections', icon: IconAntenna },
  contacts: { label: 'Contacts', icon: IconPhoneCall },
  history: { label: 'History', icon: IconHistory },
} as const satisfies Record<Tab['key'], unknown>

export const tabLinks = {
  home: (params: Where) =>
    linkOptions({ to: '/$company/customers/$customerId', params, activeOptions: { exact: true } }),
  notes: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/notes', params }),
  connections: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/connections', params }),
  contacts: (params: Where) =>
    linkOptions({
      to: '/$company/customers/$customerId/contacts',
      params,
      activeOptions: { includeSearch: false },
    }),
  history: (params: Where) => linkOptions({ to: '/$company/customers/$customerId/history', params }),
} as const
