/**
 * Starts quick actions from anywhere on the record's page, and holds the dialog of the one that was started. A write
 * that is refused because the record is archived is explained here too, whichever page it came from (REC-200).
 */
import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  use,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { type ActionKey, customers } from '#shared/contracts/customers.ts'
import { Problem } from '#web/api/problem.ts'
import { useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { type ActionDialog, quickActions } from './actions.ts'
import { useRecord } from './record-context.ts'

type Actions = {
  start: (key: ActionKey) => void
  /** How many fields of the form are not saved; the form sets it. */
  unsaved: { current: () => number }
}

const ActionsContext = createContext<Actions | null>(null)
const nothingUnsaved = () => 0

const ArchivedDialog = lazy(async () => ({
  default: (await import('./lifecycle/ArchivedDialog.tsx')).ArchivedDialog,
}))

export function RecordActions({ children }: { children: ReactNode }) {
  const { company } = useMe()
  const { id } = useRecord()
  const navigate = useNavigate()
  const [opened, setOpened] = useState<ActionKey | 'archived' | null>(null)
  const unsaved = useRef(nothingUnsaved)
  useArchivedRefusals(id, () => setOpened('archived'))
  const actions = useMemo<Actions>(
    () => ({
      unsaved,
      start(key) {
        const action = quickActions[key]
        if ('to' in action) void navigate(action.to({ company: company.slug, customerId: id }))
        else setOpened(key)
      },
    }),
    [navigate, company.slug, id],
  )
  const Dialog = dialogOf(opened)
  return (
    <ActionsContext value={actions}>
      {children}
      {Dialog && (
        <Suspense>
          <Dialog onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </ActionsContext>
  )
}

function dialogOf(opened: ActionKey | 'archived' | null): ActionDialog | null {
  if (opened === 'archived') return ArchivedDialog
  const action = opened && quickActions[opened]
  return action && 'dialog' in action ? action.dialog : null
}

/** Calls back when a write from this page was refused since the record is archived, by somebody else a moment ago. */
function useArchivedRefusals(customerId: number, onRefused: () => void) {
  const client = useQueryClient()
  const { invalidate } = useInvalidate()
  const refused = useRef(onRefused)
  useEffect(() => {
    refused.current = onRefused
  })
  useEffect(
    () =>
      client.getMutationCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return
        const { error } = event.action
        if (!(error instanceof Problem) || error.code !== 'customers.archived') return
        void invalidate(customers.open, { customerId })
        refused.current()
      }),
    // `invalidate` is made anew with each render and always does the same.
    [client, customerId],
  )
}

function useActions(): Actions {
  const actions = use(ActionsContext)
  if (!actions) throw new Error('This stands outside of the record’s page')
  return actions
}

/** Starts an action that `abilities.actions` of the record lists: goes to its page, or opens its dialog. */
export const useStartAction = (): ((key: ActionKey) => void) => useActions().start

/** Asks how many fields of the record's form are not saved yet. */
export function useUnsaved(): () => number {
  const { unsaved } = useActions()
  return () => unsaved.current()
}

/** Lets the record's dialogs know of what the form has not saved; for the form's page. */
export function useTellUnsaved(count: () => number): void {
  const { unsaved } = useActions()
  useEffect(() => {
    unsaved.current = count
    return () => {
      unsaved.current = nothingUnsaved
    }
  }, [unsaved, count])
}
