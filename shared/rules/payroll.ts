/** Payroll rules: who is paid what because of a customer, and when (TAB-009, TAB-010). Amounts: payroll-amounts.ts. */
export const maxRoles = 40
export const maxFunctions = 40
export const maxLevels = 30
export const maxRows = 30
export const maxTables = 100
export const maxDimensions = 6
export const maxTableRows = 500
export const maxConditions = 6
export const maxExpression = 300

/** What has a function pay. All but the first belong to the add-on Payable+. */
export const payrollEvents = {
  manual: 'By hand',
  installed: 'Customer installed',
  funded: 'Funding paid in full',
  tag_applied: 'Tag applied',
  tag_removed: 'Tag removed',
  custom_field_set: 'User-defined field set',
} as const
export type PayrollEvent = keyof typeof payrollEvents
export const payrollEventKeys = Object.keys(payrollEvents) as [PayrollEvent, ...PayrollEvent[]]

/** Whom a function is for: its payee, by whose level it pays. */
export const payeeMethods = {
  sales_rep: 'The customer’s rep (Sold By)',
  lead_rep: 'The customer’s lead rep',
  trainer: 'The customer’s trainer',
  technician: 'The customer’s technician',
  rep_manager: 'The rep’s manager',
  chosen: 'Whoever is chosen',
  nobody: 'Nobody of the staff',
} as const
export type PayeeMethod = keyof typeof payeeMethods
export const payeeMethodKeys = Object.keys(payeeMethods) as [PayeeMethod, ...PayeeMethod[]]

/** Whom a row of a level pays. */
export const payTos = {
  payee: 'The function’s payee',
  sales_rep: 'The customer’s rep (Sold By)',
  lead_rep: 'The customer’s lead rep',
  trainer: 'The customer’s trainer',
  technician: 'The customer’s technician',
  rep_manager: 'The rep’s manager',
  user: 'A certain user',
  outside: 'An outside payee',
} as const
export type PayTo = keyof typeof payTos
export const payToKeys = Object.keys(payTos) as [PayTo, ...PayTo[]]

/** Where an amount comes from. All but the first belong to the add-on Payable+. */
export const amountSources = {
  fixed: 'Fixed amount',
  field: 'Share of a field',
  table: 'Lookup table',
  expression: 'Expression',
} as const
export type AmountSource = keyof typeof amountSources
export const amountSourceKeys = Object.keys(amountSources) as [AmountSource, ...AmountSource[]]

export const tableMatches = {
  text: 'Exact text',
  number: 'Exact number',
  from: 'Minimum of range',
} as const
export type TableMatch = keyof typeof tableMatches
export const tableMatchKeys = Object.keys(tableMatches) as [TableMatch, ...TableMatch[]]

export const conditionOps = {
  is: 'is',
  is_not: 'is not',
  at_least: 'is at least',
  below: 'is below',
} as const
export type ConditionOp = keyof typeof conditionOps
export const conditionOpKeys = Object.keys(conditionOps) as [ConditionOp, ...ConditionOp[]]

export type Condition = { variable: string; op: ConditionOp; value: string }
export type Dimension = { variable: string; match: TableMatch; label: string }
/** One cell a dimension; null matches anything. */
export type TableRow = { cells: (string | null)[]; amountCents: number }
export type LookupTable = { name: string; active: boolean; dimensions: Dimension[]; rows: TableRow[] }

export type PayrollRow = {
  name: string
  description: string
  active: boolean
  payTo: PayTo
  userId: number | null
  outsideName: string | null
  source: AmountSource
  amountCents: number | null
  variable: string | null
  /** Of the field: 1000000 is all of it. */
  factorPpm: number | null
  tableId: number | null
  expression: string | null
  conditions: Condition[]
  note: string
}

export type Unit = 'money' | 'number' | 'text'
/** What rules may ask of a customer. Names are those of expressions. */
export const payrollVariables = {
  mmr: { label: 'MMR', unit: 'money' },
  contract_months: { label: 'Contract months', unit: 'number' },
  activation_fee: { label: 'Activation fee', unit: 'money' },
  funding_amount: { label: 'Funding, amount expected', unit: 'money' },
  funding_received: { label: 'Funding, net received', unit: 'money' },
  funding_multiple: { label: 'Funding multiple', unit: 'number' },
  invoiced: { label: 'Invoiced so far', unit: 'money' },
  paid: { label: 'Paid by the customer so far', unit: 'money' },
  equipment_count: { label: 'Pieces of equipment', unit: 'number' },
  equipment_charges: { label: 'Equipment charges', unit: 'money' },
  credit_score: { label: 'Credit score', unit: 'number' },
  days_to_install: { label: 'Days from sale to installation', unit: 'number' },
  account_type: { label: 'Account type', unit: 'text' },
  account_class: { label: 'Account class', unit: 'text' },
  source: { label: 'Source', unit: 'text' },
  monitoring_company: { label: 'Monitored by', unit: 'text' },
  location: { label: 'Office location', unit: 'text' },
  state: { label: 'State', unit: 'text' },
} as const satisfies Record<string, { label: string; unit: Unit }>

export type Variable = { name: string; label: string; unit: Unit }
/** A user-defined field as a variable. */
export const customVariable = (id: number): string => `field_${id}`
/** What rules of a company may ask: ours, and its own fields of numbers, amounts and choices. */
export const variablesOf = (
  fields: readonly { id: number; label: string; unit: Unit }[],
): readonly Variable[] => [
  ...Object.entries(payrollVariables).map(([name, { label, unit }]) => ({ name, label, unit })),
  ...fields.map(({ id, label, unit }) => ({ name: customVariable(id), label, unit })),
]

/** What a customer says: money in cents, text as people read it; null where the record says nothing. */
export type VariableValues = Readonly<Record<string, string | number | null | undefined>>
