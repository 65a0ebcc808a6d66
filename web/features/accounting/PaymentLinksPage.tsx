/** The links into the Payment Portal that a record got: sent, opened, paid by. */
import { Button } from '@mantine/core'
import { IconLinkPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type PortalLink, portalLinks } from '#shared/contracts/portal-links.ts'
import { linkStates, linkWays } from '#shared/rules/portal.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import type { Tone } from '#web/ui/tone.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { SendLinkDialog } from './SendLinkDialog.tsx'
import { useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'

const tones: Record<PortalLink['state'], Tone> = {
  open: 'info',
  in_session: 'good',
  used: 'good',
  expired: 'neutral',
  revoked: 'neutral',
  failed: 'bad',
}
const from = '/$company/customers/$customerId/accounting/payment-links'

export function PaymentLinksPage() {
  useTitle('Payment links')
  return <AccountingFrame>{() => <Links />}</AccountingFrame>
}

function Links() {
  const { customerId } = useCustomerParams()
  const { send: sending } = useSearch({ from })
  const navigate = useNavigate({ from })
  const { data, error, refetch } = useEndpointQuery(portalLinks.ofCustomer, { params: { customerId } })
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  const open = (send: true | undefined) => void navigate({ search: send ? { send } : {}, replace: !send })
  const button = data.abilities.send && (
    <Button size="xs" leftSection={<IconLinkPlus size={14} aria-hidden />} onClick={() => open(true)}>
      Send payment link
    </Button>
  )
  return (
    <>
      {data.off && (
        <Notice tone="info">
          The Payment Portal is switched off: no link works. Administration, Company settings switches it on.
        </Notice>
      )}
      <Panel title="Payment links" actions={data.items.length > 0 && button}>
        {data.items.length === 0 ? (
          <EmptyState icon={IconLinkPlus} title="No payment link yet" action={button}>
            By a link the customer signs in to the Payment Portal, sees what is owed, and pays it.
          </EmptyState>
        ) : (
          <ul className={classes.rows} aria-label="Payment links">
            {data.items.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
        )}
      </Panel>
      {sending && data.abilities.send && (
        <SendLinkDialog customerId={customerId} onClose={() => open(undefined)} />
      )}
    </>
  )
}

function Row({ row }: { row: PortalLink }) {
  const { customerId } = useCustomerParams()
  const { invalidate } = useInvalidate()
  const revoke = useEndpointMutation(portalLinks.revoke)
  return (
    <li className={classes.row}>
      <div className={classes.headLine}>
        <StatusBox tone={tones[row.state]} label={linkStates[row.state]} />
        <span className={classes.name}>{row.way === 'copy' ? 'Copied link' : linkWays[row.way]}</span>
        {row.sentTo && <span>{row.sentTo}</span>}
        {row.invoice && <span>Invoice #{row.invoice.number}</span>}
        {row.canRevoke && (
          <span className={classes.end}>
            <ConfirmButton
              label="Revoke"
              danger
              variant="subtle"
              size="xs"
              title="Revoke this payment link?"
              onConfirm={async () => {
                await revoke.mutateAsync({ params: { customerId, linkId: row.id } })
                void invalidate(portalLinks.ofCustomer)
                toastDone('The payment link was revoked.')
              }}
            >
              It cannot be opened any more. Whoever came in by it is signed out.
            </ConfirmButton>
          </span>
        )}
      </div>
      <div className={classes.facts}>
        <span>
          {row.askedBy === 'customer'
            ? 'Asked for by the customer'
            : `Made by ${row.createdBy ?? 'somebody'}`}{' '}
          <Time at={row.createdAt} />
        </span>
        {row.openedAt ? (
          <span>
            opened <Time at={row.openedAt} /> from {row.openedFrom || 'an unknown address'}
          </span>
        ) : (
          row.state === 'open' && (
            <span>
              good until <Time at={row.expiresAt} />
            </span>
          )
        )}
        {row.revokedBy && <span>revoked by {row.revokedBy}</span>}
      </div>
      {row.payments.map((payment) => (
        <div key={payment.at} className={classes.headLine}>
          <Money amountCents={payment.amountCents} /> <span>{payment.method}</span>
          <span className={classes.dim}>{payment.state}</span>
          <span className={classes.dim}>
            <Time at={payment.at} />
          </span>
        </div>
      ))}
    </li>
  )
}
