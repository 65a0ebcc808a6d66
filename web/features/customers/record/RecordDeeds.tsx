/** Tells the rest of the page of the record that is open: what Ctrl-K may do with it, and that it was opened. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { lists } from '#shared/contracts/lists.ts'
import { call } from '#web/api/call.ts'
import { useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { useDeeds } from '#web/ui/deeds.ts'
import { quickActions } from './actions.ts'
import { useStartAction } from './RecordActions.tsx'
import { useRecord } from './record-context.ts'
import { tabLinks, tabWords } from './tabs.ts'

/** Beside the opening, which must not wait for it; a record that one only passes by is not noted. */
const stayMs = 800

export function RecordDeeds() {
  const { company } = useMe()
  const record = useRecord()
  const navigate = useNavigate()
  const start = useStartAction()
  const { invalidate } = useInvalidate()
  const { id } = record
  useEffect(() => {
    const timer = setTimeout(() => {
      // What failed to be noted is missed by nobody but a list of shortcuts.
      call(lists.noteOpened, { params: { customerId: id } }).then(
        () => void invalidate(lists.recents),
        () => undefined,
      )
    }, stayMs)
    return () => clearTimeout(timer)
    // Once for each record.
  }, [id])
  useDeeds(record.header.name, [
    ...record.abilities.actions.map((key) => ({
      title: quickActions[key].label,
      icon: quickActions[key].icon,
      run: () => start(key),
    })),
    ...record.tabs.map(({ key }) => ({
      title: `Open ${tabWords[key].label}`,
      icon: tabWords[key].icon,
      run: () =>
        key === 'tags'
          ? start('tags')
          : void navigate(tabLinks[key]({ company: company.slug, customerId: id })),
    })),
  ])
  return null
}
