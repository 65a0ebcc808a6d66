/**
 * What stands in the record's form: the values as they were read, and what the user made of them. Each input
 * subscribes to its own field, so that a key press renders one input and not seventy.
 */
import {
  type FieldName,
  type FieldValue,
  type FieldValues,
  fieldNames,
} from '#shared/rules/customer-fields.ts'
import { checkDraft, type Draft, draftOf } from './draft.ts'

export type FieldErrors = Partial<Record<FieldName, string>>
export type FormSummary = { dirty: readonly FieldName[]; errors: FieldErrors; version: number }

export class FormStore {
  #base: FieldValues
  #version: number
  readonly #drafts = new Map<FieldName, Draft>()
  #dirty = new Set<FieldName>()
  #errors: FieldErrors = {}
  #summary: FormSummary
  readonly #listeners = new Map<FieldName, Set<() => void>>()
  readonly #summaryListeners = new Set<() => void>()

  /** @param base the record's values; fields that are not in it are not in the form. `version` 0 is a new record. */
  constructor(base: FieldValues, version: number) {
    this.#base = base
    this.#version = version
    this.#summary = { dirty: [], errors: {}, version }
  }

  get version(): number {
    return this.#version
  }

  has(name: FieldName): boolean {
    return name in this.#base
  }

  base(name: FieldName): FieldValue {
    return this.#base[name] ?? null
  }

  draft(name: FieldName): Draft {
    const draft = this.#drafts.get(name)
    return draft === undefined ? draftOf(name, this.#base[name]) : draft
  }

  error(name: FieldName): string | undefined {
    return this.#errors[name]
  }

  isDirty(name: FieldName): boolean {
    return this.#dirty.has(name)
  }

  /** Puts what the user typed; an error at the field goes, since it spoke of the value before. */
  set(name: FieldName, draft: Draft): void {
    if (this.draft(name) === draft) return
    this.#drafts.set(name, draft)
    const dirty = this.#differs(name, draft)
    const summaryChanged = dirty !== this.#dirty.has(name) || name in this.#errors
    if (dirty) this.#dirty.add(name)
    else this.#dirty.delete(name)
    if (name in this.#errors) {
      const { [name]: _, ...rest } = this.#errors
      this.#errors = rest
    }
    this.#tell(name)
    if (summaryChanged) this.#tellSummary()
  }

  setError(name: FieldName, message: string | undefined): void {
    if (this.#errors[name] === message) return
    const { [name]: _, ...rest } = this.#errors
    this.setErrors(message === undefined ? rest : { ...rest, [name]: message })
  }

  setErrors(errors: FieldErrors): void {
    const touched = new Set([...Object.keys(this.#errors), ...Object.keys(errors)] as FieldName[])
    this.#errors = errors
    for (const name of touched) this.#tell(name)
    this.#tellSummary()
  }

  /** The changed fields as they would be saved. Only drafts that pass their check are in it. */
  changes(): FieldValues {
    const changes: FieldValues = {}
    for (const name of this.#dirty) {
      const checked = checkDraft(name, this.draft(name))
      if (checked.ok) changes[name] = checked.value
    }
    return changes
  }

  values(): FieldValues {
    return this.#base
  }

  /**
   * The record was read or saved anew. Drafts of `settled` fields are dropped if they still are what was sent;
   * whatever was typed since, and every draft of another field, stays.
   */
  rebase(base: FieldValues, version: number, settled: FieldValues | 'all'): void {
    const before = new Map(
      [...new Set([...Object.keys(this.#base), ...Object.keys(base)] as FieldName[])].map((n) => [
        n,
        this.draft(n),
      ]),
    )
    for (const [name, draft] of [...this.#drafts]) {
      if (settled === 'all') this.#drafts.delete(name)
      else if (name in settled) {
        const checked = checkDraft(name, draft)
        if (checked.ok && checked.value === settled[name]) this.#drafts.delete(name)
      } else if (!this.#dirty.has(name)) this.#drafts.delete(name)
    }
    this.#base = base
    this.#version = version
    this.#dirty = new Set([...this.#drafts].filter(([n, d]) => this.#differs(n, d)).map(([n]) => n))
    const stale = Object.keys(this.#errors).filter((n) => !this.#dirty.has(n as FieldName)) as FieldName[]
    if (stale.length)
      this.#errors = Object.fromEntries(
        Object.entries(this.#errors).filter(([n]) => !stale.includes(n as FieldName)),
      )
    for (const [name, draft] of before)
      if (draft !== this.draft(name) || stale.includes(name)) this.#tell(name)
    this.#tellSummary()
  }

  /** Back to what was read. */
  discard(): void {
    this.rebase(this.#base, this.#version, 'all')
  }

  subscribe(name: FieldName, listener: () => void): () => void {
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

  #differs(name: FieldName, draft: Draft): boolean {
    if (draft === draftOf(name, this.#base[name])) return false
    const checked = checkDraft(name, draft)
    return !checked.ok || checked.value !== (this.#base[name] ?? null)
  }

  #tell(name: FieldName): void {
    for (const listener of this.#listeners.get(name) ?? []) listener()
  }

  #tellSummary(): void {
    const dirty = fieldNames.filter((name) => this.#dirty.has(name))
    this.#summary = { dirty, errors: this.#errors, version: this.#version }
    for (const listener of this.#summaryListeners) listener()
  }
}
