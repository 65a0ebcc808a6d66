/** What is said of a file, its versions, and its end. Who may change nothing reads its versions here. */
import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { type FileList, type FileRow, files } from '#shared/contracts/files.ts'
import { kindText, restoreDays, sizeText } from '#shared/rules/files.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { ChooseFiles } from './ChooseFiles.tsx'
import { contentAddress } from './files-words.ts'
import classes from './files.module.css'
import { type Uploads, useCustomerParams, useFilesChanged } from './use-files.ts'

type Props = { list: FileList; file: FileRow; uploads: Uploads; onClose: () => void }

const draftOf = ({ name, category, description }: FileRow) => ({
  name,
  categoryId: category ? String(category.id) : '',
  description,
})

export function FileDialog({ list, file, uploads, onClose }: Props) {
  const { customerId } = useCustomerParams()
  const changed = useFilesChanged(customerId)
  const params = { customerId, fileId: file.id }
  const update = useEndpointMutation(files.update)
  // As it was when one began, or was told what somebody else had made of it.
  const [base, setBase] = useState(file)
  const [draft, setDraft] = useState(() => draftOf(file))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { abilities } = list
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^file\./, ''), message])))
    if (problem.code === 'files.stale') setBase(problem.extra.current as FileRow)
    if (problem.code === 'files.stale' || problem.code === 'files.not_found') changed()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const values = { ...draft, categoryId: draft.categoryId ? Number(draft.categoryId) : null }
    const checked = check(files.update.body.shape.file, values)
    setErrors(checked.errors ?? {})
    if (!checked.value) return
    update.mutate(
      { params, body: { version: base.version, file: checked.value } },
      {
        onSuccess: () => {
          changed()
          onClose()
          toastDone('File saved.')
        },
        onError: failed,
      },
    )
  }
  const text = (name: keyof typeof draft) => ({
    value: draft[name],
    error: errors[name],
    disabled: !abilities.modify,
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const { error } = update
  return (
    <Modal opened onClose={onClose} size={600} title={abilities.modify ? `Edit ${file.name}` : file.name}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {error?.code === 'files.stale' ? (
            <Notice tone="bad" title="This was not saved: somebody changed it meanwhile.">
              It is now called {base.name}, in {base.category?.name ?? 'no category'}. Saving again puts yours
              in its place.
            </Notice>
          ) : (
            error &&
            error.errors.length === 0 && (
              <Notice tone="bad" title="This was not saved.">
                {error.detail}
              </Notice>
            )
          )}
          <TextInput label="Name" withAsterisk maxLength={255} data-autofocus {...text('name')} />
          <NativeSelect
            label="Category"
            data={[
              { value: '', label: 'None' },
              ...list.categories
                .filter(({ id, active }) => active || id === file.category?.id)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            {...text('categoryId')}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={6}
            maxLength={500}
            {...text('description')}
          />
          <Versions file={file} />
          <div className={classes.buttons}>
            {abilities.delete && <Delete file={file} onDone={onClose} />}
            {abilities.modify && (
              <ChooseFiles
                label="Upload new version"
                several={false}
                variant="default"
                leftSection={<IconUpload size={14} aria-hidden />}
                onFiles={([chosen]) => {
                  if (chosen) uploads.addVersion(file, chosen)
                  onClose()
                }}
              />
            )}
            <span className={classes.space} />
            <Button variant="default" onClick={onClose}>
              {abilities.modify ? 'Cancel' : 'Close'}
            </Button>
            {abilities.modify && (
              <Button type="submit" loading={update.isPending}>
                Save file
              </Button>
            )}
          </div>
          <details>
            <summary className={classes.summary}>History</summary>
            <EntityHistory
              endpoint={files.history}
              input={{ params }}
              empty="Nothing has been changed since it was brought over"
            />
          </details>
        </Stack>
      </form>
    </Modal>
  )
}

/** The earlier versions can be had for as long as the file is there. */
function Versions({ file }: { file: FileRow }) {
  const { customerId } = useCustomerParams()
  const { data, error } = useEndpointQuery(files.get, { params: { customerId, fileId: file.id } })
  if (error) return <Notice tone="bad">{error.message}</Notice>
  if (!data)
    return (
      <div role="status" aria-label="Loading the versions">
        <LinesSkeleton count={1} />
      </div>
    )
  return (
    <ol className={classes.versions} aria-label="Versions">
      {data.versions.map(({ number, originalName, contentType, sizeBytes, uploadedAt, uploadedBy }) => (
        <li key={number}>
          <a href={contentAddress(customerId, file, { number })} download={originalName}>
            Version {number}
          </a>
          <span className={classes.size}>
            {originalName} · {kindText(contentType)}, {sizeText(sizeBytes)} · <Time at={uploadedAt} short />
            {uploadedBy && ` by ${uploadedBy}`}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** Asks nothing: it can be undone. */
function Delete({ file, onDone }: { file: FileRow; onDone: () => void }) {
  const { customerId } = useCustomerParams()
  const changed = useFilesChanged(customerId)
  const remove = useEndpointMutation(files.remove)
  const restore = useEndpointMutation(files.restore)
  const params = { customerId, fileId: file.id }
  return (
    <Group>
      <Button
        variant="subtle"
        color="red"
        loading={remove.isPending}
        title={`It can be brought back for ${restoreDays} days`}
        onClick={() =>
          remove.mutate(
            { params },
            {
              onSuccess: () => {
                changed()
                onDone()
                toastDone(`${file.name} was deleted.`, {
                  undo: () => void restore.mutateAsync({ params }).then(changed, toastFailed),
                })
              },
              onError: toastFailed,
            },
          )
        }
      >
        Delete
      </Button>
    </Group>
  )
}
