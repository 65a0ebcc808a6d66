/** Sends a customer a link into the Payment Portal, or makes one to copy. */
import { Button, Modal, NativeSelect, Radio, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { portalLinks } from '#shared/contracts/portal-links.ts'
import { formatPhone } from '#shared/phone.ts'
import { staffLinkDays } from '#shared/rules/portal.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'
import more from './money-documents.module.css'

type Way = 'email' | 'sms' | 'copy'
type Props = {
  /** Who pays. */
  customerId: number
  /** What it is about; none: the account. */
  invoice?: { id: number; number: number | null }
  onClose: () => void
}
const other = 'other'

export function SendLinkDialog({ customerId, invoice, onClose }: Props) {
  const { data } = useEndpointQuery(portalLinks.ofCustomer, { params: { customerId } })
  const send = useEndpointMutation(portalLinks.send)
  const refresh = useRefresh()
  const { invalidate } = useInvalidate()
  const [picked, setPicked] = useState<Way | null>(null)
  const [address, setAddress] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const can = (way: Way) => way === 'copy' || (data?.abilities.message === true && data.channels[way])
  const way = picked ?? (['email', 'sms', 'copy'] as const).find((one) => can(one) && (one === 'copy' || data?.people.some(({ channel }) => channel === one))) ?? 'copy'
  const people = data?.people.filter(({ channel }) => channel === way) ?? []
  const chosen = address ?? people[0]?.address ?? other
  const to = way === 'copy' ? '' : chosen === other ? typed : chosen
  const url = send.data?.path ? `${location.origin}${send.data.path}` : null
  const title = invoice ? `Payment link for invoice #${invoice.number}` : 'Send payment link'
  if (send.data && (url || !send.data.delivered))
    return (
      <Modal opened onClose={onClose} title={title}>
        <Stack gap="md">
          {url ? (
            <>
              <Notice tone="good">
                The link is made. It is shown this once, opens once, and is good for {staffLinkDays} days.
              </Notice>
              <div className={more.linkBox}>
                <code>{url}</code>
                <CopyButton value={url} label="payment link" />
              </div>
            </>
          ) : (
            <Notice tone="bad" title="It was not delivered.">
              The provider did not take the message. Check the address, or make a link to copy.
            </Notice>
          )}
          <div className={classes.buttons}>
            {!url && (
              <Button variant="default" onClick={() => send.reset()}>
                Try again
              </Button>
            )}
            <Button onClick={onClose}>Done</Button>
          </div>
        </Stack>
      </Modal>
    )
  return (
    <Modal opened onClose={onClose} title={title}>
      {!data ? (
        <LinesSkeleton count={4} />
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            send.mutate(
              { params: { customerId }, body: { way, to, invoiceId: invoice?.id ?? null } },
              {
                onSuccess: ({ delivered }) => {
                  refresh()
                  void invalidate(portalLinks.ofCustomer)
                  if (!delivered) return
                  toastDone('The payment link was sent.')
                  onClose()
                },
              },
            )
          }}
        >
          <Stack gap="md">
            {send.error && send.error.errors.length === 0 && (
              <Notice tone="bad">{problemText(send.error)}</Notice>
            )}
            <div>
              The customer signs in by it without a password, sees what is owed, and pays by card or bank account.
              It opens once and is good for {staffLinkDays} days.
            </div>
            <Radio.Group
              label="How"
              value={way}
              onChange={(next) => {
                setPicked(next as Way)
                setAddress(null)
              }}
            >
              <Stack gap={8} mt={6}>
                <Radio value="email" label="E-mail" disabled={!can('email')} description={why(data, 'email')} />
                <Radio value="sms" label="Text message" disabled={!can('sms')} description={why(data, 'sms')} />
                <Radio value="copy" label="Copy it here" description="To read it out, or to send it another way" />
              </Stack>
            </Radio.Group>
            {way !== 'copy' && (
              <>
                <NativeSelect
                  label="To"
                  data={[
                    ...people.map((one) => ({
                      value: one.address,
                      label: `${one.label}: ${way === 'sms' ? formatPhone(one.address) : one.address}`,
                    })),
                    { value: other, label: way === 'sms' ? 'Another number' : 'Another address' },
                  ]}
                  value={chosen}
                  onChange={(event) => setAddress(event.currentTarget.value)}
                />
                {chosen === other && (
                  <TextInput
                    label={way === 'sms' ? 'Number' : 'Address'}
                    withAsterisk
                    maxLength={254}
                    value={typed}
                    error={send.error && fieldErrors(send.error).to}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                  />
                )}
              </>
            )}
            <div className={classes.buttons}>
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={send.isPending}>
                {way === 'copy' ? 'Make link' : 'Send'}
              </Button>
            </div>
          </Stack>
        </form>
      )}
    </Modal>
  )
} // prettier-ignore

function why(
  data: { abilities: { message: boolean }; channels: { email: boolean; sms: boolean } },
  way: 'email' | 'sms',
): string | undefined {
  if (!data.abilities.message) return 'Needs the permission “Messages: Create” at this location'
  if (!data.channels[way]) return 'Not set up: Administration, Messaging'
  return undefined
}
