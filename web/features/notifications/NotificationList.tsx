/** What one was told of, newest first. Following one marks it as read. */
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconBell, IconMail, IconMailOpened, IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, linkOptions } from '@tanstack/react-router'
import type { Endpoint, Input } from '#shared/contract.ts'
import { type Notification, notifications } from '#shared/contracts/notifications.ts'
import { endpointPages, useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import classes from './notifications.module.css'

/** A mutation after which list and count are read again. */
function useChange<E extends Endpoint>(endpoint: E) {
  const { invalidate } = useInvalidate()
  const { mutate } = useEndpointMutation(endpoint, {
    onSettled: () => {
      void invalidate(notifications.list)
      void invalidate(notifications.unread)
    },
    onError: toastFailed,
  })
  return (input: Input<E>) => mutate(input)
}

export function NotificationList({ company, onClose }: { company: string; onClose: () => void }) {
  const pages = useInfiniteQuery(endpointPages(notifications.list, {}, 'before'))
  const markAll = useChange(notifications.markAll)
  const items = pages.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.title}>Notifications</h2>
        {items?.some(({ read }) => !read) && (
          <Button size="compact-sm" variant="subtle" onClick={() => markAll({})}>
            Mark all as read
          </Button>
        )}
        <Link
          to="/$company/tickets"
          params={{ company }}
          search={{ whose: 'mine' }}
          className={classes.mine}
          onClick={onClose}
        >
          My tickets
        </Link>
      </div>
      {items ? (
        items.length === 0 ? (
          <EmptyState icon={IconBell} title="You do not have any notifications">
            You are told here when somebody names you in a note or assigns you a ticket, a customer at risk or
            an appointment, and when one of them falls due; and, if you manage connections, when a comparison
            with your providers finds something new.
          </EmptyState>
        ) : (
          <ul className={classes.list} aria-label="Notifications, newest first">
            {items.map((item) => (
              <Row key={item.id} item={item} company={company} onFollow={onClose} />
            ))}
          </ul>
        )
      ) : pages.error ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <div className={classes.loading} role="status" aria-label="Loading notifications">
          <LinesSkeleton count={5} />
        </div>
      )}
      {pages.hasNextPage && (
        <div className={classes.more}>
          <Button
            size="xs"
            variant="default"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </>
  )
}

const sentences: Record<Notification['kind'], (by: string) => string> = {
  mention: (by) => `${by} named you in`,
  ticket_assigned: (by) => `${by} assigned you`,
  ticket_due: () => 'Due today:',
  risk_assigned: (by) => `${by} assigned you a customer at risk:`,
  risk_due: () => 'Follow up on a customer at risk:',
  connection_health: () => 'The comparison with your providers found something new:',
  appointment_assigned: (by) => `${by} scheduled you:`,
  appointment_changed: (by) => `${by} moved your appointment to`,
  appointment_cancelled: (by) => `${by} took off your schedule:`,
  appointment_soon: () => 'Coming up:',
  work_order_assigned: (by) => `${by} assigned you the work order`,
  work_order_due: () => 'Work due today:',
  charge_declined: () => 'A charge did not go through:',
  charge_unknown: () => 'Nobody knows whether this was charged:',
  charge_returned: () => 'A charge came back:',
  billing_method_expiring: () => 'A card expires:',
  edoc_signed: () => 'A signer has signed',
  edoc_completed: () => 'Everybody has signed',
  edoc_declined: () => 'A signer declined',
  edoc_expired: () => 'Expired without all signatures:',
  edoc_failed: () => 'Was not sent:',
  import_ended: () => 'The import has ended:',
  webhook_disabled: () => 'This webhook was switched off:',
}

/** Where news lead that are of no record. */
const ofCompany = ({ dataImportId, webhookEndpointId }: Notification, company: string) =>
  dataImportId !== null
    ? linkOptions({
        to: '/$company/administration/imports/$importId',
        params: { company, importId: dataImportId },
      })
    : webhookEndpointId !== null
      ? linkOptions({
          to: '/$company/administration/webhooks/$webhookId',
          params: { company, webhookId: webhookEndpointId },
        })
      : linkOptions({ to: '/$company/connection-health', params: { company } })

type RowProps = { item: Notification; company: string; onFollow: () => void }

function Row({ item, company, onFollow }: RowProps) {
  const mark = useChange(notifications.mark)
  const remove = useChange(notifications.remove)
  const params = { notificationId: item.id }
  const follow = () => {
    if (!item.read) mark({ params, body: { read: true } })
    onFollow()
  }
  const { customerId } = item
  const turn = item.read ? 'Mark as unread' : 'Mark as read'
  return (
    <li className={classes.row} data-unread={!item.read || undefined}>
      <span className={classes.dot} role="img" aria-label={item.read ? 'read' : 'unread'} />
      <div className={classes.words}>
        <Link
          {...(item.appointmentId !== null
            ? linkOptions({
                to: '/$company/my-appointments',
                params: { company },
                search: { on: item.appointmentOn ?? undefined },
              })
            : customerId === null
              ? ofCompany(item, company)
              : item.chargeAttemptId !== null || item.billingMethodId !== null
                ? linkOptions({
                    to: '/$company/customers/$customerId/accounting/billing-methods',
                    params: { company, customerId },
                  })
                : item.edocId !== null
                  ? linkOptions({
                      to: '/$company/customers/$customerId/e-docs/$edocId',
                      params: { company, customerId, edocId: item.edocId },
                    })
                  : item.workOrderId !== null
                    ? linkOptions({
                        to: '/$company/customers/$customerId/work-orders/$workOrderId',
                        params: { company, customerId, workOrderId: item.workOrderId },
                      })
                    : item.riskId === null
                      ? linkOptions({
                          to: '/$company/customers/$customerId/notes',
                          params: { company, customerId },
                          search: { note: item.noteId ?? undefined },
                        })
                      : linkOptions({
                          to: '/$company/customers/$customerId/at-risk',
                          params: { company, customerId },
                        }))}
          className={classes.link}
          onClick={follow}
        >
          {sentences[item.kind](item.by ?? 'Somebody')} <strong>{item.subject}</strong>
        </Link>
        <div className={classes.about}>
          {item.customer && `${item.customer} · `}
          <Time at={item.at} />
        </div>
      </div>
      <Tooltip label={turn}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={`${turn}: ${item.subject}`}
          onClick={() => mark({ params, body: { read: !item.read } })}
        >
          {item.read ? <IconMail size={15} /> : <IconMailOpened size={15} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Remove">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={`Remove: ${item.subject}`}
          onClick={() => remove({ params })}
        >
          <IconX size={15} />
        </ActionIcon>
      </Tooltip>
    </li>
  )
}
