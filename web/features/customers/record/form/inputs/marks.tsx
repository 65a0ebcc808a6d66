/** Signs in an input that say why it cannot be changed. */
import { Tooltip } from '@mantine/core'
import { IconEyeOff, IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRecordForm } from '../form-context.ts'
import classes from '../form.module.css'

/** A disabled input stays readable: its text is what one came for (page.md). */
export const fieldStyles = { input: classes.input, wrapper: classes.wrapper }

export function HiddenMark({ hint }: { hint: string }) {
  return (
    <Tooltip label={hint}>
      <span className={classes.hidden}>
        <IconEyeOff size={13} aria-hidden /> hidden
      </span>
    </Tooltip>
  )
}

export const LockMark = () => <IconLock size={14} aria-hidden />

/** Why the link locks the field, and where to break it. */
export function LockHint({ hint }: { hint: string }) {
  const { company, record } = useRecordForm()
  return (
    <span>
      {hint}{' '}
      <Link
        to="/$company/customers/$customerId/connections/monitoring"
        params={{ company, customerId: record?.id ?? 0 }}
        className={classes.textLink}
      >
        Unlink on Connections
      </Link>{' '}
      to change it.
    </span>
  )
}
