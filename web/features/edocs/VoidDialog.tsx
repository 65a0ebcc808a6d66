/** Voids a document, with the reason that its signers would ask for. */
import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './edocs.module.css'
import { useCustomerParams, useTake } from './use-edocs.ts'

export function VoidDialog({ doc, onClose }: { doc: Edoc; onClose: () => void }) {
  const { customerId } = useCustomerParams()
  const take = useTake(customerId)
  const end = useEndpointMutation(edocs.void)
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <Modal opened onClose={onClose} title="Void the document?">
      <form
        noValidate
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault()
          if (!reason.trim()) return setMissing(true)
          end.mutate(
            { params: { customerId, edocId: doc.id }, body: { version: doc.version, reason } },
            {
              onSuccess: (next) => {
                take(next)
                toastDone(`“${doc.name}” is void.`)
                onClose()
              },
            },
          )
        }}
      >
        <p className={classes.hint}>Nobody can sign it any more, also by a link that was sent already.</p>
        {end.error && <Notice tone="bad">{problemText(end.error)}</Notice>}
        <Textarea
          label="Reason"
          withAsterisk
          data-autofocus
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={missing && !reason.trim() && 'Say why'}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={`${classes.buttons} ${classes.end}`}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" loading={end.isPending}>
            Void
          </Button>
        </div>
      </form>
    </Modal>
  )
}
