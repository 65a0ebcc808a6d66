/** Copies a number or a code. `<Copyable value="1234">1234</Copyable>` shows the button on hover and focus. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './text.module.css'

type Props = {
  value: string
  /** What is copied, for the button's name: "account number". */
  label: string
}

/** Always visible; `Copyable` for one that shows up on hover. */
export function CopyButton({ value, label, always = true }: Props & { always?: boolean }) {
  const clipboard = useClipboard({ timeout: 1_500 })
  const name = clipboard.copied ? 'Copied' : `Copy ${label}`
  return (
    <Tooltip label={name}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={22}
        aria-label={name}
        className={classes.copy}
        data-always={always || undefined}
        data-copied={clipboard.copied || undefined}
        onClick={(event) => {
          event.stopPropagation()
          clipboard.copy(value)
        }}
      >
        {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}

export function Copyable({ value, label, children }: Props & { children: ReactNode }) {
  return (
    <span className={classes.copyable}>
      {children}
      <CopyButton value={value} label={label} always={false} />
    </span>
  )
}
