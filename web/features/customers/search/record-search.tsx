/** Customers and leads as one types, for the box that Ctrl-K opens. */
import { keepPreviousData } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUser, IconUserQuestion } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import type { Output } from '#shared/contract.ts'
import { formatPhone } from '#shared/phone.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Highlight } from '#web/ui/Highlight.tsx'
import type { PaletteGroup, PaletteItem } from '#web/ui/Palette.tsx'

type Found = Output<typeof customers.search>['items'][number]

const debounceMs = 120

/** @returns the groups found, whether a search runs, and its error; nothing is asked for an empty text. */
export function useRecordSearch(company: string, text: string) {
  const navigate = useNavigate()
  const [settled] = useDebouncedValue(text.trim(), debounceMs)
  const asked = text.trim() === '' ? '' : settled
  const { data, error, isFetching } = useEndpointQuery(
    customers.search,
    { query: { text: asked, limit: 12 } },
    { enabled: asked !== '', placeholderData: keepPreviousData, staleTime: 10_000 },
  )
  const words = asked.split(/\s+/)
  const items = asked === '' ? [] : (data?.items ?? [])
  const group = (label: string, kind: Found['kind']): PaletteGroup => ({
    label,
    items: items
      .filter((found) => found.kind === kind)
      .map((found) =>
        itemOf(found, words, () => {
          void navigate({ to: '/$company/customers/$customerId', params: { company, customerId: found.id } })
        }),
      ),
  })
  return {
    groups: [group('Customers', 'customer'), group('Leads', 'lead')],
    isSearching: text.trim() !== '' && (isFetching || text.trim() !== settled),
    error: asked === '' ? null : error,
  }
}

function itemOf(found: Found, words: string[], run: () => void): PaletteItem {
  const { id, kind, name, businessName, accountNumber, primaryPhone, city, state, archived } = found
  const place = [city, state].filter(Boolean).join(', ')
  const notes = [
    primaryPhone && <Highlight key="phone" text={formatPhone(primaryPhone)} words={words} digits />,
    place,
    accountNumber && <Highlight key="account" text={accountNumber} words={words} />,
    archived && 'Archived',
  ].filter(Boolean)
  return {
    key: `record-${id}`,
    icon: kind === 'lead' ? IconUserQuestion : IconUser,
    title: (
      <>
        <Highlight text={name} words={words} />
        {businessName && (
          <>
            {' · '}
            <Highlight text={businessName} words={words} />
          </>
        )}
      </>
    ),
    note: notes.map((note, i) => (
      <span key={i} className="tabular">
        {i > 0 && ' · '}
        {note}
      </span>
    )),
    hint: (
      <span className="tabular">
        #<Highlight text={String(id)} words={words} />
      </span>
    ),
    run,
  }
}
