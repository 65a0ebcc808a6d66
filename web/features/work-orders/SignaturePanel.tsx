/** Who signed a work order; and having it signed. */
import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { IconSignature } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { addressOf } from '#web/api/call.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { type SignatureHandle, SignaturePad } from '#web/ui/SignaturePad.tsx'
import { useTake } from './use-work-orders.ts'
import classes from './work-orders.module.css'

export function SignaturePanel({ order }: { order: WorkOrder }) {
  const take = useTake()
  const clear = useEndpointMutation(workOrders.clearSignature)
  const [signing, setSigning] = useState(false)
  const of = { customerId: order.customerId, workOrderId: order.id }
  const { signature } = order
  const mayChange = order.abilities.modify && order.status !== 'canceled'
  return (
    <Panel title="Signature">
      {signature ? (
        <figure className={classes.signature}>
          <img
            src={`${addressOf(workOrders.signature, { params: of })}?${Date.parse(signature.at)}`}
            alt={`Signature of ${signature.name}`}
          />
          <figcaption className={classes.dim}>
            {signature.name}, <Time at={signature.at} />
          </figcaption>
        </figure>
      ) : (
        <p className={classes.dim}>Nobody has signed yet.</p>
      )}
      {mayChange && !signature && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconSignature size={14} aria-hidden />}
          onClick={() => setSigning(true)}
        >
          Have it signed
        </Button>
      )}
      {mayChange && signature && (
        <ConfirmButton
          label="Take signature off"
          size="xs"
          variant="subtle"
          danger
          title="Take the signature off?"
          onConfirm={async () => {
            take(await clear.mutateAsync({ params: of }))
            toastDone('The signature was taken off.')
          }}
        >
          The work and its lines can be changed again then, and the customer has to sign anew.
        </ConfirmButton>
      )}
      {signing && <SignDialog order={order} onClose={() => setSigning(false)} />}
    </Panel>
  )
}

function SignDialog({ order, onClose }: { order: WorkOrder; onClose: () => void }) {
  const take = useTake()
  const sign = useEndpointMutation(workOrders.sign)
  const pad = useRef<SignatureHandle>(null)
  const [name, setName] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  return (
    <Modal opened onClose={onClose} title="Have it signed" size={520} closeOnClickOutside={false}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const png = pad.current?.read()
          if (!name.trim() || !png)
            return setErrors({
              ...(!name.trim() && { name: 'Enter who signs' }),
              ...(!png && { png: 'Draw or type the signature' }),
            })
          sign.mutate(
            {
              params: { customerId: order.customerId, workOrderId: order.id },
              body: { version: order.version, name, png },
            },
            {
              onSuccess: (next) => {
                take(next)
                toastDone(`${name} has signed.`)
                onClose()
              },
              onError: (problem) => setErrors(fieldErrors(problem)),
            },
          )
        }}
      >
        <Stack gap="md">
          {sign.error && sign.error.errors.length === 0 && <Notice tone="bad">{sign.error.detail}</Notice>}
          <TextInput
            label="Who signs"
            withAsterisk
            data-autofocus
            autoComplete="off"
            maxLength={80}
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <SignaturePad ref={pad} name={name} error={errors.png} />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={sign.isPending}>
              Save signature
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
