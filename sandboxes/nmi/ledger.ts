/** What a processor remembers: stored methods, transactions, and how the invented banks behave. Two wires share it, not their state. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'

/** How the bank behind a method behaves. */
export const scenarios = {
  ok: 'Approves everything',
  do_not_honor: 'Declines: do not honor',
  insufficient_funds: 'Declines: insufficient funds',
  expired: 'Declines: expired card',
  stolen: 'Declines: stolen card',
  lost: 'Charges, and drops the answer',
  dispute: 'Approves; a chargeback once it is settled',
  R01: 'Returned R01 once it is settled',
  R02: 'Returned R02 once it is settled',
  R09: 'Returned R09 once it is settled',
  R29: 'Returned R29 once it is settled',
  R10: 'Returned R10 once it is settled',
} as const
export type Scenario = keyof typeof scenarios
const scenarioKeys = Object.keys(scenarios) as [Scenario, ...Scenario[]]

const cards: Record<string, Scenario> = {
  '0002': 'do_not_honor',
  '9995': 'insufficient_funds',
  '0069': 'expired',
  '9979': 'stolen',
  '0119': 'lost',
  '0259': 'dispute',
}
const accounts: Record<string, Scenario> = { '01': 'R01', '02': 'R02', '09': 'R09', '10': 'R10', '29': 'R29' }

export type Token = {
  token: string
  kind: 'card' | 'bank_account'
  brand: string
  first6: string
  last4: string
  /** `MMYY` */
  exp: string
  holder: string
  accountType: 'checking' | 'savings'
  holderType: 'personal' | 'business'
  scenario: Scenario
  used: boolean
}
export type Method = Omit<Token, 'used' | 'token'> & {
  accountNumber: string
  customer: string
  shows: string
}
export type Deed = { type: string; success: boolean; cents: number; code: string; text: string; date: string }
export type Transaction = {
  id: string
  orderId: string
  originalId: string
  method: string
  kind: 'card' | 'bank_account'
  condition: 'pendingsettlement' | 'complete' | 'failed' | 'canceled'
  cents: number
  deeds: Deed[]
  fields: Record<string, string>
}
/** What is still to be told by a webhook, in no wire's form. */
export type Telling = {
  id: string
  kind: string
  transaction: string
  code: string
  text: string
  cents: number
}
type Entry = { method?: Method; gone?: string; transaction?: Transaction; effect?: Effect }

const brandOf = (number: string) =>
  number.startsWith('4')
    ? 'visa'
    : /^(5|2)/.test(number)
      ? 'mastercard'
      : /^3[47]/.test(number)
        ? 'amex'
        : 'discover'

const luhn = (number: string): boolean =>
  [...number].reverse().reduce((sum, digit, at) => {
    const twice = Number(digit) * (at % 2 ? 2 : 1)
    return sum + (twice > 9 ? twice - 9 : twice)
  }, 0) %
    10 ===
  0

export const numbers = z.union([
  z.strictObject({
    kind: z.literal('card'),
    number: z
      .string()
      .transform((text) => text.replace(/\D/g, ''))
      .refine((text) => /^\d{13,19}$/.test(text) && luhn(text), 'Card number is invalid'),
    exp: z
      .string()
      .transform((text) => text.replace(/\D/g, ''))
      .refine((text) => /^(0[1-9]|1[0-2])\d\d$/.test(text), 'Expiration date is invalid'),
    holder: z.string().max(100).default(''),
  }),
  z.strictObject({
    kind: z.literal('bank_account'),
    aba: z.string().regex(/^\d{9}$/, 'Routing number is invalid'),
    account: z.string().regex(/^\d{4,17}$/, 'Account number is invalid'),
    accountType: z.enum(['checking', 'savings']).default('checking'),
    holderType: z.enum(['personal', 'business']).default('personal'),
    holder: z.string().max(100).default(''),
  }),
])

const known = z.strictObject({
  accounts: z.array(
    z.strictObject({
      accountNumber: z.string().min(1).max(60),
      customer: z.string().max(60).default(''),
      kind: z.enum(['card', 'bank_account']).default('card'),
      brand: z.string().default('visa'),
      last4: z.string().default('1111'),
      exp: z.string().default('1239'),
      scenario: z.enum(scenarioKeys).default('ok'),
    }),
  ),
})

export type Ledger = ReturnType<typeof openLedger>

