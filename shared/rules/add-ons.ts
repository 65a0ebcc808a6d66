/**
 * The add-ons of a company (product facts 3.5): parts of the product that are switched on and off as a whole. Off, their tabs,
 * pages and endpoints are gone, and what was made with them is kept. An endpoint says which one it belongs to
 * (`addOn` in its contract), and http/mount.ts asks.
 */
import type { ErrorCode } from '../errors.ts'

export type AddOnDescription = {
  label: string
  /** What it is for, in a sentence. */
  help: string
  /** What a company has with it, one line each. */
  opens: readonly string[]
  /** What becomes of what is there when it is switched off. */
  whenOff: string
  /** How an endpoint of it answers where it is off. */
  off: ErrorCode
}

export const addOns = {
  invoicePlus: {
    label: 'Invoice+',
    help: 'Bills what customers owe every month by itself.',
    opens: [
      'Recurring invoices on every customer’s Accounting tab',
      'The nightly billing run, and its page under Accounting',
      'Reports of recurring invoices',
    ],
    whenOff:
      'Nothing new is billed from then on. Invoices that were made, and the recurring invoices themselves, are kept.',
    off: 'recurring.add_on_off',
  },
  payablePlus: {
    label: 'Payable+',
    help: 'Payroll that makes itself when something happens to a customer.',
    opens: [
      'Payroll functions that pay when a customer is installed, funded, tagged and the like',
      'Amounts from fields, lookup tables and expressions',
      'Lookup tables under Administration, Payroll',
    ],
    whenOff:
      'Payroll pays fixed amounts by hand. Payables that were made, functions and lookup tables are kept.',
    off: 'payroll.plus_off',
  },
  creditChecks: {
    label: 'Credit Checks',
    help: 'Runs credit at a bureau, and keeps what it said.',
    opens: [
      'The Credit tab and Run credit on records',
      'Credit bureaus under Administration, Integrations',
      'The credit step of workflows',
    ],
    whenOff:
      'Nobody can run or read credit. Checks and reports that were run are kept, for as long as reports are.',
    off: 'credit.off',
  },
  edocs: {
    label: 'eDoc+',
    help: 'Documents that customers sign electronically.',
    opens: [
      'The E-Docs tab on records',
      'Document templates and providers under Administration',
      'The pages on which customers sign',
    ],
    whenOff:
      'Links that were sent cannot be signed by until it is on again. Signed documents, and those on their way, are kept.',
    off: 'edocs.off',
  },
  regulations: {
    label: 'Licenses & regulations',
    help: 'Which permits, inspections and fees an address’s jurisdiction demands, and what is missing.',
    opens: [
      'Permits and inspections on customers, with a warning where one is missing',
      'The list of permits that expire',
      'Jurisdictions under Administration',
    ],
    whenOff: 'Permits, inspections and jurisdictions are kept, and warn nobody.',
    off: 'regulations.off',
  },
} as const satisfies Record<string, AddOnDescription>

export type AddOn = keyof typeof addOns
export const addOnKeys = Object.keys(addOns) as [AddOn, ...AddOn[]]
export const addOnOf = (key: AddOn): AddOnDescription => addOns[key]
