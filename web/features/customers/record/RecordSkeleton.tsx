import { Skeleton } from '@mantine/core'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './record.module.css'

/** The record's outline while it loads. */
export function RecordSkeleton() {
  return (
    <div role="status" aria-label="Loading the record">
      <div className={classes.header}>
        <Skeleton height={22} width={260} mb={12} />
        <Skeleton height={12} width={420} mb={16} />
        <Skeleton height={14} width={220} mb={10} />
      </div>
      <div className={classes.body}>
        <LinesSkeleton count={8} />
      </div>
    </div>
  )
}
