/**
 * The coloured boxes beside a customer's name (REC-022, TAB-020): categories of values, each with the conditions that
 * must hold for it. The first value that fits is the box. Pure, so that a record, a list and the preview in
 * administration say the same.
 */
import { z } from 'zod'
import { id, text } from '../contract.ts'
import { addMonths, formatDate, monthsRemaining } from '../time.ts'
import type { CustomValue } from './custom-fields.ts'

/** The colours, and the word that says each to who does not see it. */
export const statusTones = {
  good: 'Green, a tick',
  attention: 'Amber, a warning sign',
  bad: 'Red, a cross',
  info: 'Blue, an i',
  special: 'Violet, a star',
  neutral: 'Grey, a ring',
} as const
export type StatusTone = keyof typeof statusTones
const tones = Object.keys(statusTones) as [StatusTone, ...StatusTone[]]

/** Facts that hold or do not. */
export const yesNoFacts = {
  sold: ['has a sale date', 'has no sale date'],
  canceled: ['is canceled', 'is not canceled'],
  archived: ['is archived', 'is not archived'],
  installed: ['is installed', 'is not installed'],
  install_date: ['has an installation date', 'has no installation date'],
  install_ahead: ['has an installation date ahead', 'has no installation date ahead'],
  monitored: ['is monitored by somebody', 'is monitored by nobody'],
  integrated: ['has a station that Keyholder speaks to', 'has no station that Keyholder speaks to'],
  linked: ['is linked to its station', 'is not linked to its station'],
  linking: ['is being linked to its station', 'is not being linked to its station'],
  out_of_step: ['has a change that its station did not take', 'has no change that its station did not take'],
  overdue_ticket: ['has an overdue ticket', 'has no overdue ticket'],
} as const
export type YesNoFact = keyof typeof yesNoFacts

/** Facts that are one of a fixed few. */
export const choiceFacts = {
  funding: {
    label: 'Funding',
    values: {
      not_submitted: 'not submitted',
      submitted: 'submitted',
      funded: 'funded',
      rejected: 'rejected',
    },
  },
  account_type: { label: 'Account type', values: { residential: 'residential', commercial: 'commercial' } },
} as const
export type ChoiceFact = keyof typeof choiceFacts

/** Facts that are rows of the company's own. */
export const rowFacts = {
  account_class: 'Account class',
  monitored_by: 'Monitored by',
  tag: 'Tag',
} as const
export type RowFact = keyof typeof rowFacts

const keysOf = <T extends object>(of: T) => Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]
const is = z.boolean()

export const statusCondition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('yes_no'), fact: z.enum(keysOf(yesNoFacts)), is }),
  z.strictObject({
    type: z.literal('choice'),
    fact: z.enum(keysOf(choiceFacts)),
    is,
    values: z.array(z.string().max(40)).min(1, 'Choose at least one').max(10),
  }),
  z.strictObject({
    type: z.literal('row'),
    fact: z.enum(keysOf(rowFacts)),
    is,
    ids: z.array(id).min(1, 'Choose at least one').max(50),
  }),
  z.strictObject({
    type: z.literal('months_left'),
    is,
    atMost: z.number('Enter a number of months').int().min(0).max(600),
  }),
  z.strictObject({
    type: z.literal('custom'),
    is,
    field: id,
    value: z.union([z.string().max(255), z.number(), z.boolean()]),
  }),
])
export type StatusCondition = z.output<typeof statusCondition>

const statusValue = z.strictObject({
  label: text(40).pipe(z.string().min(1, 'Enter what the box says')),
  tone: z.enum(tones),
  /** On hover; what stands in [brackets] is left out where a {word} in it has nothing to say. */
  detail: text(160).default(''),
  /** All of them must hold; none: the value fits every customer. */
  when: z.array(statusCondition).max(10),
})
export type StatusValue = z.output<typeof statusValue>

export const mostCategories = 12
export const statusCategory = z.strictObject({
  /** Stays when the name changes. */
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  name: text(40).pipe(z.string().min(1, 'Enter a name')),
  shown: z.boolean(),
  values: z.array(statusValue).min(1, 'Add at least one value').max(20),
})
export type StatusCategory = z.output<typeof statusCategory>

