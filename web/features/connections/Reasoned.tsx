import { Tooltip } from '@mantine/core'
import classes from './connections.module.css'

/**
 * A disabled action says why on hover; the reasons also stand in the text beside it. The frame is there without a reason
 * too: a reason that comes or goes while one stands on the button must not make it another button.
 */
export const Reasoned = ({ reason, children }: { reason: string | null; children: React.ReactElement }) => (
  <Tooltip label={reason ?? ''} disabled={reason === null} multiline maw={280}>
    <span className={classes.inline}>{children}</span>
  </Tooltip>
)
