/** A small word with a border: a tag, a kind, a mark on a row. */
import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Chip.module.css'

type Props = {
  children: ReactNode
  /** Shows a button that takes it away, named "Remove {label}". */ onRemove?: () => void
  label?: string
}

export function Chip({ children, onRemove, label }: Props) {
  return (
    <span className={classes.chip}>
      {children}
      {onRemove && (
        <CloseButton size={16} iconSize={11} aria-label={`Remove ${label ?? ''}`.trim()} onClick={onRemove} />
      )}
    </span>
  )
}
