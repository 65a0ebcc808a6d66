/** The account's main deeds as buttons, the rest in a menu; each opens a step, or is done at once. */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconRefresh } from '@tabler/icons-react'
import {
  interactive,
  type InteractiveAccount,
  type InteractiveAction,
} from '#shared/contracts/interactive.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import styles from '../connections.module.css'
import { Reasoned } from '../Reasoned.tsx'
import { actionLabels, nameOf } from './interactive-words.ts'
import classes from './interactive.module.css'
import { useAccountPath, useChange, useStep } from './use-interactive.ts'

type Offered = InteractiveAccount['actions'][number]

/** In their order; what an account's state asks for stands first and filled. */
const urgent: readonly InteractiveAction[] = ['activate', 'resume', 'restore']
const buttons: readonly InteractiveAction[] = ['change_plan', 'devices', 'impersonate', 'refresh']
const menu: readonly InteractiveAction[] = [
  'logins',
  'central_station',
  'swap_modem',
  'refresh_devices',
  'push',
  'suspend',
  'terminate',
  'unlink',
]
const dangerous = new Set<InteractiveAction>(['terminate', 'unlink'])

export function AccountActions({ account }: { account: InteractiveAccount }) {
  const pick = (keys: readonly InteractiveAction[]) =>
    keys.flatMap((key) => account.actions.filter((action) => action.key === key))
  const [first, main, rest] = [pick(urgent), pick(buttons), pick(menu)]
  if (first.length + main.length + rest.length === 0) return null
  return (
    <div
      className={`${classes.actions} no-print`}
      role="group"
      aria-label={`What can be done with ${nameOf(account)}`}
    >
      {first.map((action) => (
        <StepButton key={action.key} account={account} action={action} filled />
      ))}
      {main.map((action) =>
        action.key === 'refresh' ? (
          <RefreshButton key={action.key} account={account} action={action} />
        ) : (
          <StepButton key={action.key} account={account} action={action} />
        ),
      )}
      {rest.length > 0 && <MoreMenu account={account} actions={rest} />}
    </div>
  )
}

type ButtonProps = { account: InteractiveAccount; action: Offered; filled?: boolean }

function StepButton({ account, action, filled = false }: ButtonProps) {
  const step = useStep()
  return (
    <Reasoned reason={action.disabledReason}>
      <Button
        size="xs"
        variant={filled ? 'filled' : 'default'}
        disabled={action.disabledReason !== null}
        onClick={() => step.open(account.id, action.key)}
      >
        {actionLabels[action.key]}
      </Button>
    </Reasoned>
  )
}

function RefreshButton({ account, action }: ButtonProps) {
  const path = useAccountPath(account)
  const refresh = useChange(interactive.refresh, `Read anew at ${account.provider}`)
  return (
    <Reasoned reason={action.disabledReason}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} aria-hidden />}
        disabled={action.disabledReason !== null}
        loading={refresh.isPending}
        onClick={() => refresh.mutate(path, { onError: toastFailed })}
      >
        Refresh
      </Button>
    </Reasoned>
  )
}

function MoreMenu({ account, actions }: { account: InteractiveAccount; actions: readonly Offered[] }) {
  const step = useStep()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={300}>
        {actions.map(({ key, disabledReason }) => (
          <Menu.Item
            key={key}
            color={dangerous.has(key) ? 'red' : undefined}
            disabled={disabledReason !== null}
            onClick={() => step.open(account.id, key)}
          >
            {actionLabels[key]}
            {disabledReason && <div className={styles.reason}>{disabledReason}</div>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
