/** Saving the form: check, send what changed, and put whatever comes back where it belongs. Nothing typed is lost. */
import { useRef, useState } from 'react'
import { type Conflict, type Customer, customers, type SaveCustom } from '#shared/contracts/customers.ts'
import {
  customIdOf,
  type CustomValues,
  type FieldKey,
  type RecordValues,
} from '#shared/rules/custom-fields.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { focusField } from './form-context.ts'
import { recordValues } from './custom-draft.ts'
import { openFields } from './FormCard.tsx'
import type { FormBody, RecordForm } from './form-context.ts'
import { loadChecks } from './lazy-checks.ts'
import { preCheckErrors, preCheckOrder } from './precheck.ts'
import { formErrors, serverErrors, stepErrors } from './validate.ts'

/** What the last save ran into, beyond errors at fields. */
export type SaveTrouble = { attempt: number; others: string[]; problem: Problem | null }
const noTrouble: SaveTrouble = { attempt: 0, others: [], problem: null }

/** @param mayCreate is asked before a new record is made; false: not yet, and the page says why. */
export function useSave(form: RecordForm, mayCreate: (values: RecordValues) => Promise<boolean>) {
  const { store, kind, record } = form
  const { put, invalidate, invalidateParams } = useInvalidate()
  const save = useEndpointMutation(customers.save)
  const create = useEndpointMutation(customers.create)
  const [trouble, setTrouble] = useState<SaveTrouble>(noTrouble)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  /** For the checks: a second save meanwhile is none. */
  const waiting = useRef(false)
  const [isMaking, setIsMaking] = useState(false)
  const making = async (work: () => Promise<Customer>) => {
    setIsMaking(true)
    try {
      return await work()
    } finally {
      setIsMaking(false)
    }
  }

  /** Only what is on the page and may be changed: a hidden field keeps its stored value (REC-101). */
  const changedFields = (): RecordValues => {
    const open = new Set<string>(openFields(form))
    return Object.fromEntries(
      Object.entries(store.changes()).filter(([name]) => open.has(name)),
    ) as RecordValues
  }

  const refuse = (problem: Problem) => {
    const stale =
      problem.code === 'customers.stale' ? (problem.extra['conflict'] as Conflict | undefined) : undefined
    if (stale) return setConflict(stale)
    // The record's page says so itself, and offers the way back (RecordActions).
    if (problem.code === 'customers.archived') return setTrouble(noTrouble)
    const open = new Set<string>(openFields(form))
    const { fields, others } = serverErrors(problem.errors, (name) => open.has(name))
    store.setErrors(fields)
    // Its proof may be what was refused: the address is verified anew.
    if (fields.addressLine1) store.decideAddress(null)
    setTrouble((before) => ({
      attempt: before.attempt + 1,
      others,
      problem: Object.keys(fields).length ? null : problem,
    }))
  }

  const settle = (saved: Customer, sent: RecordValues) => {
    put(customers.open, { params: { customerId: saved.id } }, saved)
    store.rebase(recordValues(saved.fields as FieldValues, saved, store.customFields), saved.version, sent)
    store.setErrors({})
    store.decideAddress(null)
    setTrouble(noTrouble)
    setConflict(null)
    const params = { customerId: saved.id }
    void invalidate(customers.list)
    void invalidate(customers.search)
    void invalidateParams(params)
  }

  /** Returns the saved record, or null if it was not saved; why not stands on the page then. */
  const submit = async (): Promise<Customer | null> => {
    if (save.isPending || create.isPending || isMaking) return null
    if (waiting.current) return null
    waiting.current = true
    try {
      await loadChecks()
    } catch (error) {
      refuse(error as Problem)
      return null
    } finally {
      waiting.current = false
    }
    const open = openFields(form)
    const preCheck = preCheckErrors(form, open)
    const errors = {
      ...stepErrors(open, form),
      ...preCheck.fields,
      ...formErrors(open, store, kind),
    }
    form.preCheck?.change({ errors: preCheck.own })
    store.setErrors(errors)
    const names = Object.keys(errors) as FieldKey[]
    if (names.length > 0 || Object.keys(preCheck.own).length > 0) {
      setTrouble((before) => ({ attempt: before.attempt + 1, others: [], problem: null }))
      if (names.length === 1) setTimeout(() => focusField(names[0]!))
      return null
    }
    const changed = changedFields()
    const decision = store.addressDecision()
    const addressCheck = decision ? { proof: decision.proof, keep: decision.keep } : undefined
    try {
      if (record) {
        const saved = await save.mutateAsync({
          params: { customerId: record.id },
          body: { version: store.version, ...bodyOf(changed), addressCheck },
        })
        settle(saved, changed)
        toastDone('Saved')
        return saved
      }
      const given = { ...withoutEmpty(store.values()), ...changed }
      const make = form.step?.make
      if (make?.isNew !== false && !(await mayCreate(given))) return null
      const besides = { addressCheck, preCheck: preCheckOrder(form) }
      const created = make
        ? await making(() => make.call({ ...bodyOf(given), ...besides }, { ...bodyOf(changed), ...besides }))
        : await create.mutateAsync({ body: { kind, ...bodyOf(given), ...besides } })
      settle(created, given)
      if (make?.isNew === false) toastDone(`${created.header.name} is a customer now`)
      else toastDone(kind === 'lead' ? `Lead #${created.id} created` : `Customer #${created.id} created`)
      return created
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refuse(error)
      return null
    }
  }

  return {
    submit,
    saving: save.isPending || create.isPending || isMaking,
    trouble,
    conflict,
    closeConflict: () => setConflict(null),
  }
}

const withoutEmpty = (values: RecordValues): RecordValues =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== false),
  ) as RecordValues

/** Our own fields by name, and those that the company made by the ids of their definitions. */
function bodyOf(values: RecordValues): Pick<FormBody, 'fields' | 'custom'> {
  const ours = Object.entries(values).filter(([name]) => customIdOf(name) === null)
  const custom: CustomValues = {}
  for (const [name, value] of Object.entries(values)) {
    const id = customIdOf(name)
    if (id !== null) custom[id] = value ?? null
  }
  return {
    fields: Object.fromEntries(ours) as FieldValues,
    ...(Object.keys(custom).length > 0 && { custom: custom as SaveCustom }),
  }
}
