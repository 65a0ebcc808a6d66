/** Unarchive customer, alone or with its sub-customers; an archived parent comes first (REC-202, REC-203). */
import { Radio, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRecord } from '../record-context.ts'
import { DeedDialog } from './DeedDialog.tsx'
import classes from './lifecycle.module.css'
import { useSettle } from './use-settle.ts'

export function UnarchiveDialog({ onClose }: { onClose: () => void }) {
  const { id, header } = useRecord()
  const { company } = useMe()
  const params = { customerId: id }
  const preview = useEndpointQuery(customersLifecycle.unarchivePreview, { params }, { staleTime: 0 })
  const [withChildren, setWithChildren] = useState(false)
  const settle = useSettle()
  const unarchive = useEndpointMutation(customersLifecycle.unarchive, {
    onSuccess: (saved) => {
      settle(saved)
      toastDone(withChildren ? 'Customer and sub-customers unarchived' : 'Customer unarchived')
      onClose()
    },
  })
  const { archivedParent: parent, children = [] } = preview.data ?? {}
  const blocked = preview.error != null || parent != null
  return (
    <DeedDialog
      title={`Unarchive ${header.name}?`}
      confirmLabel={withChildren ? 'Unarchive with sub-customers' : 'Unarchive customer'}
      acknowledge="I know that what archiving cancelled does not come back"
      loading={preview.isPending}
      error={unarchive.error ?? preview.error}
      running={unarchive.isPending}
      onConfirm={blocked ? undefined : () => unarchive.mutate({ params, body: { withChildren } })}
      onClose={onClose}
    >
      {parent && (
        <Notice tone="attention" title="The parent is archived.">
          Unarchive{' '}
          <Link
            to="/$company/customers/$customerId"
            params={{ company: company.slug, customerId: parent.id }}
            onClick={onClose}
          >
            {parent.name}
          </Link>{' '}
          first.
        </Notice>
      )}
      {preview.data && !parent && (
        <p className={classes.lead}>
          The customer can be changed again. Recurring invoices, appointments and payments that were cancelled
          when it was archived are not restored: set up anew what is needed.
        </p>
      )}
      {!parent && children.length > 0 && (
        <Radio.Group
          label="Archived sub-customers"
          value={withChildren ? 'family' : 'alone'}
          onChange={(value) => setWithChildren(value === 'family')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="alone" label="Unarchive only this customer" />
            <Radio
              value="family"
              label={`Unarchive it with ${children.length === 1 ? 'its sub-customer' : `its ${children.length} sub-customers`}`}
            />
          </Stack>
          <ul className={classes.members}>
            {children.map((child) => (
              <li key={child.id}>
                {child.name} <span className="tabular">#{child.id}</span>
              </li>
            ))}
          </ul>
        </Radio.Group>
      )}
    </DeedDialog>
  )
}
