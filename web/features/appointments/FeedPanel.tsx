/** One's schedule in one's own calendar program, by a secret address that one makes and ends. */
import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { mySchedule } from '#shared/contracts/appointments.ts'
import type { Output } from '#shared/contract.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './appointments.module.css'

export function FeedPanel({ feed }: { feed: Output<typeof mySchedule.list>['feed'] }) {
  const { invalidate } = useInvalidate()
  const make = useEndpointMutation(mySchedule.makeFeed)
  const end = useEndpointMutation(mySchedule.endFeed)
  const [address, setAddress] = useState<string | null>(null)
  const onMake = () =>
    make.mutate(
      {},
      {
        onSuccess: ({ path }) => {
          setAddress(new URL(path, window.location.origin).href)
          void invalidate(mySchedule.list)
        },
        onError: toastFailed,
      },
    )
  return (
    <Panel title="In your own calendar">
      {address ? (
        <Group gap={8} align="end" wrap="nowrap">
          <TextInput
            label="Secret address"
            description="Subscribe to it in your calendar program. It is shown this once; whoever has it sees your schedule."
            readOnly
            value={address}
            style={{ flex: 1 }}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={address} label="the address" />
        </Group>
      ) : feed ? (
        <p className={classes.plain}>
          A calendar program may read your schedule since <Time at={feed.createdAt} short />.{' '}
          {feed.lastReadAt ? (
            <>
              Last read <Time at={feed.lastReadAt} />.
            </>
          ) : (
            'It has not been read yet.'
          )}
        </p>
      ) : (
        <p className={classes.plain}>
          Your appointments and time off on your phone’s or computer’s calendar, kept up to date by itself.
        </p>
      )}
      <Group gap={8} mt="sm">
        {feed ? (
          <>
            <ConfirmButton
              label="New address"
              size="xs"
              title="Make a new address?"
              confirmLabel="Make new address"
              onConfirm={async () => onMake()}
            >
              The address that was made before stops working at once.
            </ConfirmButton>
            <Button
              size="xs"
              variant="default"
              loading={end.isPending}
              onClick={() =>
                end.mutate(
                  {},
                  {
                    onSuccess: () => {
                      setAddress(null)
                      void invalidate(mySchedule.list)
                      toastDone('The address does not work any more.')
                    },
                    onError: toastFailed,
                  },
                )
              }
            >
              End it
            </Button>
          </>
        ) : (
          <Button size="xs" variant="default" loading={make.isPending} onClick={onMake}>
            Make a calendar address
          </Button>
        )}
      </Group>
    </Panel>
  )
}
