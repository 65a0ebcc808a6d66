/** The quick-actions menu's button (REC-050). */
import { ActionIcon } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { LazyMenu } from '#web/ui/LazyMenu.tsx'

const load = async () => (await import('./QuickActionsMenu.tsx')).QuickActionsMenu

export const QuickActions = () => (
  <LazyMenu load={load}>
    <ActionIcon
      variant="default"
      size={30}
      aria-label="Quick actions"
      title="Quick actions"
      className="no-print"
    >
      <IconMenu2 size={17} />
    </ActionIcon>
  </LazyMenu>
)
