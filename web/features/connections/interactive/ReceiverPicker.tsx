/** Beside Receiver Number: the numbers that the customer's provider forwards alarms to; one fills the field. */
import { ActionIcon, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { interactive } from '#shared/contracts/interactive.ts'
import { formatPhone } from '#shared/phone.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import styles from '../connections.module.css'

type Props = { customerId: number; onPick: (receiverNumber: string) => void }

export function ReceiverPicker({ customerId, onPick }: Props) {
  // The provider is asked when one wants to see them, not whenever a record is opened.
  const [opened, setOpened] = useState(false)
  const asked = useEndpointQuery(
    interactive.receivers,
    { params: { customerId } },
    { enabled: opened, staleTime: 10 * 60_000 },
  )
  const receivers = asked.data?.receivers
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label="Choose a receiver number">
          <IconChevronDown size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown maw={340} mah={360} style={{ overflowY: 'auto' }}>
        {receivers?.map(({ code, label, phone, provider }) => (
          <Menu.Item key={`${provider} ${code}`} onClick={() => onPick(phone || code)}>
            <span className="tabular">{phone ? formatPhone(phone) : code}</span>
            <div className={styles.reason}>{label === phone ? provider : `${label}, ${provider}`}</div>
          </Menu.Item>
        ))}
        {receivers?.length === 0 && <Menu.Label>The provider names no receivers</Menu.Label>}
        {asked.isFetching && <Menu.Label>Asking the provider…</Menu.Label>}
        {asked.error && !asked.isFetching && (
          <Menu.Item closeMenuOnClick={false} onClick={() => void asked.refetch()}>
            Retry
            <div className={styles.reason}>{problemText(asked.error)}</div>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
