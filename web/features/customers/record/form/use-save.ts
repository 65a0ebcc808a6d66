/** Saving the form: check, send what changed, and put whatever comes back where it belongs. Nothing typed is lost. */
import { useState } from 'react'
import { type Conflict, type Customer, customers } from '#shared/contracts/customers.ts'
import { connections } from '#shared/contracts/connections.ts'
import { history } from '#shared/contracts/history.ts'
import type { FieldName, FieldValues } from '#shared/rules/customer-fields.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { focusField } from './ErrorSummary.tsx'
import { openFields } from './FormCard.tsx'
import type { RecordForm } from './form-context.ts'
import { cardsOf } from './layout.ts'
import { formErrors, serverErrors } from './validate.ts'

/** What the last save ran into, beyond errors at fields. */
export type SaveTrouble = { attempt: number; others: string[]; problem: Problem | null }
/** When a push has mostly been answered, or tried for the last time; later shows when the page is looked at again. */
const pushSettlesMs = [4_000, 15_000]
const noTrouble: SaveTrouble = { attempt: 0, others: [], problem: null }

export function useSave(form: RecordForm) {
  const { store, kind, record } = form
  const { put, invalidate } = useInvalidate()
  const save = useEndpointMutation(customers.save)
  const create = useEndpointMutation(customers.create)
  const [trouble, setTrouble] = useState<SaveTrouble>(noTrouble)
  const [conflict, setConflict] = useState<Conflict | null>(null)

  /** Only what is on the page and may be changed: a hidden field keeps its stored value (REC-101). */
  const changedFields = (): FieldValues => {
    const open = new Set<string>(openFields(form, cardsOf(kind)))
    return Object.fromEntries(Object.entries(store.changes()).filter(([name]) => open.has(name)))
  }

  const refuse = (problem: Problem) => {
    const stale =
      problem.code === 'customers.stale' ? (problem.extra['conflict'] as Conflict | undefined) : undefined
    if (stale) return setConflict(stale)
    const open = new Set<string>(openFields(form, cardsOf(kind)))
    const { fields, others } = serverErrors(problem.errors, (name) => open.has(name))
    store.setErrors(fields)
    setTrouble((before) => ({
      attempt: before.attempt + 1,
      others,
      problem: Object.keys(fields).length ? null : problem,
    }))
  }

  const settle = (saved: Customer, sent: FieldValues) => {
    put(customers.open, { params: { customerId: saved.id } }, saved)
    store.rebase(saved.fields as FieldValues, saved.version, sent)
    store.setErrors({})
    setTrouble(noTrouble)
    setConflict(null)
    const params = { customerId: saved.id }
    void invalidate(customers.list)
    void invalidate(customers.search)
    void invalidate(history.ofCustomer, params)
    void invalidate(connections.monitoring, params)
    void invalidate(connections.hub, params)
    // The station gets the change in a moment; whether it took it shows in the header.
    if (saved.link)
      for (const ms of pushSettlesMs) setTimeout(() => void invalidate(customers.open, params), ms)
  }

  /** Returns the saved record, or null if it was not saved; why not stands on the page then. */
  const submit = async (): Promise<Customer | null> => {
    if (save.isPending || create.isPending) return null
    const errors = formErrors(openFields(form, cardsOf(kind)), store, kind)
    store.setErrors(errors)
    const names = Object.keys(errors) as FieldName[]
    if (names.length > 0) {
      setTrouble((before) => ({ attempt: before.attempt + 1, others: [], problem: null }))
      if (names.length === 1) setTimeout(() => focusField(names[0]!))
      return null
    }
    const changed = changedFields()
    try {
      if (record) {
        const saved = await save.mutateAsync({
          params: { customerId: record.id },
          body: { version: store.version, fields: changed },
        })
        settle(saved, changed)
        toastDone('Saved')
        return saved
      }
      const fields = { ...withoutEmpty(store.values()), ...changed }
      const created = await create.mutateAsync({ body: { kind, fields } })
      settle(created, fields)
      toastDone(kind === 'lead' ? `Lead #${created.id} created` : `Customer #${created.id} created`)
      return created
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refuse(error)
      return null
    }
  }

  return {
    submit,
    saving: save.isPending || create.isPending,
    trouble,
    conflict,
    closeConflict: () => setConflict(null),
  }
}

const withoutEmpty = (values: FieldValues): FieldValues =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== false))
