/** What is going to be uploaded: under which names, in which category, with what said of it. */
import { Button, CloseButton, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { type FileList, files } from '#shared/contracts/files.ts'
import { sizeText } from '#shared/rules/files.ts'
import { check } from '#web/api/problem.ts'
import { ChooseFiles } from './ChooseFiles.tsx'
import { DropArea } from './DropArea.tsx'
import { countText } from './files-words.ts'
import classes from './files.module.css'
import type { Uploads } from './use-files.ts'

type Staged = { key: string; file: File; name: string }
const stage = (chosen: readonly File[]): Staged[] =>
  chosen.map((file) => ({ key: crypto.randomUUID(), file, name: file.name }))

type Props = { list: FileList; first: readonly File[]; uploads: Uploads; onClose: () => void }

export function UploadDialog({ list, first, uploads, onClose }: Props) {
  const [staged, setStaged] = useState(() => stage(first))
  const [draft, setDraft] = useState({ categoryId: '', description: '' })
  const [errors, setErrors] = useState<Record<string, Record<string, string>>>({})
  const add = (chosen: readonly File[]) => setStaged((now) => [...now, ...stage(chosen)])
  const errorOf = ({ key, file }: Staged) =>
    file.size > list.maxBytes
      ? `Larger than ${sizeText(list.maxBytes)}, the most that your company allows`
      : file.size === 0
        ? 'The file is empty'
        : errors[key]?.name
  const submit = () => {
    const categoryId = draft.categoryId ? Number(draft.categoryId) : null
    const checked = staged.map((each) => ({
      ...each,
      ...check(files.update.body.shape.file, { name: each.name, categoryId, description: draft.description }),
    }))
    setErrors(Object.fromEntries(checked.map(({ key, errors: found }) => [key, found ?? {}])))
    if (
      checked.some(({ value }) => !value) ||
      staged.some((each) => errorOf({ ...each }) && !errors[each.key]?.name)
    )
      return
    for (const { file, value } of checked) uploads.add(file, value!)
    onClose()
  }
  const descriptionError = Object.values(errors).find(({ description }) => description)?.description
  return (
    <Modal opened onClose={onClose} size={560} title="Upload files" closeOnClickOutside={staged.length === 0}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <DropArea enabled onFiles={add}>
            <div className={classes.zone}>
              <IconFileUpload size={22} stroke={1.6} aria-hidden />
              <span>Drop files here, or choose them. Up to {sizeText(list.maxBytes)} each.</span>
              <ChooseFiles label="Choose files" variant="default" size="xs" onFiles={add} data-autofocus />
            </div>
          </DropArea>
          {staged.length > 0 && (
            <ul className={classes.staged} aria-label="Files to upload">
              {staged.map((each) => (
                <li key={each.key}>
                  <TextInput
                    aria-label={`Name of ${each.file.name}`}
                    value={each.name}
                    maxLength={255}
                    error={errorOf(each)}
                    onChange={({ currentTarget: { value } }) =>
                      setStaged(staged.map((other) => (other === each ? { ...each, name: value } : other)))
                    }
                  />
                  <span className={classes.size}>{sizeText(each.file.size)}</span>
                  <CloseButton
                    size="sm"
                    aria-label={`Leave out ${each.file.name}`}
                    onClick={() => setStaged(staged.filter((other) => other !== each))}
                  />
                </li>
              ))}
            </ul>
          )}
          <NativeSelect
            label="Category"
            data={[
              { value: '', label: 'None' },
              ...list.categories
                .filter(({ active }) => active)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={draft.categoryId}
            onChange={(event) => setDraft({ ...draft, categoryId: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={5}
            maxLength={500}
            error={descriptionError}
            value={draft.description}
            onChange={(event) => setDraft({ ...draft, description: event.currentTarget.value })}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={staged.length === 0}>
              {staged.length > 0 ? `Upload ${countText(staged.length)}` : 'Upload'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
