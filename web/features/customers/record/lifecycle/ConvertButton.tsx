/** Convert to Customer, on a lead's own card (REC-131); with ▼ where conversion workflows are offered (REC-191). */
import { Button } from '@mantine/core'
import { IconArrowUpRight } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useRecord } from '../record-context.ts'
import { useStartAction } from '../RecordActions.tsx'

// Menus are large, and stand on leads alone (PERF-008).
const ConvertLink = lazy(async () => ({
  default: (await import('#web/features/workflows/ConvertLink.tsx')).ConvertLink,
}))

export function ConvertButton() {
  const { id, abilities } = useRecord()
  const start = useStartAction()
  if (!abilities.actions.includes('convert')) return null
  const plain = (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconArrowUpRight size={15} aria-hidden />}
      onClick={() => start('convert')}
    >
      Convert to customer
    </Button>
  )
  return (
    <Suspense fallback={plain}>
      <ConvertLink customerId={id}>{plain}</ConvertLink>
    </Suspense>
  )
}
