/** Saves a report under a name: a new one, or the one that is edited. */
import { Button, Checkbox, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import {
  type ReportConflict,
  type ReportDefinition,
  reports,
  type SavedReport,
} from '#shared/contracts/reports.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './reports.module.css'

type Props = {
  definition: ReportDefinition
  source: SavedReport | undefined
  editing: boolean
  onClose: () => void
  onSaved: (report: SavedReport) => void
}

export function SaveDialog({ definition, source, editing, onClose, onSaved }: Props) {
  const { invalidate, put } = useInvalidate()
  const create = useEndpointMutation(reports.create)
  const save = useEndpointMutation(reports.save)
  const [name, setName] = useState(editing ? source!.name : source ? `${source.name} (copy)` : '')
  const [description, setDescription] = useState(source?.description ?? '')
  const [shared, setShared] = useState(editing ? source!.shared : false)
  const [version, setVersion] = useState(source?.version ?? 1)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { error } = editing ? save : create
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return setErrors({ name: 'Enter a name' })
    setErrors({})
    const done = {
      onSuccess: (report: SavedReport) => {
        put(reports.get, { params: { reportId: report.id } }, report)
        void invalidate(reports.list)
        toastDone('Report saved.')
        onSaved(report)
      },
    }
    if (!editing)
      create.mutate(
        { body: { name, description, shared, definition } },
        { ...done, onError: (problem) => setErrors(fieldErrors(problem)) },
      )
    else
      save.mutate(
        { params: { reportId: source!.id }, body: { version, name, description, shared, definition } },
        {
          ...done,
          onError: (problem) => {
            setErrors(fieldErrors(problem))
            if (problem.code === 'reports.stale')
              setVersion((problem.extra as ReportConflict).current.version)
          },
        },
      )
  }
  const unplaced = error && Object.keys(fieldErrors(error)).every((path) => path !== 'name')
  return (
    <Modal opened onClose={onClose} title={editing ? 'Save report' : 'Save as a report'}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {unplaced && <Notice tone="bad">{problemText(error)}</Notice>}
          <TextInput
            label="Name"
            required
            data-autofocus
            maxLength={120}
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={6}
            maxLength={500}
            value={description}
            error={errors.description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Checkbox
            label="Share with the company"
            description="Others with Reports: View can run and copy it. Each sees what they may see."
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              Save
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
