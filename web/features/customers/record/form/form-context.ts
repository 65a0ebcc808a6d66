/** What every input of the record's form needs. Stable while one types: nothing in it changes with a key press. */
import { createContext, type ReactNode, use, useCallback, useSyncExternalStore } from 'react'
import type { Customer, SaveCustom } from '#shared/contracts/customers.ts'
import type { AddressDecision } from '#shared/contracts/places.ts'
import type { PreCheckOrder } from '#shared/contracts/prechecks.ts'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import type { FieldName, FieldValues, RecordKind } from '#shared/rules/customer-fields.ts'
import type { DraftOf, FormStore, FormSummary } from './form-store.ts'
import { type CardLayout, cardsOf } from './layout.ts'
import type { FormOptions, FormSettings } from './visible.ts'

export type RecordForm = {
  store: FormStore
  kind: RecordKind
  options: FormOptions
  settings: FormSettings
  company: string
  timeZone: string
  currency: string
  /** `YYYY-MM-DD` in the company's calendar. */
  today: string
  /** Null while the record is being created. */
  record: Customer | null
  /** Whether this user may change the field now; a masked value never. */
  mayChange: (name: FieldName) => boolean
  /** The same of the company's own fields, which have one permission. */
  mayChangeCustom: boolean
  /** Of a record that is being created, where ADT monitors: whether it is to be checked (NEW-020). */
  preCheck?: PreCheckDraft
  /** In a step of a guided flow, which shows a part of the form and saves it in its own way. */
  step?: FormStep
}

/** What a form sends: our own fields by name, and those that the company made by the ids of their definitions. */
export type FormBody = {
  fields: FieldValues
  custom?: SaveCustom
  addressCheck?: AddressDecision
  preCheck?: PreCheckOrder
}

export type FormStep = {
  cards: readonly CardLayout[]
  /** User-defined fields that stand above the cards; the others of the form stand where they always do. */
  top: readonly number[]
  /** What must be filled in here beside what always must. */
  required: ReadonlySet<FieldKey>
  /** On the button that saves. */
  label: string
  /** Beside it: Back, Skip. */
  beside?: ReactNode
  /** Of somebody who is no customer yet. */
  make?: {
    /** @param given everything that the form holds. @param changed what differs from what it began with. */
    call: (given: FormBody, changed: FormBody) => Promise<Customer>
    /** Whether it is a new record, so that possible duplicates are looked for. */
    isNew: boolean
  }
}

/** The cards that the form shows. */
export const cardsIn = ({ kind, step }: Pick<RecordForm, 'kind' | 'step'>): readonly CardLayout[] =>
  step?.cards ?? cardsOf(kind)

export type PreCheckDraft = {
  ticked: boolean
  /** Of a lead, whose form has neither. */
  monitoringCompanyId: number | null
  dealerNumberId: number | null
  /** Of the two above, after a save that was refused. */
  errors: Readonly<Record<string, string>>
  change(draft: Partial<Omit<PreCheckDraft, 'change'>>): void
}

export const RecordFormContext = createContext<RecordForm | null>(null)

/** The form that the component stands in. Throws outside of one. */
export function useRecordForm(): RecordForm {
  const form = use(RecordFormContext)
  if (!form) throw new Error('useRecordForm() stands outside of a record’s form')
  return form
}

/** A field's draft; renders the caller again only when that draft changes. */
export function useDraft<K extends FieldKey>(name: K): DraftOf<K> {
  const { store } = useRecordForm()
  const subscribe = useCallback((listener: () => void) => store.subscribe(name, listener), [store, name])
  return useSyncExternalStore(subscribe, () => store.draft(name))
}

export function useFieldError(name: FieldKey): string | undefined {
  const { store } = useRecordForm()
  const subscribe = useCallback((listener: () => void) => store.subscribe(name, listener), [store, name])
  return useSyncExternalStore(subscribe, () => store.error(name))
}

/** How much is unsaved and which errors stand; renders the caller when either changes, not with each key press. */
export function useFormSummary(store: FormStore): FormSummary {
  const subscribe = useCallback((listener: () => void) => store.subscribeSummary(listener), [store])
  return useSyncExternalStore(subscribe, () => store.summary())
}

/** The id of a field's input on the page, for labels and the error summary. */
export const inputId = (name: FieldKey): string => `field-${name.replace('.', '-')}`

/** Puts the cursor into a field's input, if it is on the page. */
export function focusField(name: FieldKey): void {
  const input = document.getElementById(inputId(name))
  input?.focus({ preventScroll: true })
  input?.scrollIntoView({ block: 'nearest' })
}
