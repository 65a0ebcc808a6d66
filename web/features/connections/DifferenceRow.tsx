import { SegmentedControl } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import type { Difference } from '#shared/contracts/connections.ts'
import classes from './connections.module.css'

type Side = 'ours' | 'theirs'
type Props = { difference: Difference; company: string; side: Side; onChoose: (side: Side) => void }

/** A field on both sides; the side that loses is shown faded. */
export function DifferenceRow({ difference, company, side, onChoose }: Props) {
  const { label, ours, theirs, onlyOurs } = difference
  return (
    <div className={classes.difference} role="group" aria-label={label}>
      <div className={classes.differenceName}>{label}</div>
      <div className={classes.value} data-loses={side === 'theirs' || undefined}>
        <span className={classes.whose}>Ours</span>
        <Text value={ours} />
      </div>
      <div className={classes.value} data-loses={side === 'ours' || undefined}>
        <span className={classes.whose}>{company}</span>
        <Text value={theirs} />
      </div>
      <div className={classes.wins}>
        {onlyOurs ? (
          <span className={classes.onlyOurs}>
            <IconLock size={13} aria-hidden /> Ours: {onlyOurs}
          </span>
        ) : (
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={`${label}: which side wins`}
            value={side}
            onChange={(value) => onChoose(value as Side)}
            data={[
              { value: 'ours', label: 'Ours' },
              { value: 'theirs', label: 'Theirs' },
            ]}
          />
        )}
      </div>
    </div>
  )
}

const Text = ({ value }: { value: string | null }) =>
  value === null || value === '' ? (
    <em className={classes.none}>empty</em>
  ) : (
    <span className={classes.valueText}>{value === '***' ? 'hidden' : value}</span>
  )
