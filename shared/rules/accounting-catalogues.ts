/** The company's words for its accounting: when an invoice is due, and what authorities tax (BIL-001). */
import { regions } from '../regions.ts'
import { bookAccountDefinition } from './accounting-exports.ts'
import { type CatalogueDefinition, full } from './catalogue-definition.ts'

const permissions = full('global_settings')

export const paymentTermDefinition: CatalogueDefinition = {
  one: 'payment term',
  label: 'Payment Terms',
  help: 'When an invoice is due',
  permissions,
  apart: true,
  nameMax: 60,
  fields: {
    days: { label: 'Due after', type: 'whole', unit: 'day', min: 0, max: 365, required: true },
  },
  usual: [
    { name: 'Due on receipt', data: { days: 0 } },
    { name: 'Net 10', data: { days: 10 } },
    { name: 'Net 15', data: { days: 15 } },
    { name: 'Net 30', data: { days: 30 } },
  ],
}

export const taxRateDefinition: CatalogueDefinition = {
  one: 'tax rate',
  label: 'Sales Tax Rates',
  help: 'What state, county, city or ZIP code of a service address adds to taxable lines',
  permissions,
  apart: true,
  nameMax: 80,
  // The next rate of a jurisdiction has its name and another first day.
  uniqueWithin: 'fromOn',
  most: 5000,
  fields: {
    level: {
      label: 'Jurisdiction',
      type: 'choice',
      required: true,
      options: [
        { value: 'state', label: 'State' },
        { value: 'county', label: 'County' },
        { value: 'city', label: 'City' },
        { value: 'zip', label: 'ZIP code' },
      ],
    },
    state: {
      label: 'State',
      type: 'choice',
      required: true,
      options: regions.map(({ code, name }) => ({ value: code, label: name })),
    },
    place: {
      label: 'County, city or ZIP code',
      type: 'text',
      max: 60,
      help: 'As it stands in addresses, for example Utah, Provo or 84604; empty for a state',
    },
    percent: {
      label: 'Rate in percent',
      type: 'decimal',
      min: 0,
      max: 100,
      required: true,
      help: 'For example 4.85; the rates of all jurisdictions of an address are added up',
    },
    fromOn: {
      label: 'In force from',
      type: 'date',
      help: 'Empty: from the beginning. A later rate of the same jurisdiction takes its place from its day on; invoices keep theirs',
    },
  },
}

export const accountingCatalogues = {
  payment_term: paymentTermDefinition,
  tax_rate: taxRateDefinition,
  book_account: bookAccountDefinition,
} as const
