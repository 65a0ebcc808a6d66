/**
 * Words, icons and deeds of the quick actions; which of them there are comes with the record. An action leads to a
 * page (`to`) or opens a dialog, which is loaded then.
 */
import {
  IconArchive,
  IconArchiveOff,
  IconArrowUpRight,
  IconCalendarPlus,
  IconCopy,
  IconDeviceCctv,
  IconSignature,
  IconFileUpload,
  IconHeartbeat,
  IconMessagePlus,
  IconNotes,
  IconPhoneCall,
  IconCash,
  IconCoins,
  IconReceipt,
  IconLinkPlus,
  IconRepeat,
  IconReportMoney,
  IconTag,
  IconTicket,
  IconTimelineEvent,
  IconTools,
  IconTrash,
} from '@tabler/icons-react'
import { type LinkOptions, linkOptions } from '@tanstack/react-router'
import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { ActionKey } from '#shared/contracts/customers.ts'

type Where = { company: string; customerId: number }
type Icon = ComponentType<{ size?: number; stroke?: number }>
/** Stands below the record's page: `useRecord()` gives the record. */
export type ActionDialog = ComponentType<{ onClose: () => void }>

export type Action = { label: string; icon: Icon; danger?: boolean } & (
  | {
      /** Where it leads: `linkOptions({ to: …, params, search: { new: true } })`. */
      to: (params: Where) => LinkOptions
    }
  | { dialog: LazyExoticComponent<ActionDialog> }
)

/** The default export of lazy() from a named one: `dialog(() => import('./X.tsx'), 'X')`. */
const dialog = <N extends string>(load: () => Promise<Record<N, ActionDialog>>, name: N) =>
  lazy(async () => ({ default: (await load())[name] }))

export const quickActions: Record<ActionKey, Action> = {
  note: {
    label: 'New note',
    icon: IconNotes,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/notes', params, search: { new: 'note' } }),
  },
  ticket: {
    label: 'New ticket',
    icon: IconTicket,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/notes', params, search: { new: 'ticket' } }),
  },
  tags: {
    label: 'Tags',
    icon: IconTag,
    dialog: dialog(() => import('./RecordTagsDialog.tsx'), 'RecordTagsDialog'),
  },
  equipment: {
    label: 'Add equipment',
    icon: IconDeviceCctv,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/equipment', params, search: { new: true } }),
  },
  file: {
    label: 'Upload file',
    icon: IconFileUpload,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/files', params, search: { new: true } }),
  },
  edoc: {
    label: 'New document',
    icon: IconSignature,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/e-docs', params, search: { new: true } }),
  },
  message: {
    label: 'New message',
    icon: IconMessagePlus,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/messages', params, search: { new: true } }),
  },
  credit: {
    label: 'Run credit',
    icon: IconReportMoney,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/credit', params, search: { new: 'run' } }),
  },
  billing_method: {
    label: 'New billing method',
    icon: IconReportMoney,
    to: (params) =>
      linkOptions({
        to: '/$company/customers/$customerId/accounting/billing-methods',
        params,
        search: { new: true },
      }),
  },
  contact: {
    label: 'New contact',
    icon: IconPhoneCall,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/contacts', params, search: { new: true } }),
  },
  appointment: {
    label: 'New appointment',
    icon: IconCalendarPlus,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/appointments', params, search: { new: true } }),
  },
  work_order: {
    label: 'New work order',
    icon: IconTools,
    to: (params) => linkOptions({ to: '/$company/customers/$customerId/work-orders/new', params }),
  },
  workflow: {
    label: 'Start workflow',
    icon: IconTimelineEvent,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/workflows', params, search: { new: true } }),
  },
  invoice: {
    label: 'New invoice',
    icon: IconReceipt,
    to: (params) => linkOptions({ to: '/$company/customers/$customerId/accounting/invoices/new', params }),
  },
  recurring: {
    label: 'New recurring invoice',
    icon: IconRepeat,
    to: (params) => linkOptions({ to: '/$company/customers/$customerId/accounting/recurring/new', params }),
  },
  payable: {
    label: 'New payable',
    icon: IconCoins,
    to: (params) =>
      linkOptions({
        to: '/$company/customers/$customerId/accounting/payables',
        params,
        search: { create: 'hand' },
      }),
  },
  payment_link: {
    label: 'Send payment link',
    icon: IconLinkPlus,
    to: (params) =>
      linkOptions({
        to: '/$company/customers/$customerId/accounting/payment-links',
        params,
        search: { send: true },
      }),
  },
  payment: {
    label: 'New payment',
    icon: IconCash,
    to: (params) => linkOptions({ to: '/$company/customers/$customerId/accounting/payments/new', params }),
  },
  quote: {
    label: 'New quote',
    icon: IconReceipt,
    to: (params) =>
      linkOptions({
        to: '/$company/customers/$customerId/accounting/invoices/new',
        params,
        search: { kind: 'quote' },
      }),
  },
  risk: {
    label: 'Report at risk',
    icon: IconHeartbeat,
    to: (params) =>
      linkOptions({ to: '/$company/customers/$customerId/at-risk', params, search: { new: true } }),
  },
  convert: {
    label: 'Convert to customer',
    icon: IconArrowUpRight,
    dialog: dialog(() => import('./lifecycle/ConvertDialog.tsx'), 'ConvertDialog'),
  },
  archive: {
    label: 'Archive customer',
    icon: IconArchive,
    dialog: dialog(() => import('./lifecycle/ArchiveDialog.tsx'), 'ArchiveDialog'),
  },
  unarchive: {
    label: 'Unarchive customer',
    icon: IconArchiveOff,
    dialog: dialog(() => import('./lifecycle/UnarchiveDialog.tsx'), 'UnarchiveDialog'),
  },
  delete: {
    label: 'Delete',
    icon: IconTrash,
    danger: true,
    dialog: dialog(() => import('./lifecycle/DeleteDialog.tsx'), 'DeleteDialog'),
  },
  duplicate: {
    label: 'Duplicate customer',
    icon: IconCopy,
    dialog: dialog(() => import('./lifecycle/DuplicateDialog.tsx'), 'DuplicateDialog'),
  },
}
