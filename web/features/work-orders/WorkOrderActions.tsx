/** What can be done with a work order as it stands: begin, complete, cancel, reopen, print, delete. */
import { Button, Modal, NativeSelect, Stack, Textarea } from '@mantine/core'
import {
  IconCheck,
  IconReceipt,
  IconFileTypePdf,
  IconPlayerPlay,
  IconRotate2,
  IconX,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { isOpenWork } from '#shared/rules/work-orders.ts'
import { addressOf } from '#web/api/call.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { CompleteDialog } from './CompleteDialog.tsx'
import { selectData } from './work-order-draft.ts'
import { useChoices, useCustomerParams, useRefresh, useTake } from './use-work-orders.ts'
import classes from './work-orders.module.css'

type Props = { order: WorkOrder; unsaved: boolean }

export function WorkOrderActions({ order, unsaved }: Props) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const take = useTake()
  const refresh = useRefresh()
  const start = useEndpointMutation(workOrders.start)
  const reopen = useEndpointMutation(workOrders.reopen)
  const remove = useEndpointMutation(workOrders.remove)
  const [dialog, setDialog] = useState<'complete' | 'cancel' | null>(null)
  const of = { customerId: order.customerId, workOrderId: order.id }
  const open = isOpenWork(order.status)
  const { modify } = order.abilities
  const may = useMay()
  const step = (what: typeof start | typeof reopen, done: string) =>
    what.mutate(
      { params: of, body: { version: order.version } },
      {
        onSuccess: (next) => {
          take(next)
          toastDone(done)
        },
        onError: (error) => {
          toastFailed(error)
          refresh()
        },
      },
    )
  const why = unsaved ? 'Save or discard your changes first' : undefined
  return (
    <div className={`${classes.actions} no-print`}>
      {modify && (order.status === 'open' || order.status === 'scheduled') && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={start.isPending}
          disabled={unsaved}
          title={why}
          onClick={() => step(start, 'Work has begun.')}
        >
          Start work
        </Button>
      )}
      {modify && open && (
        <Button
          size="xs"
          leftSection={<IconCheck size={14} aria-hidden />}
          disabled={unsaved}
          title={why}
          onClick={() => setDialog('complete')}
        >
          Complete
        </Button>
      )}
      {modify && !open && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRotate2 size={14} aria-hidden />}
          loading={reopen.isPending}
          onClick={() => step(reopen, 'Work order reopened.')}
        >
          Reopen
        </Button>
      )}
      {order.lines.length > 0 &&
        order.status !== 'canceled' &&
        may('invoices.create') &&
        may('invoices.view') && (
          <LinkButton
            to="/$company/customers/$customerId/accounting/invoices/new"
            params={params}
            search={{ workOrder: order.id }}
            size="xs"
            variant="default"
            leftSection={<IconReceipt size={14} aria-hidden />}
          >
            Create invoice
          </LinkButton>
        )}
      <Button
        size="xs"
        variant="default"
        component="a"
        href={addressOf(workOrders.pdf, { params: of, query: { inline: 'true' } })}
        target="_blank"
        rel="noreferrer"
        leftSection={<IconFileTypePdf size={14} aria-hidden />}
      >
        PDF
      </Button>
      {modify && open && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} aria-hidden />}
          disabled={unsaved}
          title={why}
          onClick={() => setDialog('cancel')}
        >
          Cancel work order
        </Button>
      )}
      {order.abilities.delete && (
        <ConfirmButton
          label="Delete"
          danger
          variant="subtle"
          size="xs"
          title={`Delete work order #${order.id}?`}
          confirmLabel="Delete work order"
          onConfirm={async () => {
            await remove.mutateAsync({ params: of })
            toastDone(`Work order #${order.id} was deleted.`)
            await navigate({
              to: '/$company/customers/$customerId/work-orders',
              params,
              replace: true,
              ignoreBlocker: true,
            })
            refresh()
          }}
        >
          Delete what was entered by mistake, with its lines and its signature. A job that was not done is
          canceled rather than deleted, so that one can see later what became of it. Its appointments stay.
        </ConfirmButton>
      )}
      {dialog === 'complete' && (
        <CompleteDialog
          order={order}
          addEquipment={order.abilities.addEquipment}
          signed={order.signature !== null}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'cancel' && <CancelDialog order={order} onClose={() => setDialog(null)} />}
    </div>
  )
}

function CancelDialog({ order, onClose }: { order: WorkOrder; onClose: () => void }) {
  const choices = useChoices(order.customerId)
  const take = useTake()
  const cancel = useEndpointMutation(workOrders.cancel)
  const [reason, setReason] = useState('')
  const [note, setNote] = useState('')
  const visits = order.appointments.filter(({ status }) => status === 'scheduled').length
  return (
    <Modal opened onClose={onClose} title={`Cancel work order #${order.id}`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          cancel.mutate(
            {
              params: { customerId: order.customerId, workOrderId: order.id },
              body: {
                version: order.version,
                cancelReasonId: reason === '' ? null : Number(reason),
                cancelNote: note,
              },
            },
            {
              onSuccess: (next) => {
                take(next)
                toastDone('Work order canceled.')
                onClose()
              },
            },
          )
        }}
      >
        <Stack gap="md">
          {cancel.error && <Notice tone="bad">{cancel.error.detail}</Notice>}
          {visits > 0 && (
            <Notice tone="attention">
              {visits === 1
                ? 'An appointment is scheduled for it and stays'
                : `${visits} appointments are scheduled for it and stay`}
              : cancel it on the Appointments tab if nobody has to come.
            </Notice>
          )}
          <NativeSelect
            label="Cancel reason"
            data-autofocus
            data={[{ value: '', label: 'Not said' }, ...selectData(choices?.cancelReasons)]}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Textarea
            label="Note"
            autosize
            minRows={2}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Keep it open
            </Button>
            <Button type="submit" color="red" loading={cancel.isPending}>
              Cancel work order
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
