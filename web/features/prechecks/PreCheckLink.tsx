/** The ADT Pre-Check button beside First Name: its colour tells the verdict, a press opens the report (REC-081). */
import { UnstyledButton } from '@mantine/core'
import { IconAlertCircle, IconCheck, IconClock, IconEye, IconShield } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { type PreCheck, prechecks } from '#shared/contracts/prechecks.ts'
import { preCheckLabels, type PreCheckState } from '#shared/rules/prechecks.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import classes from './prechecks.module.css'

const PreCheckPanel = lazy(async () => ({ default: (await import('./PreCheckPanel.tsx')).PreCheckPanel }))

const icons = {
  none: IconShield,
  running: IconClock,
  review: IconEye,
  approved: IconCheck,
  error: IconAlertCircle,
} as const satisfies Record<PreCheckState, unknown>
const tones = { none: 'neutral', running: 'neutral', review: 'info', approved: 'good', error: 'bad' } as const

/** A verdict that has aged is none: grey. */
const toneOf = ({ state, outdated }: PreCheck) => (outdated ? 'neutral' : tones[state])
const wordsOf = ({ state, outdated }: PreCheck) =>
  outdated ? `${preCheckLabels[state]}, outdated` : preCheckLabels[state]

/** Nothing where this record cannot be checked. */
export function PreCheckLink({ customerId, label = 'ADT' }: { customerId: number; label?: string }) {
  const [open, setOpen] = useState(false)
  const { data } = useEndpointQuery(prechecks.open, { params: { customerId } })
  if (!data?.offered) return null
  const Icon = icons[data.state]
  const words = `ADT Pre-Check: ${wordsOf(data)}`
  return (
    <>
      <UnstyledButton
        className={classes.button}
        data-tone={toneOf(data)}
        data-state={data.state}
        aria-label={label === 'ADT' ? words : `${label}. ${words}`}
        aria-haspopup="dialog"
        title={words}
        onClick={() => setOpen(true)}
      >
        <Icon size={14} aria-hidden />
        {label}
      </UnstyledButton>
      {open && (
        <Suspense>
          <PreCheckPanel customerId={customerId} check={data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