export const statusCategories = z
  .array(statusCategory)
  .max(mostCategories, `At most ${mostCategories} categories`)
  .superRefine((list, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    list.forEach(({ key, name, values }, i) => {
      const before = list.slice(0, i)
      if (before.some((other) => other.key === key)) complain([i, 'key'], 'Another category has this key')
      if (before.some((other) => other.name.toLowerCase() === name.toLowerCase()))
        complain([i, 'name'], 'Another category is called so already')
      values.forEach(({ when, detail }, v) => {
        const wrong = [...detail.matchAll(/\{([^}]*)\}/g)].find(([, word]) => !(word! in detailWords))
        if (wrong) complain([i, 'values', v, 'detail'], `There is no word ${wrong[0]}`)
        when.forEach((condition, c) => {
          if (condition.type !== 'choice') return
          const known = choiceFacts[condition.fact].values
          if (condition.values.some((value) => !(value in known)))
            complain([i, 'values', v, 'when', c, 'values'], 'There is no such choice')
        })
        if (when.length === 0 && v < values.length - 1)
          complain(
            [i, 'values', v, 'when'],
            'This value fits everybody, so none below it would ever show. Put it last, or give it a condition',
          )
      })
    })
  })

/** What the words of a detail stand for. */
export const detailWords = {
  monitor: 'who monitors',
  'sale date': 'the sale date',
  'cancel date': 'the cancel date',
  'install date': 'the installation date',
} as const

/** What the boxes rest on. */
export type StatusFacts = {
  isCanceled: boolean
  cancelDate: string | null
  saleDate: string | null
  installed: boolean
  installDate: string | null
  archived: boolean
  fundingStatus: string | null
  accountType: string | null
  accountClassId: number | null
  monitorId: number | null
  monitorName: string | null
  integrated: boolean
  connectionState: 'linking' | 'linked' | null
  failedPushes: number
  overdueTicket: boolean
  tagIds: readonly number[]
  /** The contract term from the sale date on; null for none. */
  termMonths: number | null
  /** Values of user-defined fields that are not confidential, by definition. */
  custom: Readonly<Record<string, CustomValue>>
  /** The company's date, `YYYY-MM-DD`. */
  today: string
}

/** Which of the record's cards the reader may see. */
export type StatusSight = { sale: boolean; installation: boolean }

export type StatusBox = { category: string; label: string; tone: StatusTone; detail: string }

/** Whether the condition rests on what only the Sale Information card tells. */
const restsOnSale = (condition: StatusCondition): boolean =>
  condition.type === 'months_left' || (condition.type === 'choice' && condition.fact === 'funding')

function holdsFact(fact: YesNoFact, f: StatusFacts): boolean {
  switch (fact) {
    case 'sold':
      return f.saleDate !== null
    case 'canceled':
      return f.isCanceled
    case 'archived':
      return f.archived
    case 'installed':
      return f.installed
    case 'install_date':
      return f.installDate !== null
    case 'install_ahead':
      return f.installDate !== null && f.installDate > f.today
    case 'monitored':
      return f.monitorId !== null
    case 'integrated':
      return f.integrated
    case 'linked':
      return f.connectionState === 'linked'
    case 'linking':
      return f.connectionState === 'linking'
    case 'out_of_step':
      return f.failedPushes > 0
    case 'overdue_ticket':
      return f.overdueTicket
  }
}

/** Whole months of the contract that are left: 0 once it is over; null without a term that ends. */
function monthsLeft({ termMonths, saleDate, today }: StatusFacts): number | null {
  if (termMonths === null || termMonths <= 1 || saleDate === null) return null
  return today >= addMonths(saleDate, termMonths) ? 0 : monthsRemaining(saleDate, termMonths, today)
}

const equalsCustom = (value: CustomValue | undefined, wanted: string | number | boolean): boolean =>
  Array.isArray(value)
    ? value.includes(String(wanted))
    : (value ?? (wanted === false ? false : null)) === wanted

function rowHolds(fact: RowFact, ids: readonly number[], f: StatusFacts): boolean {
  if (fact === 'tag') return f.tagIds.some((tag) => ids.includes(tag))
  const stored = fact === 'account_class' ? f.accountClassId : f.monitorId
  return stored !== null && ids.includes(stored)
}

/** Whether the condition holds of the facts. */
export function conditionHolds(condition: StatusCondition, f: StatusFacts): boolean {
  switch (condition.type) {
    case 'yes_no':
      return holdsFact(condition.fact, f) === condition.is
    case 'choice': {
      const stored = condition.fact === 'funding' ? f.fundingStatus : f.accountType
      return (stored !== null && condition.values.includes(stored)) === condition.is
    }
    case 'row':
      return rowHolds(condition.fact, condition.ids, f) === condition.is
    case 'months_left': {
      const left = monthsLeft(f)
      return left !== null && left <= condition.atMost === condition.is
    }
    case 'custom':
      return equalsCustom(f.custom[condition.field], condition.value) === condition.is
  }
}

