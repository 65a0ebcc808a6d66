/** The Billing Integration checkbox of a provider (ADB-003). Only Keyholder's staff, acting for a user, see it. */
import { Button, Checkbox } from '@mantine/core'
import { useEffect, useState } from 'react'
import { operators } from '#shared/contracts/operators.ts'
import { Problem } from '#web/api/problem.ts'
import { useMe } from '#web/api/session.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './providers.module.css'

export function BillingIntegrationPanel({ providerId }: { providerId: number }) {
  const { company, operator } = useMe()
  const params = { companyId: company.id, serviceProviderId: providerId }
  const { data, error } = useEndpointQuery(operators.readSetup, { params }, { staleTime: 0 })
  const save = useEndpointMutation(operators.saveSetup)
  const { put } = useInvalidate()
  const [checked, setChecked] = useState(false)
  useEffect(() => setChecked(data?.enabled ?? false), [data])
  if (!operator) return null
  if (error && !data)
    // Of other providers there is nothing to set.
    return !(error instanceof Problem) || error.code === 'providers.not_found' ? null : (
      <Notice tone="attention" title="Billing Integration.">
        {error.detail}
      </Notice>
    )
  if (!data) return null
  const submit = () =>
    save.mutate(
      { params, body: { enabled: checked, reason: operator.reason, publicUrl: location.origin } },
      {
        onSuccess: (stored) => {
          put(operators.readSetup, { params }, stored)
          toastDone(stored.enabled ? 'The billing integration is on.' : 'The billing integration is off.')
        },
        // What the provider does not allow does not stay checked.
        onError: () => setChecked(data.enabled),
      },
    )
  return (
    <Panel title="Billing Integration" note="for Keyholder’s staff alone">
      {save.error && (
        <Notice tone="bad" title="The box did not stay as you set it.">
          {save.error.detail}
        </Notice>
      )}
      <Checkbox
        label="Billing Integration"
        description="The provider’s app shows customers the invoices of their recurring invoice with the MMR line, and takes payments. It may take up to an hour until they see it"
        checked={checked}
        disabled={save.isPending}
        onChange={(event) => setChecked(event.currentTarget.checked)}
      />
      <div className={classes.integration}>
        <Button size="xs" loading={save.isPending} disabled={checked === data.enabled} onClick={submit}>
          Save the billing integration
        </Button>
        <span className={classes.quiet}>
          {data.changedAt && (
            <>
              Set by {data.changedBy}, <Time at={data.changedAt} />
            </>
          )}
          {data.enabled && (
            <>
              {' '}
              ·{' '}
              {data.lastCallAt ? (
                <>
                  last called <Time at={data.lastCallAt} />
                </>
              ) : (
                'not called yet'
              )}
            </>
          )}
        </span>
      </div>
    </Panel>
  )
}
