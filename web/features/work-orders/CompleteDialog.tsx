/** Ends the work: what was done, whether its parts go to the customer's equipment, and the customer's signature. */
import { Button, Checkbox, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { fieldErrors, Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { type SignatureHandle, SignaturePad } from '#web/ui/SignaturePad.tsx'
import { useRefresh, useTake } from './use-work-orders.ts'
import classes from './work-orders.module.css'

type Props = {
  order: Pick<WorkOrder, 'id' | 'customerId' | 'version' | 'subject'> & { resolution?: string }
  /** Whether there are parts that can be added, and the right to it. */
  addEquipment: boolean
  signed: boolean
  onClose: () => void
}

export function CompleteDialog({ order, addEquipment, signed, onClose }: Props) {
  const take = useTake()
  const refresh = useRefresh()
  const sign = useEndpointMutation(workOrders.sign)
  const complete = useEndpointMutation(workOrders.complete)
  const pad = useRef<SignatureHandle>(null)
  const [version, setVersion] = useState(order.version)
  const [isSigned, setIsSigned] = useState(signed)
  const [resolution, setResolution] = useState(order.resolution ?? '')
  const [adds, setAdds] = useState(addEquipment)
  const [wantsSignature, setWantsSignature] = useState(false)
  const [name, setName] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [trouble, setTrouble] = useState<string | null>(null)
  const params = { customerId: order.customerId, workOrderId: order.id }
  const submit = async () => {
    const png = wantsSignature && !isSigned ? pad.current?.read() : null
    const found = {
      ...(!resolution.trim() && { resolution: 'Say what was done' }),
      ...(wantsSignature && !isSigned && !name.trim() && { name: 'Enter who signs' }),
      ...(wantsSignature && !isSigned && !png && { png: 'Draw or type the signature' }),
    }
    setErrors(found)
    setTrouble(null)
    if (Object.keys(found).length) return
    try {
      let at = version
      if (png) {
        at = (await sign.mutateAsync({ params, body: { version, name, png } })).version
        // Should the next step fail, what is signed need not be signed again.
        setVersion(at)
        setIsSigned(true)
      }
      take(await complete.mutateAsync({ params, body: { version: at, resolution, addEquipment: adds } }))
      toastDone(`Work order #${order.id} is complete.`)
      onClose()
    } catch (error) {
      setErrors(fieldErrors(error))
      if (!(error instanceof Problem) || error.errors.length === 0) setTrouble(problemText(error))
      refresh()
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Complete work order #${order.id}`}
      size={560}
      closeOnClickOutside={false}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack gap="md">
          {trouble && <Notice tone="bad">{trouble}</Notice>}
          <Textarea
            label="What was done"
            withAsterisk
            data-autofocus
            autosize
            minRows={3}
            maxRows={10}
            maxLength={10_000}
            value={resolution}
            error={errors.resolution}
            onChange={(event) => setResolution(event.currentTarget.value)}
          />
          {addEquipment && (
            <Checkbox
              label="Add the installed parts to the customer’s equipment"
              checked={adds}
              onChange={(event) => setAdds(event.currentTarget.checked)}
            />
          )}
          {isSigned ? (
            <p className={classes.dim}>The customer has signed.</p>
          ) : (
            <Checkbox
              label="The customer signs now"
              checked={wantsSignature}
              onChange={(event) => setWantsSignature(event.currentTarget.checked)}
            />
          )}
          {wantsSignature && !isSigned && (
            <>
              <TextInput
                label="Who signs"
                withAsterisk
                autoComplete="off"
                maxLength={80}
                value={name}
                error={errors.name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <SignaturePad ref={pad} name={name} error={errors.png} />
            </>
          )}
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Not yet
            </Button>
            <Button type="submit" loading={sign.isPending || complete.isPending}>
              Complete
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
