/** The one live form, for a record that exists and for one that is being created. */
import { Fragment, lazy, startTransition, Suspense, useEffect, useMemo, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { Customer } from '#shared/contracts/customers.ts'
import { todayIn } from '#shared/time.ts'
import { useMe } from '#web/api/session.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { CustomFieldsCard } from './CustomFieldsCard.tsx'
// Not when it is needed: it takes the focus, and late it would take it from who has gone on to the first field.
import { ErrorSummary } from './ErrorSummary.tsx'
import { FormCard } from './FormCard.tsx'
import { cardsIn, type RecordForm as Form, RecordFormContext } from './form-context.ts'
import classes from './form.module.css'
import { customCardAfter } from './layout.ts'
import { prepareChecks } from './lazy-checks.ts'
import { LeaveGuard } from './LeaveGuard.tsx'
import { SaveBar, SaveStatus, StepBar } from './SaveBar.tsx'
import { useDuplicateCheck } from './use-duplicate-check.ts'
import { useSave } from './use-save.ts'

// Rarely needed: its script comes when two people have saved the same record.
const MergePanel = lazy(async () => ({ default: (await import('./MergePanel.tsx')).MergePanel }))

// Of companies that ADT monitors for.
const PreCheckSection = lazy(async () => ({
  default: (await import('./PreCheckSection.tsx')).PreCheckSection,
}))

const DuplicatesDialog = lazy(async () => ({
  default: (await import('../lifecycle/DuplicatesDialog.tsx')).DuplicatesDialog,
}))

/** The parts of the form's surroundings that follow from who is signed in. */
export function useFormSurroundings() {
  const { company } = useMe()
  return useMemo(
    () => ({
      company: company.slug,
      timeZone: company.timeZone,
      currency: company.currency,
      today: todayIn(company.timeZone, new Date()),
    }),
    [company.slug, company.timeZone, company.currency],
  )
}

type Props = {
  form: Form
  /** Nothing can be changed on this record now. */
  readOnly: boolean
  /** Where a new record leads once it is there, and where a step of a guided flow leads. */
  onCreated?: (created: Customer) => void
}

export function RecordForm({ form, readOnly, onCreated }: Props) {
  const navigate = useNavigate()
  const cards = useCards(form)
  const duplicates = useDuplicateCheck()
  const { submit, saving, trouble, conflict, closeConflict } = useSave(form, duplicates.mayCreate)
  const toList = () =>
    navigate({
      to: form.kind === 'lead' ? '/$company/leads' : '/$company/customers',
      params: { company: form.company },
    })
  const save = async (then: 'list' | 'stay') => {
    if (then === 'list' && form.record && form.store.summary().dirty.length === 0) return toList()
    const saved = await submit()
    if (!saved) return
    if (!form.record || form.step) onCreated?.(saved)
    else if (then === 'list') await toList()
  }
  useHotkeys(
    readOnly
      ? []
      : [
          {
            keys: 'mod+s',
            does: form.record ? 'Save & Stay' : 'Save',
            run: () => void leaveInput(() => save('stay')),
          },
        ],
  )
  const onSave = readOnly ? null : (then: 'list' | 'stay') => void save(then)
  const bar = { saving: saving || duplicates.asking, onSave, onDiscard: () => form.store.discard() }
  return (
    <RecordFormContext value={form}>
      <form
        noValidate
        className={classes.form}
        onFocus={prepareChecks}
        onPointerEnter={prepareChecks}
        aria-label={form.record ? 'Record' : form.kind === 'lead' ? 'New lead' : 'New customer'}
        onSubmit={(event) => {
          event.preventDefault()
          if (!readOnly) void leaveInput(() => save('stay'))
        }}
      >
        {!readOnly && <SaveStatus />}
        {!form.step && <SaveBar {...bar} />}
        {trouble.problem && (
          <Notice tone="bad" title="This was not saved.">
            {trouble.problem.detail} What you typed is still here.
            {trouble.problem.requestId && trouble.problem.status >= 500 && (
              <> Request number {trouble.problem.requestId}.</>
            )}
          </Notice>
        )}
        {trouble.attempt > 0 && <ErrorSummary attempt={trouble.attempt} others={trouble.others} />}
        {form.preCheck && (
          <Suspense>
            <PreCheckSection draft={form.preCheck} />
          </Suspense>
        )}
        {form.step && <CustomFieldsCard top />}
        {cards.map((layout) => (
          <Fragment key={layout.title}>
            <FormCard layout={layout} />
            {layout.card === customCardAfter[form.kind] && !form.step && <CustomFieldsCard />}
          </Fragment>
        ))}
        {form.step && <CustomFieldsCard />}
        {cards.length < cardsIn(form).length && <LinesSkeleton count={12} />}
        {form.step ? <StepBar step={form.step} saving={bar.saving} /> : <SaveBar {...bar} end />}
      </form>
      {duplicates.found && (
        <Suspense>
          <DuplicatesDialog
            found={duplicates.found}
            kind={form.kind}
            onClose={duplicates.close}
            onCreate={() => {
              duplicates.accept()
              void save('stay')
            }}
          />
        </Suspense>
      )}
      {conflict && (
        <Suspense>
          <MergePanel
            conflict={conflict}
            saving={saving}
            onClose={closeConflict}
            onSave={() => void save('stay')}
            key={conflict.version}
          />
        </Suspense>
      )}
      {!readOnly && <LeaveGuard save={async () => (await submit()) !== null} />}
    </RecordFormContext>
  )
}

/** The first card, which is what one looks at first; the others a moment later, and never in the way of a key. */
function useCards(form: Form) {
  const [begun, setBegun] = useState(false)
  useEffect(() => startTransition(() => setBegun(true)), [])
  const cards = cardsIn(form)
  return begun ? cards : cards.slice(0, 1)
}

/** Lets the input that one types in settle first, as leaving it does: a phone gets its form, a date is read. */
function leaveInput(then: () => Promise<void>) {
  const { activeElement } = document
  if (activeElement instanceof HTMLInputElement) {
    activeElement.blur()
    activeElement.focus({ preventScroll: true })
  }
  return then()
}
