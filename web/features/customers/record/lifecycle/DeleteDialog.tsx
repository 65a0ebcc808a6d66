/** Delete: for good, and only what nobody relies on any more (REC-170). */
import { Link, useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { queryKey, useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRecord } from '../record-context.ts'
import { DeedDialog } from './DeedDialog.tsx'
import classes from './lifecycle.module.css'

export function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { company } = useMe()
  const record = useRecord()
  const { id, kind, link, header } = record
  const navigate = useNavigate()
  const client = useQueryClient()
  const { invalidate } = useInvalidate()
  const params = { customerId: id }
  const remove = useEndpointMutation(customersLifecycle.delete, {
    onSuccess: async () => {
      toastDone(`${header.name} #${id} deleted`)
      // What is still typed in the form belongs to nothing any more.
      await navigate({
        to: kind === 'lead' ? '/$company/leads' : '/$company/customers',
        params: { company: company.slug },
        ignoreBlocker: true,
      })
      client.removeQueries({ queryKey: queryKey(customers.open, { params }) })
      for (const endpoint of [customers.open, customers.list, customers.count, customers.search])
        void invalidate(endpoint)
    },
  })
  const children = header.children?.length ?? 0
  return (
    <DeedDialog
      title={`Delete ${header.name}?`}
      confirmLabel={`Delete ${kind}`}
      danger
      acknowledge={`Delete ${kind} #${id} and everything that belongs to it`}
      error={remove.error}
      running={remove.isPending}
      onConfirm={link || children ? undefined : () => remove.mutate({ params })}
      onClose={onClose}
    >
      {link ? (
        <Notice tone="attention" title="Still linked.">
          Account {link.accountNumber} at {link.company} {link.state === 'linking' ? 'is being' : 'is'} linked
          to this customer, and somebody may rely on it.{' '}
          <Link
            to="/$company/customers/$customerId/connections"
            params={{ company: company.slug, customerId: id }}
            onClick={onClose}
          >
            Unlink it on Connections
          </Link>{' '}
          first.
        </Notice>
      ) : children ? (
        <Notice tone="attention" title="It has sub-customers.">
          Clear Parent Customer on{' '}
          {children === 1 ? 'the sub-customer' : `each of the ${children} sub-customers`} first.
        </Notice>
      ) : (
        <p className={classes.lead}>
          This cannot be undone. Notes, contacts, connections of the past and everything else on the record go
          with it. That it was deleted, when and by whom, stays in the audit log. To keep the record for
          reference, archive it instead.
        </p>
      )}
    </DeedDialog>
  )
}
