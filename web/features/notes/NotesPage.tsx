/** A record's notes and tickets, newest first, with the form for a new one on top. */
import { Button } from '@mantine/core'
import { IconNotes } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Note, notes } from '#shared/contracts/notes.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Composer } from './Composer.tsx'
import { filterOf, isFiltered, type NoteSearch } from './note-search.ts'
import { NoteCard } from './NoteCard.tsx'
import { NoteFilters } from './NoteFilters.tsx'
import classes from './notes.module.css'

const from = '/$company/customers/$customerId/notes'
const pageSize = 30
const nothing = { create: false, modify: false }

export function NotesPage() {
  const { customerId } = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const [followUpOf, setFollowUpOf] = useState<{ id: number; subject: string } | null>(null)
  const go = (change: Partial<NoteSearch>, replace = true) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false })

  const pages = useInfiniteQuery({
    ...endpointPages(
      notes.ofCustomer,
      { params: { customerId }, query: { ...filterOf(search), limit: pageSize } },
      'before',
    ),
    placeholderData: keepPreviousData,
  })
  const first = pages.data?.pages[0]
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const abilities = first?.abilities ?? nothing
  const compose = (kind: NoteSearch['new']) => {
    if (!kind) setFollowUpOf(null)
    go({ new: kind, ...(kind && { note: undefined }) })
  }
  const followUp = (note: Note) => {
    setFollowUpOf({ id: note.id, subject: note.subject })
    go({ new: 'ticket' })
    window.scrollTo({ top: 0 })
  }
  useHotkeys(abilities.create ? [{ keys: 'n', does: 'Write a note', run: () => compose('note') }] : [])
  const clear = () =>
    go({ show: undefined, status: undefined, typeId: undefined, authorId: undefined, text: undefined })
  const card = (note: Note) => (
    <NoteCard
      key={note.id}
      note={note}
      abilities={abilities}
      pointedAt={note.id === search.note}
      onFollowUp={followUp}
    />
  )
  return (
    <>
      {abilities.create && (
        <Composer customerId={customerId} kind={search.new} followUpOf={followUpOf} onOpen={compose} />
      )}
      <Panel
        title="Notes & Tickets"
        actions={<NoteFilters search={search} authors={first?.authors ?? []} onChange={go} />}
        flush
      >
        {pages.isPending ? (
          <div className={classes.loading} role="status" aria-label="Loading notes">
            <LinesSkeleton count={9} />
          </div>
        ) : pages.isError && !rows ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : (
          <>
            {search.note !== undefined && !rows?.some(({ id }) => id === search.note) && (
              <PointedAt
                customerId={customerId}
                noteId={search.note}
                card={card}
                onClose={() => go({ note: undefined })}
              />
            )}
            {rows?.length ? (
              <ol
                className={classes.cards}
                aria-label="Notes, newest first"
                aria-busy={pages.isPlaceholderData}
              >
                {rows.map(card)}
              </ol>
            ) : (
              <Nothing
                filtered={isFiltered(search)}
                mayWrite={abilities.create}
                onClear={clear}
                onWrite={compose}
              />
            )}
            {rows && (pages.hasNextPage || rows.length > pageSize) && (
              <MoreRows pages={pages} shown={rows.length} />
            )}
          </>
        )}
      </Panel>
    </>
  )
}

/** The note that the address names, where the list does not show it: an old one, or one that the filter hides. */
function PointedAt(props: {
  customerId: number
  noteId: number
  card: (note: Note) => React.ReactNode
  onClose: () => void
}) {
  const { customerId, noteId, card, onClose } = props
  const { data, error } = useEndpointQuery(notes.get, { params: { customerId, noteId } })
  if (error)
    return (
      <div className={classes.pointedAt}>
        <Notice
          tone="attention"
          action={
            <Button size="compact-sm" variant="default" onClick={onClose}>
              Show the list
            </Button>
          }
        >
          There is no note #{noteId} on this record.
        </Notice>
      </div>
    )
  if (!data) return null
  return (
    <ol className={classes.cards} aria-label="The note of the link">
      {card(data)}
    </ol>
  )
}

type NothingProps = {
  filtered: boolean
  mayWrite: boolean
  onClear: () => void
  onWrite: (kind: 'note') => void
}

function Nothing({ filtered, mayWrite, onClear, onWrite }: NothingProps) {
  if (filtered)
    return (
      <EmptyState
        icon={IconNotes}
        title="No note fits these filters"
        action={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      />
    )
  return (
    <EmptyState
      icon={IconNotes}
      title="No notes yet"
      action={
        mayWrite && (
          <Button variant="default" onClick={() => onWrite('note')}>
            Write the first note
          </Button>
        )
      }
    >
      What is said and agreed with the customer stands here, and tickets until somebody has seen to them.
    </EmptyState>
  )
}
