/** The devices that the provider knows, beside our equipment of the same zone. */
import { Button, Group, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { interactive } from '#shared/contracts/interactive.ts'
import { formatDate } from '#shared/time.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import styles from '../connections.module.css'
import { CallFailed } from '../manage/StationPanel.tsx'
import { useStation } from '../manage/use-station.ts'
import type { StepProps } from './AccountStep.tsx'
import { useAccountPath, useChange } from './use-interactive.ts'

export function DevicesStep({ account }: StepProps) {
  const path = useAccountPath(account)
  const asked = useStation(interactive.devices, path)
  const askPanel = useChange(interactive.act, 'Asked the panel; its list arrives in a few minutes')
  const mayAsk = account.actions.some((a) => a.key === 'refresh_devices' && a.disabledReason === null)
  const devices = asked.data?.devices
  const matched = devices?.filter(({ equipment }) => equipment !== null).length ?? 0
  return (
    <Stack gap="md">
      {asked.error && (
        <CallFailed error={asked.error} busy={asked.isFetching} onRetry={() => void asked.refetch()} />
      )}
      {devices === undefined ? (
        !asked.error && (
          <div role="status" aria-label="Loading the devices">
            <LinesSkeleton count={5} />
          </div>
        )
      ) : devices.length === 0 ? (
        <div className={styles.none}>
          {account.provider} knows no devices of this account yet. The panel reports them after it has been
          activated.
        </div>
      ) : (
        <>
          <div className={styles.none}>
            {devices.length} at {account.provider}, {matched} of them matched to our equipment by zone
          </div>
          <div className={styles.scroll} tabIndex={0} role="region" aria-label="Table of devices">
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Zone</th>
                  <th scope="col">Name there</th>
                  <th scope="col">Our equipment</th>
                  <th scope="col">Type</th>
                  <th scope="col">Status</th>
                  <th scope="col">Serial or MAC</th>
                  <th scope="col">Installed</th>
                </tr>
              </thead>
              <tbody>
                {devices.map((device) => (
                  <tr key={device.id}>
                    <td className="tabular">{device.zone || '–'}</td>
                    <td>{device.name || '–'}</td>
                    <td>{device.equipment ?? <span className={styles.none}>None</span>}</td>
                    <td>{device.type || '–'}</td>
                    <td>{device.status || '–'}</td>
                    <td className="tabular">{device.serial || '–'}</td>
                    <td>{dayOf(device.installedAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <Group justify="flex-end">
        {mayAsk && (
          <Button
            variant="default"
            loading={askPanel.isPending}
            onClick={() =>
              askPanel.mutate({ ...path, body: { action: 'refresh_devices' } }, { onError: toastFailed })
            }
          >
            Ask the panel for its devices
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={asked.isFetching}
          onClick={() => void asked.refetch()}
        >
          Refresh
        </Button>
      </Group>
    </Stack>
  )
}

/** The provider's date and time is its own; the day is what one wants to know. */
const dayOf = (text: string): string => {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0]
  return day ? formatDate(day) : text || '–'
}
