/** What stands in for a page until it is there: bars where text will be, no spinner. */
import { Skeleton } from '@mantine/core'
import classes from './states.module.css'

/** Bars of uneven width, as lines of text are. */
export function LinesSkeleton({ count = 4 }: { count?: number }) {
  return (
    <div className={classes.skeletons} aria-hidden>
      {Array.from({ length: count }, (_, i) => (
        <Skeleton key={i} height={12} width={`${[92, 74, 85, 60, 79][i % 5]}%`} />
      ))}
    </div>
  )
}

/** A page's title and body while its code and data load. */
export function PageSkeleton() {
  return (
    <div style={{ padding: '18px 24px' }} role="status" aria-label="Loading">
      <Skeleton height={22} width={180} mb={22} />
      <LinesSkeleton count={7} />
    </div>
  )
}