function detailOf(detail: string, f: StatusFacts, sight: StatusSight): string {
  const on = (seen: boolean, date: string | null) => (seen && date ? formatDate(date) : '')
  const wordOf = (word: string): string => {
    if (word === 'monitor') return f.monitorName ?? ''
    if (word === 'sale date') return on(sight.sale, f.saleDate)
    if (word === 'cancel date') return on(sight.sale, f.cancelDate)
    if (word === 'install date') return on(sight.installation, f.installDate)
    return ''
  }
  const filled = (part: string) => part.replace(/\{([^}]*)\}/g, (_, word: string) => wordOf(word))
  return filled(
    detail.replace(/\[([^\]]*)\]/g, (_, part: string) =>
      [...part.matchAll(/\{([^}]*)\}/g)].some(([, word]) => !wordOf(word!)) ? '' : filled(part),
    ),
  ).trim()
}

/** A category's box, or null: it is not shown, nothing fits, or what it rests on is not the reader's to see. */
export function statusBox(category: StatusCategory, f: StatusFacts, sight: StatusSight): StatusBox | null {
  if (!category.shown) return null
  // The whole category: which of its values fits would tell as much.
  if (!sight.sale && category.values.some(({ when }) => when.some(restsOnSale))) return null
  const value = category.values.find(({ when }) => when.every((condition) => conditionHolds(condition, f)))
  return value
    ? {
        category: category.key,
        label: value.label,
        tone: value.tone,
        detail: detailOf(value.detail, f, sight),
      }
    : null
}

/** The boxes in the company's order. @param categories null for a company that has set nothing */
export const statusBoxes = (
  categories: readonly StatusCategory[] | null,
  f: StatusFacts,
  sight: StatusSight,
): StatusBox[] => (categories ?? usualCategories).flatMap((category) => statusBox(category, f, sight) ?? [])

/** What a list must look up for these rules beyond the columns that it reads anyway: the values of `status_setup.needs`. */
export function needsOf(categories: readonly StatusCategory[]): string[] {
  const conditions = categories.flatMap(({ values }) => values.flatMap(({ when }) => when))
  return [
    ...new Set(
      conditions.flatMap((condition): string[] => {
        if (condition.type === 'months_left') return ['term']
        if (condition.type === 'custom') return ['custom']
        if (condition.type === 'row' && condition.fact === 'tag') return ['tags']
        return condition.type === 'yes_no' && condition.fact === 'overdue_ticket' ? ['overdue'] : []
      }),
    ),
  ].toSorted()
}

const yes = (fact: YesNoFact): StatusCondition => ({ type: 'yes_no', fact, is: true })
const no = (fact: YesNoFact): StatusCondition => ({ type: 'yes_no', fact, is: false })
const funding = (value: string): StatusCondition => ({
  type: 'choice',
  fact: 'funding',
  is: true,
  values: [value],
})
const value = (label: string, tone: StatusTone, detail: string, ...when: StatusCondition[]): StatusValue => ({
  label,
  tone,
  detail,
  when,
})

/** What holds for a company that has set nothing. */
export const usualCategories: readonly StatusCategory[] = [
  {
    key: 'account',
    name: 'Account',
    shown: true,
    values: [
      value('Canceled', 'bad', 'Account canceled[ on {cancel date}]', yes('canceled')),
      value('Sold', 'good', 'Sold[ on {sale date}]', yes('sold')),
      value('No sale', 'neutral', 'No sale date yet'),
    ],
  },
  {
    key: 'install',
    name: 'Installation',
    shown: true,
    values: [
      value('Installed', 'good', 'Installed[ on {install date}]', yes('installed')),
      value('Scheduled', 'attention', 'Installation planned[ on {install date}]', yes('install_date')),
      value('Not installed', 'bad', 'Not installed, none planned'),
    ],
  },
  {
    key: 'monitoring',
    name: 'Monitoring',
    shown: true,
    values: [
      value('No monitor', 'neutral', 'Nobody monitors this customer', no('monitored'), yes('canceled')),
      value('No monitor', 'bad', 'Nobody monitors this customer', no('monitored')),
      value('Out of step', 'bad', '{monitor} did not take the latest changes', yes('out_of_step')),
      value('Monitored', 'good', 'Linked at {monitor}', yes('linked')),
      value('Linking', 'attention', '{monitor} has not confirmed the link yet', yes('linking')),
      value('Monitored', 'neutral', '{monitor}, kept up to date by hand', no('integrated')),
      value('Not linked', 'attention', 'Monitored by {monitor}, not linked'),
    ],
  },
  {
    key: 'funding',
    name: 'Funding',
    shown: true,
    values: [
      value('Funded', 'good', 'Funding: funded', funding('funded')),
      value('Submitted', 'attention', 'Funding: submitted', funding('submitted')),
      value('Rejected', 'bad', 'Funding: rejected', funding('rejected')),
      value('Not submitted', 'neutral', 'Funding: not submitted', funding('not_submitted')),
    ],
  },
]
