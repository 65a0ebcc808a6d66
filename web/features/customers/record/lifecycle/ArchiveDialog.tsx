/** Archive customer: what it ends, counted, for the record and its sub-customers (REC-201). */
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { ArchivedMember } from '#shared/contracts/customers-lifecycle.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRecord } from '../record-context.ts'
import { DeedDialog } from './DeedDialog.tsx'
import classes from './lifecycle.module.css'
import { useSettle } from './use-settle.ts'

export function ArchiveDialog({ onClose }: { onClose: () => void }) {
  const { id, header } = useRecord()
  const params = { customerId: id }
  const preview = useEndpointQuery(customersLifecycle.archivePreview, { params }, { staleTime: 0 })
  const settle = useSettle()
  const archive = useEndpointMutation(customersLifecycle.archive, {
    onSuccess: (saved) => {
      settle(saved)
      toastDone('Customer archived')
      onClose()
    },
  })
  const children = preview.data?.children ?? []
  return (
    <DeedDialog
      title={`Archive ${header.name}?`}
      confirmLabel="Archive customer"
      acknowledge={
        children.length
          ? `Archive this customer and ${children.length === 1 ? 'its sub-customer' : `its ${children.length} sub-customers`}`
          : 'Archive this customer'
      }
      loading={preview.isPending}
      error={archive.error ?? preview.error}
      running={archive.isPending}
      onConfirm={preview.error ? undefined : () => archive.mutate({ params })}
      onClose={onClose}
      needsSaved
    >
      {preview.data && <Effects record={preview.data.record}>{children}</Effects>}
    </DeedDialog>
  )
}

function Effects({ record, children }: { record: ArchivedMember; children: ArchivedMember[] }) {
  const all = [record, ...children]
  const ends = all.some(({ effects }) => effects.length > 0)
  return (
    <>
      <p className={classes.lead}>
        An archived customer can be read and found, but not changed, until somebody unarchives it.
      </p>
      {!ends && children.length === 0 && <p className={classes.lead}>Nothing else will be affected.</p>}
      {(ends || children.length > 0) && (
        <ul className={classes.members}>
          {all.map((member) => (
            <li key={member.id}>
              <strong>{member.name}</strong> <span className="tabular">#{member.id}</span>
              {member !== record && <> · sub-customer, archived along</>}
              <ul>
                {member.effects.length === 0 && <li>Nothing is cancelled</li>}
                {member.effects.map(({ what, count }) => (
                  <li key={what}>
                    <span className="tabular">{count}</span> {what} cancelled
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {all.flatMap((member) =>
        member.stays.map((sentence) => (
          <Notice tone="attention" key={`${member.id} ${sentence}`}>
            {member !== record && `${member.name}: `}
            {sentence}
          </Notice>
        )),
      )}
    </>
  )
}
