/**
 * What stands in the record's form: the values as they were read, and what the user made of them. Each input
 * subscribes to its own field, so that a key press renders one input and not seventy.
 */
import {
  type CustomField,
  type CustomKey,
  customKey,
  type CustomValue,
  type FieldKey,
  isCustomKey,
  type RecordValues,
} from '#shared/rules/custom-fields.ts'
import { sameValue } from '#shared/rules/custom-values.ts'
import { type FieldName, type FieldValue, fieldNames } from '#shared/rules/customer-fields.ts'
import { isSameText } from '#shared/rules/address-standing.ts'
import { addressInForm, type FormDecision } from './address/address-in-form.ts'
import { type CustomDraft, customDraftOf } from './custom-draft.ts'
import { type Draft, draftOf } from './draft.ts'
import { loadedChecks, withChecks } from './lazy-checks.ts'

export type FieldErrors = { [K in FieldKey]?: string }
export type FormSummary = { dirty: readonly FieldKey[]; errors: FieldErrors; version: number }

/** Several choices of a user-defined field are a list; no field of ours has one. */
export type DraftOf<K extends FieldKey> = K extends FieldName ? Draft : CustomDraft
export type ValueOf<K extends FieldKey> = K extends FieldName ? FieldValue : CustomValue

export class FormStore {
  #base: RecordValues
  #version: number
  readonly #drafts = new Map<FieldKey, CustomDraft>()
  #dirty = new Set<FieldKey>()
  #errors: FieldErrors = {}
  #summary: FormSummary
  #addressDecision: FormDecision | null = null
  readonly #listeners = new Map<FieldKey, Set<() => void>>()
  readonly #summaryListeners = new Set<() => void>()
  /** The company's own fields in this form, in their order. */
  readonly customFields: readonly CustomField[]
  readonly #custom: ReadonlyMap<CustomKey, CustomField>

  /** @param base the record's values; fields that are not in it are not in the form. `version` 0 is a new record. */
  constructor(base: RecordValues, version: number, customFields: readonly CustomField[] = []) {
    this.#base = base
    this.#version = version
    this.#summary = { dirty: [], errors: {}, version }
    this.customFields = customFields
    this.#custom = new Map(customFields.map((field) => [customKey(field.id), field]))
  }

  get version(): number {
    return this.#version
  }

  /** Of a user-defined field, its definition. */
  customField(name: FieldKey): CustomField | undefined {
    return this.#custom.get(name as CustomKey)
  }

  has(name: FieldKey): boolean {
    return name in this.#base
  }

