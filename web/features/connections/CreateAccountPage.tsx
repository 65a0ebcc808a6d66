/** Shell Account: what the station will get, what it asks for beside it, and Create (CON-011). */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { connections, type ShellForm } from '#shared/contracts/connections.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { endpointQuery, useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { DetailInput, withNone } from './DetailInput.tsx'
import { DiscrepanciesFailed } from './DiscrepanciesPage.tsx'
import { FactList } from './FactList.tsx'
import { LookingUp } from './LookingUp.tsx'
import { PreCheckNeeded } from './PreCheckNeeded.tsx'
import { useSettle } from './use-monitoring.ts'

export function CreateAccountPage() {
  const { customerId } = useCustomerParams()
  // Read anew on each visit: what one creates rests on what one sees.
  const form = useQuery({
    ...endpointQuery(connections.shellForm, { params: { customerId } }),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
  // Once it was needed it stays, so that its report does not vanish as it is approved.
  const [checks, setChecks] = useState(false)
  if (!checks && form.data && form.data.preCheckNeeded !== null) setChecks(true)
  return (
    <>
      <ConnectionsNav />
      {form.data ? (
        <>
          {checks && (
            <PreCheckNeeded
              company={form.data.company}
              reason={form.data.preCheckNeeded}
              onApproved={() => void form.refetch()}
            />
          )}
          <CreateForm form={form.data} />
        </>
      ) : form.isFetching ? (
        <LookingUp />
      ) : (
        <DiscrepanciesFailed error={form.error} onRetry={() => void form.refetch()} />
      )}
    </>
  )
}

function CreateForm({ form }: { form: ShellForm }) {
  const { company, accountNumber, details } = form
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle(params.customerId)
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(details.map(({ key, value }) => [key, value])),
  )
  const toMonitoring = () =>
    void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
  const create = useEndpointMutation(connections.shell, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(
        answer.connection?.state === 'linked'
          ? `Account ${accountNumber} created at ${company} and linked`
          : `Asked ${company} to create the account; the page follows by itself`,
      )
      toMonitoring()
    },
    // What the station did before the failure may show in the state.
    onError: () => settle(),
  })
  const errors = fieldErrors(create.error)
  const missing = form.sends.filter((one) => one.missing)
  const atNoField = create.error && !details.some(({ key }) => errors[`details.${key}`])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ params: { customerId: params.customerId }, body: { details: values } })
  }
  return (
    <form onSubmit={submit} noValidate className={classes.createForm}>
      {missing.length > 0 && (
        <Notice tone="attention" title="Something is missing.">
          {company} opens no account without {missing.map(({ label }) => label).join(', ')}. Enter it on the{' '}
          <Link to="/$company/customers/$customerId" params={params} className={classes.textLink}>
            Home form
          </Link>{' '}
          first.
        </Notice>
      )}
      {details.length > 0 && (
        <Panel title={`Asked for by ${company}`}>
          <div className={classes.createFields}>
            {details.map((detail) => (
              <DetailInput
                key={detail.key}
                detail={detail}
                options={withNone(
                  detail.choices.length ? 'Choose' : 'None offered: add them in Administration',
                  detail.choices,
                )}
                value={values[detail.key] ?? ''}
                error={errors[`details.${detail.key}`]}
                onChange={(value) => setValues({ ...values, [detail.key]: value })}
              />
            ))}
          </div>
        </Panel>
      )}
      <div className={classes.pair}>
        <Panel title="Customer information" note={`account ${accountNumber}; changed on the Home form`}>
          <FactList
            facts={form.sends.map(({ label, value, missing: lacks }) => [
              label,
              lacks ? (
                <strong className={classes.lacking}>Missing</strong>
              ) : value === '***' ? (
                'Hidden'
              ) : (
                value
              ),
            ])}
          />
        </Panel>
        <div className={classes.createForm}>
          {form.contacts && <Contacts contacts={form.contacts} lack={form.contactsLack} />}
          {form.zones && <Zones zones={form.zones} />}
        </div>
      </div>
      <p className={classes.honesty}>{form.honesty}</p>
      {atNoField && (
        <Notice tone="bad" title="Not created.">
          {Object.values(errors)[0] ?? create.error.detail}
        </Notice>
      )}
      <div className={`${classes.linkBar} no-print`}>
        <span className={classes.linkText}>
          {company} gets a new account, not yet in service, and it is linked at once. If the account exists
          there already, use Link Account instead.
        </span>
        <Button variant="default" onClick={toMonitoring}>
          Cancel
        </Button>
        <Button
          type="submit"
          leftSection={<IconPlus size={16} />}
          disabled={missing.length > 0 || form.preCheckNeeded !== null}
          loading={create.isPending}
        >
          Create account
        </Button>
      </div>
    </form>
  )
}

function Contacts({ contacts, lack }: { contacts: NonNullable<ShellForm['contacts']>; lack: string | null }) {
  return (
    <Panel title="Emergency contacts" note={lack ? `without ${lack}` : 'in calling order'} flush>
      {contacts.length === 0 ? (
        <p className={classes.emptyLine}>None yet: the station will have nobody to call but the customer.</p>
      ) : (
        <ol className={classes.createList}>
          {contacts.map(({ order, name, phone, relation }) => (
            <li key={order}>
              <span>
                {name}
                {relation && <span className={classes.none}> · {relation}</span>}
              </span>
              <span className="tabular">{phone ?? '–'}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Zones({ zones }: { zones: NonNullable<ShellForm['zones']> }) {
  return (
    <Panel title="Zones" note="of the installed equipment; sent right after" flush>
      {zones.length === 0 ? (
        <p className={classes.emptyLine}>No installed equipment has a zone number yet.</p>
      ) : (
        <ol className={classes.createList}>
          {zones.map(({ zone, name }) => (
            <li key={zone}>
              <span>{name}</span>
              <span className="tabular">{zone}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
