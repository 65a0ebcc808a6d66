/** Stands on every page of an archived record, with the way back for who may (REC-200). */
import { Button } from '@mantine/core'
import { Notice } from '#web/ui/Notice.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useRecord } from '../record-context.ts'
import { useStartAction } from '../RecordActions.tsx'

export function ArchivedBanner() {
  const { header, abilities } = useRecord()
  const start = useStartAction()
  if (!header.archivedAt) return null
  return (
    <Notice
      tone="attention"
      title="Archived."
      action={
        abilities.actions.includes('unarchive') && (
          <Button size="compact-sm" variant="default" onClick={() => start('unarchive')}>
            Unarchive customer
          </Button>
        )
      }
    >
      This customer is archived and cannot be changed. It was archived <Time at={header.archivedAt} />.
    </Notice>
  )
}
