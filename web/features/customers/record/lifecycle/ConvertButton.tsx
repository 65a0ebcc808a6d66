/** Convert to Customer, on a lead's own card (REC-131). */
import { Button } from '@mantine/core'
import { IconArrowUpRight } from '@tabler/icons-react'
import { ConvertLink } from '#web/features/workflows/ConvertLink.tsx'
import { useRecord } from '../record-context.ts'
import { useStartAction } from '../RecordActions.tsx'

export function ConvertButton() {
  const { id, abilities } = useRecord()
  const start = useStartAction()
  if (!abilities.actions.includes('convert')) return null
  return (
    <ConvertLink customerId={id}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconArrowUpRight size={15} aria-hidden />}
        onClick={() => start('convert')}
      >
        Convert to customer
      </Button>
    </ConvertLink>
  )
}
