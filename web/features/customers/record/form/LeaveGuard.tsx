/** Leaving with unsaved changes asks first (REC-143): links and the back button here, closing the tab by the browser. */
import { useBlocker } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useFormSummary, useRecordForm } from './form-context.ts'

const LeaveDialog = lazy(async () => ({ default: (await import('./LeaveDialog.tsx')).LeaveDialog }))

type Props = {
  /** Saves and says whether that worked; null where nothing can be saved. */
  save: () => Promise<boolean>
}

export function LeaveGuard({ save }: Props) {
  const { store, record } = useRecordForm()
  const { dirty } = useFormSummary(store)
  const [saving, setSaving] = useState(false)
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      current.pathname !== next.pathname && store.summary().dirty.length > 0,
    enableBeforeUnload: () => store.summary().dirty.length > 0,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  const saveAndLeave = async () => {
    setSaving(true)
    const saved = await save()
    setSaving(false)
    if (saved) blocker.proceed()
    else blocker.reset()
  }
  const discard = () => {
    store.discard()
    blocker.proceed()
  }
  return (
    <Suspense>
      <LeaveDialog
        isNew={record === null}
        count={dirty.length}
        saving={saving}
        onStay={blocker.reset}
        onDiscard={discard}
        onSave={() => void saveAndLeave()}
      />
    </Suspense>
  )
}
