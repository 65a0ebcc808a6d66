/** The window in which a record's tags are added and taken away at once, without a form to save (REC-031). */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconPlus, IconSearch, IconTag } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type RecordTag, type Tag, tags } from '#shared/contracts/tags.ts'
import { type TagColour, tagColours } from '#shared/rules/tags.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import { TagMark } from './TagMark.tsx'
import classes from './tags.module.css'

type Props = {
  customerId: number
  /** What the record carries now. */
  carried: readonly RecordTag[]
  /** Why nothing can be changed, if so. */
  closedReason: string | null
  onClose: () => void
}

export function TagsDialog(props: Props) {
  const { data, error, refetch } = useEndpointQuery(tags.list, {})
  return (
    <Modal opened onClose={props.onClose} title="Tags" size={560}>
      {data ? (
        <Tags {...props} all={data.tags} mayCreate={data.abilities.create} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={5} />
      )}
    </Modal>
  )
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function Tags({
  customerId,
  carried,
  closedReason,
  onClose,
  all,
  mayCreate,
}: Props & { all: readonly Tag[]; mayCreate: boolean }) {
  const { change, running } = useApply(customerId)
  const [typed, setTyped] = useState('')
  const query = folded(typed.trim())
  const has = new Set(carried.map(({ id }) => id))
  // A retired tag is offered only where it stands, to be taken away.
  const retired = carried
    .filter(({ id }) => !all.some((tag) => tag.id === id && tag.active))
    .map((tag) => ({ ...tag, category: 'No longer in use' }))
  const offered = [...all.filter(({ active }) => active), ...retired].filter(
    ({ name, category }) => folded(name).includes(query) || folded(category).includes(query),
  )
  const groups = Map.groupBy(offered, ({ category }) => category)
  const exact = all.some(({ name }) => folded(name) === query)
  const mayMake = mayCreate && !closedReason && query !== '' && !exact
  const first = offered[0]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (closedReason || !query || !first) return
    change(first, !has.has(first.id))
    setTyped('')
  }
  return (
    <Stack gap="md">
      {closedReason && <Notice tone="neutral">{closedReason}</Notice>}
      <form onSubmit={submit} className={classes.find}>
        <TextInput
          aria-label="Find a tag"
          placeholder="Find a tag"
          leftSection={<IconSearch size={14} aria-hidden />}
          maxLength={60}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
      </form>
      {all.length === 0 && !mayCreate ? (
        <EmptyState icon={IconTag} title="No tags yet">
          Somebody who may change tags can make the first one here.
        </EmptyState>
      ) : (
        <div className={classes.found}>
          {[...groups].map(([category, list]) => (
            <section key={category} aria-label={category || 'Tags'}>
              {(category || groups.size > 1) && <h3 className={classes.heading}>{category || 'Others'}</h3>}
              <ul className={classes.chips}>
                {list.map((tag) => (
                  <li key={tag.id}>
                    <button
                      type="button"
                      className={classes.option}
                      aria-pressed={has.has(tag.id)}
                      disabled={closedReason !== null}
                      onClick={() => change(tag, !has.has(tag.id))}
                    >
                      <TagMark
                        tag={tag}
                        mark={has.has(tag.id) ? <IconCheck size={12} aria-hidden /> : null}
                      />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {offered.length === 0 && query !== '' && !mayMake && (
            <p className={classes.status}>No tag is called so.</p>
          )}
        </div>
      )}
      {mayMake && (
        <NewTag
          name={typed.trim()}
          onMade={(tag) => {
            change(tag, true)
            setTyped('')
          }}
        />
      )}
      <Group justify="space-between">
        <span className={classes.status} aria-live="polite">
          {running ? 'Saving…' : `${carried.length} ${carried.length === 1 ? 'tag' : 'tags'} on this record`}
        </span>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  )
}

/** Adds or takes away one tag at once; the record shows it when the server has said so. */
function useApply(customerId: number) {
  const { invalidate, put } = useInvalidate()
  const apply = useEndpointMutation(tags.apply, {
    onSuccess: (answer) => {
      put(tags.ofRecord, { params: { customerId } }, answer)
      return invalidate(customers.open, { customerId })
    },
    onError: toastFailed,
  })
  return {
    running: apply.isPending,
    change: ({ id }: { id: number }, carried: boolean) =>
      apply.mutate({ params: { customerId }, body: carried ? { add: [id] } : { remove: [id] } }),
  }
}

/** A tag that there is not yet: its name is typed already, a colour is chosen, and it is made and applied together. */
function NewTag({ name, onMade }: { name: string; onMade: (tag: Tag) => void }) {
  const { invalidate } = useInvalidate()
  const [colour, setColour] = useState<TagColour>('gray')
  const create = useEndpointMutation(tags.create, {
    onSuccess: async (tag) => {
      await invalidate(tags.list)
      onMade(tag)
    },
  })
  const error = create.error && (fieldErrors(create.error).name ?? create.error.detail)
  return (
    <div className={classes.new}>
      <h3 className={classes.heading}>No tag is called so. Make it, in which colour?</h3>
      <div className={classes.colours} role="group" aria-label="Colour of the new tag">
        {(Object.keys(tagColours) as TagColour[]).map((each) => (
          <button
            key={each}
            type="button"
            className={classes.option}
            aria-pressed={each === colour}
            onClick={() => setColour(each)}
          >
            <TagMark
              tag={{ name: tagColours[each], colour: each, warning: null }}
              mark={each === colour ? <IconCheck size={12} aria-hidden /> : null}
            />
          </button>
        ))}
      </div>
      <Button
        size="compact-sm"
        leftSection={<IconPlus size={13} aria-hidden />}
        loading={create.isPending}
        onClick={() => create.mutate({ body: { name, colour } })}
      >
        Make and add “{name}”
      </Button>
      {error && (
        <p className={classes.status} role="alert">
          <IconAlertTriangle size={12} aria-hidden /> {error}
        </p>
      )}
    </div>
  )
}
