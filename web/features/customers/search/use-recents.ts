/** The records that the user opened last, for the box that Ctrl-K opens. */
import { IconHistory } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lists } from '#shared/contracts/lists.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import type { PaletteItem } from '#web/ui/Palette.tsx'

/** @returns at most six, while nothing is typed; then the search finds them with all others. */
export function useRecents(company: string, typed: string): PaletteItem[] {
  const navigate = useNavigate()
  const { data } = useEndpointQuery(lists.recents, {})
  if (typed) return []
  return (data?.items ?? []).slice(0, 6).map(({ id, name, city, state, archived }) => ({
    key: `recent-${id}`,
    icon: IconHistory,
    title: name,
    note: [[city, state].filter(Boolean).join(', '), archived && 'Archived'].filter(Boolean).join(' · '),
    hint: `#${id}`,
    run: () => void navigate({ to: '/$company/customers/$customerId', params: { company, customerId: id } }),
  }))
}
