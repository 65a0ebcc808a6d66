/** Makes a tag of the company, or changes one. Retiring keeps it on the records that carry it. */
import { Autocomplete, Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { type Tag, tags } from '#shared/contracts/tags.ts'
import { type TagColour, tagColours } from '#shared/rules/tags.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { TagMark } from './TagMark.tsx'
import classes from './tags.module.css'

type Props = {
  tag: Tag | undefined
  /** How many records carry it, if that is known. */
  records: number | undefined
  categories: string[]
  onClose: () => void
}

export function TagDialog({ tag, records, categories, onClose }: Props) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(tags.create)
  const update = useEndpointMutation(tags.update)
  const [draft, setDraft] = useState({
    name: tag?.name ?? '',
    colour: tag?.colour ?? ('gray' as TagColour),
    category: tag?.category ?? '',
    warning: tag?.warning ?? '',
    active: tag?.active ?? true,
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const set = (values: Partial<typeof draft>) => setDraft({ ...draft, ...values })
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^tag\./, ''), message])))
    if (problem.code === 'tags.stale') void invalidate(tags.list)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(tags.create.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const done = async () => {
      await invalidate(tags.list)
      toastDone(tag ? 'Tag saved.' : `The tag “${checked.value.name}” was made.`)
      onClose()
    }
    if (tag)
      update.mutate(
        { params: { tagId: tag.id }, body: { version: tag.version, tag: checked.value } },
        { onSuccess: done, onError: failed },
      )
    else create.mutate({ body: checked.value }, { onSuccess: done, onError: failed })
  }
  const problem = create.error ?? update.error
  return (
    <Modal opened onClose={onClose} title={tag ? `Edit the tag “${tag.name}”` : 'New tag'}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
            </Notice>
          )}
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            maxLength={60}
            value={draft.name}
            error={errors.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <div role="group" aria-label="Colour">
            <div className={classes.heading}>Colour</div>
            <div className={classes.colours}>
              {(Object.keys(tagColours) as TagColour[]).map((colour) => (
                <button
                  key={colour}
                  type="button"
                  className={classes.option}
                  aria-pressed={colour === draft.colour}
                  onClick={() => set({ colour })}
                >
                  <TagMark
                    tag={{ name: tagColours[colour], colour, warning: null }}
                    mark={colour === draft.colour ? <IconCheck size={12} aria-hidden /> : null}
                  />
                </button>
              ))}
            </div>
          </div>
          <Autocomplete
            label="Category"
            description="A heading under which the tag is offered"
            data={categories}
            maxLength={60}
            value={draft.category}
            error={errors.category}
            onChange={(category) => set({ category })}
          />
          <Textarea
            label="Warning"
            description="Shown on every record that carries the tag; leave empty for none"
            autosize
            minRows={2}
            maxLength={300}
            value={draft.warning}
            error={errors.warning}
            onChange={(event) => set({ warning: event.currentTarget.value })}
          />
          <Checkbox
            label="Active: offered when one tags a record"
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          {tag?.active && !draft.active && records !== undefined && records > 0 && (
            <Notice tone="neutral">
              {records === 1 ? 'One record carries' : `${records.toLocaleString('en-US')} records carry`} this
              tag and will keep it until it is taken away there.
            </Notice>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {tag ? 'Save tag' : 'Make tag'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
