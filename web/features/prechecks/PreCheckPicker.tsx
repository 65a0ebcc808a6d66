/** A record's ADT PreCheck in a page: in the Qualify step of guided creation, its result as it arrives (NEW-021). */
import { prechecks } from '#shared/contracts/prechecks.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { PreCheckBody } from './PreCheckPanel.tsx'

/** While ADT is being asked, also where nothing tells of changes. */
const pollMs = 1500

/** Nothing where this record cannot be checked. */
export function PreCheckPicker({ customerId }: { customerId: number }) {
  const { data } = useEndpointQuery(
    prechecks.open,
    { params: { customerId } },
    { refetchInterval: ({ state }) => (state.data?.state === 'running' ? pollMs : false) },
  )
  if (!data?.offered) return null
  return (
    <Panel title="ADT Pre-Check">
      <PreCheckBody customerId={customerId} check={data} />
    </Panel>
  )
}