/** Opens the processor's memory, from the file if there is one. */
export function openLedger(
  file: string | null,
  prefix: string,
  seed: readonly Method[] = [],
  seedTransactions: readonly Transaction[] = [],
) {
  const { entries, journal } = openJournal<Entry>(file)
  let methods = new Map<string, Method>(seed.map((one) => [one.accountNumber, one]))
  const seeded = () => new Map(seedTransactions.map((one) => [one.id, one]))
  let transactions = seeded()
  let effects: Effect[] = []
  let tellings: Telling[] = []
  const tokens = new Map<string, Token>()
  let count = 0

  const take = ({ method, gone, transaction, effect }: Entry) => {
    if (method) methods.set(method.accountNumber, method)
    if (gone) methods.delete(gone)
    if (transaction) transactions.set(transaction.id, transaction)
    if (effect) effects.push(effect)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  for (const entry of entries) take(entry)
  count = transactions.size
  const nextId = () => `${prefix}${4_200_001 + count++}`
  const note = (kind: string, accountNumber: string, idempotencyKey: string, values: unknown) =>
    record({
      effect: {
        seq: effects.length + 1,
        at: new Date().toISOString(),
        kind,
        accountNumber,
        idempotencyKey,
        values,
      },
    })
  const tell = (kind: string, one: Transaction, cents = one.cents, code = '', text = '') =>
    tellings.push({ id: randomUUID(), kind, transaction: one.id, code, text, cents })
  const deed = (type: string, cents: number, success = true, code = '100', text = 'SUCCESS'): Deed => ({
    type,
    success,
    cents,
    code,
    text,
    date: new Date().toISOString().replace(/\D/g, '').slice(0, 14),
  })

  return {
    tokens,
    makeToken(body: unknown, prefixOfToken = ''): Token {
      const given = numbers.parse(body)
      const digits = given.kind === 'card' ? given.number : given.account
      const token: Token = {
        token: `${prefixOfToken}${randomUUID()}`,
        kind: given.kind,
        brand: given.kind === 'card' ? brandOf(digits) : '',
        first6: given.kind === 'card' ? digits.slice(0, 6) : '',
        last4: digits.slice(-4),
        exp: given.kind === 'card' ? given.exp : '',
        holder: given.holder,
        accountType: given.kind === 'card' ? 'checking' : given.accountType,
        holderType: given.kind === 'card' ? 'personal' : given.holderType,
        scenario: (given.kind === 'card' ? cards[digits.slice(-4)] : accounts[digits.slice(-2)]) ?? 'ok',
        used: false,
      }
      tokens.set(token.token, token)
      return token
    },
    methods: () => methods.values(),
    method: (id: string) => methods.get(id),
    keep(token: Token, accountNumber: string, customer: string): Method {
      const { used: _used, token: _token, ...rest } = token
      token.used = true
      const method = { ...rest, accountNumber, customer, shows: scenarios[token.scenario] }
      record({ method })
      return method
    },
    forget: (accountNumber: string) => record({ gone: accountNumber }),
    transactions: () => [...transactions.values()],
    transaction: (id: string) => transactions.get(id),
    /** A sale as the method's bank answers it. */
    sell(method: Method, cents: number, orderId: string, fields: Record<string, string>): Transaction {
      const exp = `${method.exp.slice(2)}${method.exp.slice(0, 2)}`
      const isOver = method.kind === 'card' && exp < new Date().toISOString().slice(2, 7).replace('-', '')
      const refusal: Partial<Record<Scenario, [string, string]>> = {
        do_not_honor: ['201', 'Do not honor'],
        insufficient_funds: ['202', 'Insufficient funds'],
        expired: ['223', 'Expired card'],
        stolen: ['252', 'Stolen card'],
      }
      const no = isOver ? refusal.expired : refusal[method.scenario]
      const transaction: Transaction = {
        id: nextId(),
        orderId,
        originalId: '',
        method: method.accountNumber,
        kind: method.kind,
        condition: no ? 'failed' : 'pendingsettlement',
        cents,
        deeds: [no ? deed('sale', cents, false, ...no) : deed('sale', cents)],
        fields,
      }
      record({ transaction })
      if (!no) note('sale', method.accountNumber, orderId, { cents, id: transaction.id, ...fields })
      return transaction
    },
    refunded: (id: string) =>
      [...transactions.values()]
        .filter(({ originalId }) => originalId === id)
        .reduce((sum, { cents }) => sum + cents, 0),
    refund(
      of: Transaction,
      cents: number,
      orderId: string,
      fields: Record<string, string> = {},
    ): Transaction {
      const transaction: Transaction = {
        ...of,
        id: nextId(),
        orderId,
        originalId: of.id,
        condition: 'pendingsettlement',
        cents,
        deeds: [deed('refund', cents)],
        fields,
      }
      record({ transaction })
      note('refund', of.method, orderId, { cents, of: of.id })
      return transaction
    },
    void(of: Transaction): Transaction {
      const transaction = {
        ...of,
        condition: 'canceled' as const,
        deeds: [...of.deeds, deed('void', of.cents)],
      }
      record({ transaction })
      note('void', of.method, of.orderId, { id: of.id })
      return transaction
    },
    /** The end of the processor's day: what is pending settles, and what the banks send back comes back. */
    settle(): number {
      let settled = 0
      for (const one of transactions.values()) {
        if (one.condition !== 'pendingsettlement') continue
        settled += 1
        const scenario = methods.get(one.method)?.scenario ?? 'ok'
        const isReturned = one.originalId === '' && /^R\d\d$/.test(scenario)
        const text = `${scenario} - ${scenarios[scenario]}`
        const deeds = isReturned
          ? [deed('settle', one.cents), deed('check_return', one.cents, true, scenario, text)]
          : [deed('settle', one.cents)]
        record({
          transaction: {
            ...one,
            condition: isReturned ? 'failed' : 'complete',
            deeds: [...one.deeds, ...deeds],
          },
        })
        tell('settled', one)
        if (isReturned) tell('returned', one, one.cents, scenario, text)
        if (scenario === 'dispute' && one.originalId === '')
          tell('charged_back', one, one.cents, '10.4', 'Other fraud, card absent')
      }
      return settled
    },
    /** What is to be told, once. */
    takeTellings(): Telling[] {
      const taken = tellings
      tellings = []
      return taken
    },
    note,
    effects: (): readonly Effect[] => effects,
    upsert(body: unknown): number {
      const given = known.parse(body)
      for (const one of given.accounts)
        record({
          method: {
            ...one,
            customer: one.customer || one.accountNumber,
            first6: one.kind === 'card' ? '411111' : '',
            holder: '',
            accountType: 'checking',
            holderType: 'personal',
            shows: scenarios[one.scenario],
          },
        })
      return given.accounts.length
    },
    reset() {
      methods = new Map(seed.map((one) => [one.accountNumber, one]))
      transactions = seeded()
      effects = []
      tellings = []
      tokens.clear()
      journal.rewrite([])
    },
    close: () => journal.close(),
  }
}
