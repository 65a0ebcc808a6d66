/** One message: what is sent, and what was answered at each try. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { webhooks } from '#shared/contracts/webhooks.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { deliveryTones, topicLabel } from './webhook-words.ts'
import classes from './webhooks.module.css'

type Props = { webhookId: number; deliveryId: number; mayRedeliver: boolean; onClose: () => void }

export function DeliveryDialog({ webhookId, deliveryId, mayRedeliver, onClose }: Props) {
  const { invalidate } = useInvalidate()
  const params = { webhookId, deliveryId }
  const { data, error, refetch } = useEndpointQuery(
    webhooks.delivery,
    { params },
    { refetchInterval: ({ state }) => (state.data?.delivery.state === 'waiting' ? 3000 : false) },
  )
  const again = useEndpointMutation(webhooks.redeliver)
  const redeliver = () =>
    again.mutate(
      { params },
      {
        onSuccess: () => {
          void invalidate(webhooks.delivery)
          void invalidate(webhooks.deliveries)
          toastDone('The message is delivered again.')
        },
        onError: (problem) => toastFailed(problem.detail),
      },
    )
  return (
    <Modal opened onClose={onClose} size={640} title={data ? topicLabel(data.delivery.topic) : 'Message'}>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LinesSkeleton />
      ) : (
        <Stack gap="md">
          <dl className={classes.facts}>
            <dt>Message</dt>
            <dd>
              <code>{data.delivery.message}</code>
            </dd>
            <dt>Happened</dt>
            <dd>
              <Time at={data.delivery.at} exact />
            </dd>
            <dt>State</dt>
            <dd>
              <StatusDot {...deliveryTones[data.delivery.state]} />
              {data.delivery.nextAt && data.delivery.attempts > 0 && (
                <>
                  , next try <Time at={data.delivery.nextAt} />
                </>
              )}
            </dd>
          </dl>
          <pre className={classes.body}>{JSON.stringify(JSON.parse(data.body), null, 2)}</pre>
          {data.attempts.length > 0 && (
            <ol className={classes.attempts} aria-label="Tries, newest first">
              {data.attempts.map((one) => (
                <li key={one.id}>
                  <Time at={one.at} exact />: {one.status ?? 'no answer'} after {one.durationMs} ms
                  {one.error && <span className={classes.reply}>{one.error}</span>}
                  {one.reply && <span className={classes.reply}>{one.reply}</span>}
                </li>
              ))}
            </ol>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            {mayRedeliver && data.delivery.state !== 'waiting' && (
              <Button loading={again.isPending} onClick={redeliver}>
                Redeliver
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
