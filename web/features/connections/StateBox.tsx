/** The connection's state, big and plain, with what one can do about it (page.md, CON-011). */
import { Button, Menu } from '@mantine/core'
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
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { byHandWords, stateWords } from './connection-words.ts'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { MoreActions } from './MoreActions.tsx'
import { Reasoned } from './Reasoned.tsx'
import { UnlinkButton } from './UnlinkButton.tsx'
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
  const params = useCustomerParams()
  const [shell, link, manage] = [find('shell'), find('link'), find('manage')]
  const [sync, retry, unlink] = [find('sync'), find('retry'), find('unlink')]
  const { connection, company } = monitoring
  return (
    <div className={`${classes.actions} no-print`}>
      {(shell || link) && <LinkButtons shell={shell} link={link} />}
      {manage && (
        <LinkButton to="/$company/customers/$customerId/connections/monitoring/manage" params={params}>
          {manage.label}
        </LinkButton>
      )}
      {retry && <Ask action={retry} endpoint="retry" done="On its way to the station once more" />}
      {sync && <Ask action={sync} endpoint="sync" done="Everything is on its way to the station" />}
      <MoreActions monitoring={monitoring} />
      {unlink && (
        <UnlinkButton
          company={connection?.company ?? company?.name ?? 'the station'}
          accountNumber={connection?.accountNumber ?? ''}
          disabledReason={unlink.disabledReason}
        />
      )}
    </div>
  )
}

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
}

/** Shell Account, and Link Account in the dropdown beside it; Link Account alone where no shell can be made. */
function LinkButtons({ shell, link }: LinkProps) {
  const params = useCustomerParams()
  const navigate = useNavigate()
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
  const toForm = () =>
    void navigate({ to: '/$company/customers/$customerId/connections/monitoring/create', params })
  return (
    <Button.Group>
      <Button variant="filled" disabled={shell.disabledReason !== null} onClick={toForm}>
        {shell.label}
      </Button>
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