  base<K extends FieldKey>(name: K): ValueOf<K> {
    return (this.#base[name] ?? null) as ValueOf<K>
  }

  draft<K extends FieldKey>(name: K): DraftOf<K> {
    const draft = this.#drafts.get(name)
    return (draft === undefined ? this.#draftOf(name, this.#base[name]) : draft) as DraftOf<K>
  }

  error(name: FieldKey): string | undefined {
    return this.#errors[name]
  }

  isDirty(name: FieldKey): boolean {
    return this.#dirty.has(name)
  }

  /** Puts what the user typed; an error at the field goes, since it spoke of the value before. */
  set<K extends FieldKey>(name: K, draft: DraftOf<K>): void {
    if (this.draft(name) === draft) return
    this.#drafts.set(name, draft)
    if (!loadedChecks()) withChecks(() => this.#judgeAgain())
    const dirty = this.#differs(name, draft)
    const summaryChanged = dirty !== this.#dirty.has(name) || name in this.#errors
    if (dirty) this.#dirty.add(name)
    else this.#dirty.delete(name)
    if (name in this.#errors) {
      const { [name as FieldName]: _, ...rest } = this.#errors
      this.#errors = rest
    }
    this.#tell(name)
    if (summaryChanged) this.#tellSummary()
  }

  /** Puts a value as it is stored, as if somebody had typed it. */
  setValue(name: FieldKey, value: CustomValue): void {
    this.set(name, this.#draftOf(name, value))
  }

  setError(name: FieldKey, message: string | undefined): void {
    if (this.#errors[name] === message) return
    const { [name as FieldName]: _, ...rest } = this.#errors
    this.setErrors(message === undefined ? rest : { ...rest, [name]: message })
  }

  setErrors(errors: FieldErrors): void {
    const touched = new Set([...Object.keys(this.#errors), ...Object.keys(errors)] as FieldKey[])
    this.#errors = errors
    for (const name of touched) this.#tell(name)
    this.#tellSummary()
  }

  /** A field's draft as it would be saved, or why it cannot be. */
  check(name: FieldKey): { ok: true; value: CustomValue } | { ok: false; message: string } {
    return this.#check(name, this.draft(name))
  }

  /** The changed fields as they would be saved. Only drafts that pass their check are in it. */
  changes(): RecordValues {
    const changes: Record<string, CustomValue> = {}
    for (const name of this.#dirty) {
      const checked = this.check(name)
      if (checked.ok) changes[name] = checked.value
    }
    return changes as RecordValues
  }

  values(): RecordValues {
    return this.#base
  }

  /** What the user decided of the address, if the form still says that address. */
  addressDecision(): FormDecision | null {
    const decision = this.#addressDecision
    return decision && isSameText(decision.address, addressInForm(this)) ? decision : null
  }

  decideAddress(decision: FormDecision | null): void {
    if (decision === this.#addressDecision) return
    this.#addressDecision = decision
    this.#tellSummary()
  }

  /**
   * The record was read or saved anew. Drafts of `settled` fields are dropped if they still are what was sent;
   * whatever was typed since, and every draft of another field, stays.
   */
  rebase(base: RecordValues, version: number, settled: RecordValues | 'all'): void {
    const before = new Map(
      [...new Set([...Object.keys(this.#base), ...Object.keys(base)] as FieldKey[])].map((n) => [
        n,
        this.draft(n),
      ]),
    )
    for (const [name, draft] of [...this.#drafts]) {
      if (settled === 'all') this.#drafts.delete(name)
      else if (name in settled) {
        const checked = this.#check(name, draft)
        if (checked.ok && sameValue(checked.value, settled[name])) this.#drafts.delete(name)
      } else if (!this.#dirty.has(name)) this.#drafts.delete(name)
    }
    this.#base = base
    this.#version = version
    this.#dirty = new Set([...this.#drafts].filter(([n, d]) => this.#differs(n, d)).map(([n]) => n))
    const stale = Object.keys(this.#errors).filter((n) => !this.#dirty.has(n as FieldKey)) as FieldKey[]
    if (stale.length)
      this.#errors = Object.fromEntries(
        Object.entries(this.#errors).filter(([n]) => !stale.includes(n as FieldKey)),
      )
    for (const [name, draft] of before)
      if (draft !== this.draft(name) || stale.includes(name)) this.#tell(name)
    this.#tellSummary()
  }

  /** Back to what was read. */
  discard(): void {
    this.#addressDecision = null
    this.rebase(this.#base, this.#version, 'all')
  }

  subscribe(name: FieldKey, listener: () => void): () => void {
    const set = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, set)
    set.add(listener)
    return () => set.delete(listener)
  }

  /** For what depends on the form as a whole: how much is unsaved, which errors stand. */
  subscribeSummary(listener: () => void): () => void {
    this.#summaryListeners.add(listener)
    return () => this.#summaryListeners.delete(listener)
  }

  summary(): FormSummary {
    return this.#summary
  }

  #draftOf(name: FieldKey, value: CustomValue | undefined): CustomDraft {
    if (!isCustomKey(name)) return draftOf(name, value as FieldValue | undefined)
    const field = this.#custom.get(name)
    return field ? customDraftOf(field, value) : null
  }

  #check(name: FieldKey, draft: CustomDraft): ReturnType<FormStore['check']> {
    const stored = this.#base[name] ?? null
    const checks = loadedChecks()
    if (!checks)
      return draft === this.#draftOf(name, stored)
        ? { ok: true, value: stored }
        : { ok: false, message: 'This is not checked yet' }
    if (!isCustomKey(name)) return checks.checkDraft(name, draft as Draft)
    const field = this.#custom.get(name)
    return field ? checks.checkCustomDraft(field, draft, stored) : { ok: true, value: stored }
  }

  /** What was typed before the checks were there. */
  #judgeAgain(): void {
    for (const [name, draft] of this.#drafts) {
      if (this.#differs(name, draft)) this.#dirty.add(name)
      else this.#dirty.delete(name)
      this.#tell(name)
    }
    this.#tellSummary()
  }

  #differs(name: FieldKey, draft: CustomDraft): boolean {
    if (draft === this.#draftOf(name, this.#base[name])) return false
    const checked = this.#check(name, draft)
    return !checked.ok || !sameValue(checked.value, this.#base[name] ?? null)
  }

  #tell(name: FieldKey): void {
    for (const listener of this.#listeners.get(name) ?? []) listener()
  }

  #tellSummary(): void {
    const ordered: FieldKey[] = [...fieldNames, ...this.#custom.keys()]
    const dirty = ordered.filter((name) => this.#dirty.has(name))
    this.#summary = { dirty, errors: this.#errors, version: this.#version }
    for (const listener of this.#summaryListeners) listener()
  }
}
