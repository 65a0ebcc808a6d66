/** The bell in the top bar: how many notifications are unread, and on a click what they say. */
import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { notifications } from '#shared/contracts/notifications.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './notifications.module.css'

const NotificationList = lazy(async () => ({
  default: (await import('./NotificationList.tsx')).NotificationList,
}))

const askEveryMs = 60_000
const countLimit = 99

export function Bell({ company }: { company: string }) {
  const [opened, setOpened] = useState(false)
  const { data } = useEndpointQuery(
    notifications.unread,
    {},
    { refetchInterval: askEveryMs, refetchOnWindowFocus: true },
  )
  const count = data?.count ?? 0
  const words = count > countLimit ? `${countLimit}+` : String(count)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label="Notifications">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            className={classes.bell}
            aria-label={count ? `Notifications, ${words} unread` : 'Notifications'}
            onClick={() => setOpened(!opened)}
          >
            <IconBell size={19} stroke={1.7} />
            {count > 0 && (
              <span className={`${classes.count} tabular`} aria-hidden>
                {words}
              </span>
            )}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel} aria-label="Notifications">
        {opened && (
          <Suspense fallback={<LinesSkeleton count={4} />}>
            <NotificationList company={company} onClose={() => setOpened(false)} />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
