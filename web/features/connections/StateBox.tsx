/** The connection's state, big and plain, with what one can do about it (page.md, CON-011). */
import { Button, Menu, Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconCircleCheck,
  IconLink,
  IconLinkOff,
  IconLoader2,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { connections, type ConnectionAction, type Monitoring } from '#shared/contracts/connections.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { byHandWords, stateWords } from './connection-words.ts'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { useSettle } from './use-monitoring.ts'

export function StateBox({ monitoring }: { monitoring: Monitoring }) {
  const { company: dealer } = useMe()
  const { company } = monitoring
  const words =
    company && !company.connector && !monitoring.connection
      ? byHandWords(company.name)
      : stateWords(monitoring.connection, dealer.timeZone)
  const linking = monitoring.connection?.state === 'linking'
  const Icon = linking
    ? IconLoader2
    : words.tone === 'good'
      ? IconCircleCheck
      : words.tone === 'neutral'
        ? IconLinkOff
        : IconAlertTriangle
  // Being unlinked is the state itself, so that it is said here and not in a warning above.
  const unlinked = monitoring.attention.find(({ action }) => action === 'link')
  const detail = words.detail ?? unlinked?.message
  // What a notice above says already is not said again.
  const said = monitoring.attention.some(({ action }) => action === 'open_form')
  const reasons = said
    ? []
    : [...new Set(monitoring.actions.map((a) => a.disabledReason).filter((r) => r !== null))]
  return (
    <section className={classes.state} data-tone={words.tone} aria-label="State of the connection">
      <Icon
        size={28}
        stroke={1.6}
        className={classes.stateIcon}
        data-turning={linking || undefined}
        aria-hidden
      />
      <div className={classes.stateText} role="status">
        <strong className={classes.stateTitle}>{words.title}</strong>
        {detail && <div>{detail}</div>}
        {reasons.map((reason) => (
          <div key={reason} className={classes.reason}>
            {reason}
          </div>
        ))}
      </div>
      <Actions monitoring={monitoring} />
    </section>
  )
}

function Actions({ monitoring }: { monitoring: Monitoring }) {
  const find = (key: ConnectionAction['key']) => monitoring.actions.find((action) => action.key === key)
  const [shell, link, sync, retry, unlink] = [
    find('shell'),
    find('link'),
    find('sync'),
    find('retry'),
    find('unlink'),
  ]
  return (
    <div className={`${classes.actions} no-print`}>
      {(shell || link) && <LinkButtons shell={shell} link={link} monitoring={monitoring} />}
      {retry && <Ask action={retry} endpoint="retry" done="On its way to the station once more" />}
      {sync && <Ask action={sync} endpoint="sync" done="Everything is on its way to the station" />}
      {unlink && <Unlink action={unlink} monitoring={monitoring} />}
    </div>
  )
}

/**
 * A disabled action says why on hover; the reasons also stand in the text beside it. The frame is there without a reason
 * too: a reason that comes or goes while one stands on the button must not make it another button.
 */
const Reasoned = ({ reason, children }: { reason: string | null; children: React.ReactElement }) => (
  <Tooltip label={reason ?? ''} disabled={reason === null} multiline maw={280}>
    <span className={classes.inline}>{children}</span>
  </Tooltip>
)

function Ask({
  action,
  endpoint,
  done,
}: {
  action: ConnectionAction
  endpoint: 'sync' | 'retry'
  done: string
}) {
  const { customerId } = useCustomerParams()
  const settle = useSettle(customerId)
  const ask = useEndpointMutation(connections[endpoint], {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(done)
    },
    onError: (error) => {
      settle()
      toastFailed(error)
    },
  })
  return (
    <Reasoned reason={action.disabledReason}>
      <Button
        variant="default"
        disabled={action.disabledReason !== null}
        loading={ask.isPending}
        onClick={() => ask.mutate({ params: { customerId } })}
      >
        {action.label}
      </Button>
    </Reasoned>
  )
}

type LinkProps = {
  shell: ConnectionAction | undefined
  link: ConnectionAction | undefined
  monitoring: Monitoring
}

/** Shell Account, and Link Account in the dropdown beside it; Link Account alone where no shell can be made. */
function LinkButtons({ shell, link, monitoring }: LinkProps) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle(params.customerId)
  const create = useEndpointMutation(connections.shell, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(
        answer.connection?.state === 'linked'
          ? 'Account created and linked'
          : 'Asked the station to create the account',
      )
    },
    // What the station did before the failure may show in the state.
    onError: () => settle(),
  })
  const toDiscrepancies = () =>
    void navigate({ to: '/$company/customers/$customerId/connections/monitoring/discrepancies', params })
  if (!shell)
    return (
      link && (
        <Reasoned reason={link.disabledReason}>
          <Button
            leftSection={<IconLink size={16} />}
            disabled={link.disabledReason !== null}
            onClick={toDiscrepancies}
          >
            {link.label}
          </Button>
        </Reasoned>
      )
    )
  const { company, accountNumber } = monitoring
  return (
    <Button.Group>
      <ConfirmButton
        variant="filled"
        label={shell.label}
        disabled={shell.disabledReason !== null}
        title={`Create account ${accountNumber ?? ''} at ${company?.name ?? 'the station'}?`}
        confirmLabel="Create account"
        onConfirm={() => create.mutateAsync({ params: { customerId: params.customerId } })}
      >
        The station gets a new account with this customer’s data, not yet in service, and it is linked at
        once. If the account exists there already, use Link Account instead.
      </ConfirmButton>
      {link && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="filled" px={8} aria-label="More ways to connect" className={classes.split}>
              <IconChevronDown size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown maw={300}>
            <Menu.Item
              leftSection={<IconLink size={16} />}
              disabled={link.disabledReason !== null}
              onClick={toDiscrepancies}
            >
              {link.label}
              {link.disabledReason && <div className={classes.reason}>{link.disabledReason}</div>}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  )
}

function Unlink({ action, monitoring }: { action: ConnectionAction; monitoring: Monitoring }) {
  const { customerId } = useCustomerParams()
  const settle = useSettle(customerId)
  const unlink = useEndpointMutation(connections.unlink, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone('Unlinked')
    },
  })
  const { connection } = monitoring
  return (
    <Reasoned reason={action.disabledReason}>
      <ConfirmButton
        label={action.label}
        danger
        disabled={action.disabledReason !== null}
        title={`Unlink account ${connection?.accountNumber ?? ''} at ${connection?.company ?? 'the station'}?`}
        onConfirm={() => unlink.mutateAsync({ params: { customerId } })}
      >
        <p style={{ margin: '0 0 8px' }}>
          Only the link is removed. <strong>Both accounts stay</strong>: nothing is deleted, neither here nor
          at {connection?.company ?? 'the station'}, and the account there stays as it is.
        </p>
        <p style={{ margin: 0 }}>Changes that are saved here from now on no longer go to the station.</p>
      </ConfirmButton>
    </Reasoned>
  )
}
