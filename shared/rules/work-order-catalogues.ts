/** The company's words for its work: types of work orders, services that are charged, why one was canceled (TAB-007). */
import { appointmentTypes } from './appointments.ts'
import { type CatalogueDefinition, full } from './catalogue-definition.ts'

const permissions = full('global_settings')
/** A technician's visits; a sale is none. */
export const visitTypes = ['install', 'service', 'removal'] as const

const visit = (appointmentType: (typeof visitTypes)[number], ...names: string[]) =>
  names.map((name) => ({ name, data: { appointmentType } }))

export const workOrderTypeDefinition: CatalogueDefinition = {
  one: 'work order type',
  label: 'Work Order Types',
  help: 'Kinds of jobs that technicians are sent to',
  permissions,
  apart: true,
  nameMax: 60,
  fields: {
    appointmentType: {
      label: 'Visits are booked as',
      type: 'choice',
      required: true,
      options: visitTypes.map((value) => ({ value, label: appointmentTypes[value] })),
      help: 'The type of an appointment that is scheduled for it',
    },
  },
  usual: [
    ...visit('install', 'New install', 'Takeover', 'Upgrade'),
    ...visit('service', 'Service call', 'Inspection', 'Warranty'),
    ...visit('removal', 'Removal'),
  ],
}

export const techServiceDefinition: CatalogueDefinition = {
  one: 'tech service',
  label: 'Tech Services',
  help: 'Labor that is charged on work orders',
  permissions,
  apart: true,
  nameMax: 60,
  fields: {
    priceCents: { label: 'Price', type: 'money', help: 'For one, for example an hour' },
    taxable: { label: 'Taxable', type: 'check' },
  },
  usual: [
    { name: 'Labor, per hour', data: { priceCents: 9500 } },
    { name: 'Trip charge', data: { priceCents: 4900 } },
    { name: 'After-hours labor, per hour', data: { priceCents: 14_500 } },
  ],
}

export const workOrderCancelReasonDefinition: CatalogueDefinition = {
  one: 'work order cancel reason',
  label: 'Work Order Cancel Reasons',
  help: 'Why a job was not done',
  permissions,
  apart: true,
  nameMax: 60,
  fields: {},
  usual: ['Customer declined', 'Entered twice', 'Solved by phone', 'Customer canceled service'].map(
    (name) => ({
      name,
    }),
  ),
}

export const workOrderCatalogues = {
  work_order_type: workOrderTypeDefinition,
  tech_service: techServiceDefinition,
  work_order_cancel_reason: workOrderCancelReasonDefinition,
} as const
