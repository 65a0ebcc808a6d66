/** Parts of the product that are on or off, one below the other: what each is for, what it opens, and the button that switches it. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { StatusBox } from './Status.tsx'
import classes from './SwitchList.module.css'

export type SwitchItem = {
  key: string
  label: string
  help: string
  /** What one has with it, one line each. */
  opens: readonly string[]
  on: boolean
  /** Since when, and by whom. */
  since?: ReactNode
}

type Props = {
  /** Names the list for screen readers. */
  label: string
  items: readonly SwitchItem[]
  /** Of each item: one below what stands over the list. */
  heading: 'h2' | 'h3'
  /** Without it they are shown, and no more. */
  onSwitch?: (key: string, on: boolean) => void
}

export function SwitchList({ label, items, heading: Heading, onSwitch }: Props) {
  return (
    <ul className={classes.list} aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className={classes.item}>
          <div className={classes.head}>
            <Heading className={classes.label}>{item.label}</Heading>
            <StatusBox tone={item.on ? 'good' : 'neutral'} label={item.on ? 'On' : 'Off'} />
          </div>
          <p className={classes.help}>{item.help}</p>
          <ul className={classes.opens}>
            {item.opens.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <div className={classes.foot}>
            <span className={classes.since}>{item.since}</span>
            {onSwitch && (
              <Button
                size="xs"
                variant={item.on ? 'default' : 'filled'}
                aria-label={`Switch ${item.on ? 'off' : 'on'} ${item.label}`}
                onClick={() => onSwitch(item.key, !item.on)}
              >
                {item.on ? 'Switch off' : 'Switch on'}
              </Button>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
