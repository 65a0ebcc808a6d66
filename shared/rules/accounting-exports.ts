/**
 * The accounting export (ADM-011): what of the ledger goes to which account of the dealer's books. The mapping is a catalogue,
 * the company's chart of accounts; what nobody has mapped goes to an account of the name that stands here.
 */
import { type CatalogueDefinition, full } from './catalogue-definition.ts'
import { paymentMethods } from './payments.ts'

/** The accounts of our ledger, as people read them, and what they are called in books that nobody has mapped. */
export const ledgerAccounts = {
  receivable: { label: 'Receivables', book: 'Accounts Receivable' },
  income: { label: 'Income', book: 'Sales' },
  tax_payable: { label: 'Sales tax', book: 'Sales Tax Payable' },
  cash: { label: 'Payments', book: 'Undeposited Funds' },
  customer_credit: { label: 'Credit of customers', book: 'Customer Credits' },
  write_off: { label: 'Written off', book: 'Bad Debt' },
  credits_given: { label: 'Credit memos', book: 'Credits Given' },
  contracts_sold: { label: 'Contracts sold', book: 'Contracts Sold' },
  funder_holdback: { label: 'Held back by funders', book: 'Funder Holdback' },
} as const
export type LedgerAccount = keyof typeof ledgerAccounts
export const ledgerAccountKeys = Object.keys(ledgerAccounts) as [LedgerAccount, ...LedgerAccount[]]

/** What an account of the books takes: one of the ledger's accounts, or payments of one method. */
const takes = [
  ...ledgerAccountKeys.map((value) => ({
    value: value as string,
    label: value === 'cash' ? 'Payments, of any other method' : ledgerAccounts[value].label,
  })),
  ...Object.entries(paymentMethods).map(([method, label]) => ({
    value: `cash_${method}`,
    label: `Payments: ${label}`,
  })),
]

export const bookAccountDefinition: CatalogueDefinition = {
  one: 'account',
  label: 'Chart of Accounts',
  help: 'Which account of your books each kind of money goes to, in the accounting export',
  permissions: full('global_settings'),
  apart: true,
  nameMax: 120,
  nameLabel: 'Account in your books',
  uniqueWithin: 'takes',
  fields: {
    takes: {
      label: 'Takes',
      type: 'choice',
      options: takes,
      required: true,
      help: 'If several take the same, the first in the order does',
    },
    categories: {
      label: 'Item categories',
      type: 'text',
      max: 500,
      onlyWith: { field: 'takes', is: ['income'] },
      help: 'Accounting categories of invoice items, parted by commas; empty: all that no other account takes',
    },
  },
  usual: ledgerAccountKeys.map((key) => ({ name: ledgerAccounts[key].book, data: { takes: key } })),
}

export type BookValue = { name: string; data: Readonly<Record<string, unknown>> }

/** The account of the books by what goes there: `receivable`, `cash_check`, `income:monitoring`. The first of several counts. */
export function bookAccounts(values: readonly BookValue[]): Record<string, string> {
  const found: Record<string, string> = {}
  const take = (key: string, name: string) => void (found[key] ??= name)
  for (const { name, data } of values) {
    const what = String(data['takes'] ?? '')
    const categories = String(data['categories'] ?? '')
      .split(',')
      .map((category) => category.trim().toLowerCase())
      .filter(Boolean)
    if (what === 'income' && categories.length) for (const one of categories) take(`income:${one}`, name)
    else take(what, name)
  }
  for (const key of ledgerAccountKeys) take(key, ledgerAccounts[key].book)
  return found
}

/** What a line of the journal is about. */
export const postingWords: Readonly<Record<string, string>> = {
  invoice: 'Invoice',
  adjustment: 'Invoice changed',
  void: 'Invoice voided',
  write_off: 'Written off',
  write_off_undone: 'Write-off taken back',
  payment: 'Payment',
  credit_memo: 'Credit memo',
  nsf: 'Payment returned by the bank',
  refund: 'Refund',
  chargeback: 'Payment charged back',
  payment_void: 'Payment voided',
  applied: 'Payment applied',
  released: 'Payment released',
  funding: 'Funding',
}

export const exportFormats = {
  csv: {
    label: 'CSV',
    help: 'For any program; docs/accounting-export.md says what each column is',
    ends: 'csv',
  },
  qbo: {
    label: 'CSV for QuickBooks Online',
    help: 'As “Import journal entries” of QuickBooks Online asks for it',
    ends: 'csv',
  },
  iif: { label: 'IIF', help: 'General journal entries for QuickBooks Desktop', ends: 'iif' },
} as const
export type ExportFormat = keyof typeof exportFormats
export const exportFormatKeys = Object.keys(exportFormats) as [ExportFormat, ...ExportFormat[]]
