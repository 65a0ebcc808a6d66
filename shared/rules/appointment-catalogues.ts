/** The company's words for its appointments (TAB-006): what each type is refined by, and why one was cancelled. */
import { appointmentTypeKeys, appointmentTypes } from './appointments.ts'
import { type CatalogueDefinition, full } from './catalogue-definition.ts'

const of = (type: string, ...names: string[]) => names.map((name) => ({ name, data: { type } }))

export const appointmentSubtypeDefinition: CatalogueDefinition = {
  one: 'subtype',
  label: 'Appointment Subtypes',
  help: 'What installs, services, removals and sales are refined by',
  permissions: full('global_settings'),
  apart: true,
  nameMax: 60,
  fields: {
    type: {
      label: 'Type',
      type: 'choice',
      required: true,
      options: appointmentTypeKeys.map((value) => ({ value, label: appointmentTypes[value] })),
      fixedOnceUsed: true,
    },
    minutes: {
      label: 'Usual length',
      type: 'whole',
      unit: 'minute',
      min: 5,
      max: 1440,
      help: 'Proposed for a new appointment; empty: the company’s usual length',
    },
  },
  usual: [
    ...of('install', 'New system', 'Takeover', 'Upgrade'),
    ...of('service', 'Battery', 'Camera', 'Trouble call'),
    ...of('removal', 'Move', 'Cancellation'),
    ...of('sale', 'Residential', 'Commercial'),
  ],
}

export const appointmentCancelReasonDefinition: CatalogueDefinition = {
  one: 'cancel reason',
  label: 'Appointment Cancel Reasons',
  help: 'Why an appointment did not take place',
  permissions: full('global_settings'),
  apart: true,
  nameMax: 60,
  fields: {},
  usual: [
    'Customer asked for another day',
    'Customer not home',
    'Technician ill',
    'Equipment missing',
    'No longer needed',
  ].map((name) => ({ name })),
}
