/** /{company}/administration/payroll/functions/{id}: what a function pays, level by level. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconPlus, IconStairsUp } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { payroll, type PayrollFunction, type PayrollLevel } from '#shared/contracts/payroll.ts'
import { payeeMethods, payrollEvents } from '#shared/rules/payroll.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { FunctionDialog } from './FunctionDialog.tsx'
import { PayrollDialog } from './PayrollDialog.tsx'
import { conditionText, usePayeeText, useAmountText } from './row-words.ts'
import { usePayrollOptions, useRefreshPayroll } from './use-payroll.ts'
import classes from './payroll.module.css'

const from = '/$company/administration/payroll/functions/$functionId'

export function FunctionPage() {
  const { company, functionId } = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const leave = useNavigate()
  const { data, error, refetch } = useEndpointQuery(payroll.openFunction, { params: { functionId } })
  const options = usePayrollOptions()
  const remove = useEndpointMutation(payroll.removeFunction)
  const refresh = useRefreshPayroll()
  const [adding, setAdding] = useState(false)
  useTitle(data?.name ?? 'Payroll function')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const { abilities } = data
  const edit = (on: boolean) => void navigate({ search: on ? { edit: true } : {}, replace: true })
  const add = abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
      New level
    </Button>
  )
  return (
    <Page>
      <BackLink to="/$company/administration/payroll" params={{ company }}>
        Payroll
      </BackLink>
      <PageHeader
        title={data.name}
        note={data.role.name}
        actions={
          <span className={classes.actions}>
            {abilities.delete && !data.used && (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                size="xs"
                title={`Delete ${data.name}?`}
                confirmLabel="Delete function"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { functionId } })
                  toastDone('The function was deleted.')
                  await leave({ to: '/$company/administration/payroll', params: { company } })
                  refresh()
                }}
              >
                Its levels go with it. It has made no payable.
              </ConfirmButton>
            )}
            {abilities.modify && (
              <Button size="xs" variant="default" onClick={() => edit(true)}>
                Edit function
              </Button>
            )}
          </span>
        }
      />
      {(!data.active || !data.role.active) && (
        <Notice tone="attention">
          {data.active ? `The role ${data.role.name} is inactive` : 'The function is inactive'}: it pays
          nothing now.
        </Notice>
      )}
      {options && !options.plus && data.event !== 'manual' && (
        <Notice tone="attention">The add-on Payable+ is off: the function pays by hand alone.</Notice>
      )}
      <Panel title="What it pays">
        <Facts of={data} />
        {data.description && <p className={classes.plain}>{data.description}</p>}
      </Panel>
      <Panel title="Levels" note={String(data.levels.length)} actions={data.levels.length > 0 && add}>
        {data.levels.length === 0 ? (
          <EmptyState icon={IconStairsUp} title="No level yet" action={add}>
            A level says who gets how much. Users are given theirs on their record, under Payroll; the default
            level holds for all others.
          </EmptyState>
        ) : (
          <ul className={classes.rows} aria-label="Levels">
            {data.levels.map((level) => (
              <Level key={level.id} company={company} functionId={functionId} level={level} />
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Changes" flush>
        <EntityHistory
          endpoint={payroll.history}
          input={{ params: { functionId } }}
          empty="Nothing was changed yet"
        />
      </Panel>
      {search.edit && abilities.modify && options && (
        <FunctionDialog role={data.role} edited={data} plus={options.plus} onClose={() => edit(false)} />
      )}
      {adding && <NewLevel of={data} onClose={() => setAdding(false)} />}
    </Page>
  )
}

function Facts({ of }: { of: PayrollFunction }) {
  const options = usePayrollOptions()
  const nameOf = (list: { id: number; name: string }[] | undefined, id: number) =>
    list?.find((one) => one.id === id)?.name ?? `#${id}`
  const field = of.customFieldId === null ? null : nameOf(options?.fields, of.customFieldId)
  const facts: [string, ReactNode][] = [
    ['Pays by the level of', payeeMethods[of.payeeBy]],
    ['Pays when', payrollEvents[of.event]],
    ['Tags', of.tagIds.map((id) => nameOf(options?.tags, id)).join(', ')],
    ['Field', field && (of.customValue === null ? field : `${field}: ${String(of.customValue)}`)],
    ['Charge back', of.chargeBackDays === null ? 'Never' : `When canceled within ${of.chargeBackDays} days`],
  ]
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => Boolean(value))
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Level({ company, functionId, level }: { company: string; functionId: number; level: PayrollLevel }) {
  const amountText = useAmountText()
  const payeeText = usePayeeText()
  return (
    <li>
      <span className={classes.line}>
        <Link
          className={classes.name}
          to="/$company/administration/payroll/functions/$functionId/levels/$levelId"
          params={{ company, functionId, levelId: level.id }}
        >
          {level.name}
        </Link>
        {level.isDefault && <StatusDot tone="info" label="Default" detail="For whom no level is set" />}
        {!level.active && <StatusDot tone="neutral" label="Inactive" />}
        <span className={classes.dim}>
          {level.users.length === 0 ? 'Nobody has it' : level.users.map(({ name }) => name).join(', ')}
        </span>
      </span>
      {level.rows.length === 0 ? (
        <span className={classes.dim}>It pays nothing yet.</span>
      ) : (
        level.rows.map((row, i) => (
          <span key={i} className={classes.line}>
            <span>{row.name}</span>
            <span className={classes.dim}>
              {[
                payeeText(row),
                ...row.conditions.map(conditionText),
                ...(row.active ? [] : ['inactive']),
              ].join(' · ')}
            </span>
            <span className={classes.end}>{amountText(row)}</span>
          </span>
        ))
      )}
    </li>
  )
}

function NewLevel({ of, onClose }: { of: PayrollFunction; onClose: () => void }) {
  const { company } = useParams({ from })
  const navigate = useNavigate()
  const create = useEndpointMutation(payroll.createLevel)
  const refresh = useRefreshPayroll()
  const [draft, setDraft] = useState({ name: '', isDefault: of.levels.length === 0 })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const found = { ...fieldErrors(create.error), ...errors }
  return (
    <PayrollDialog
      title={`New level of ${of.name}`}
      label="Make level"
      error={create.error}
      busy={create.isPending}
      onClose={onClose}
      onSubmit={() => {
        const checked = check(payroll.createLevel.body, { ...draft, rows: [] })
        setErrors(checked.errors ?? {})
        if (checked.errors) return
        create.mutate(
          { params: { functionId: of.id }, body: checked.value },
          {
            onSuccess: (saved) => {
              refresh(saved)
              onClose()
              const made = saved.levels.find(({ name }) => name === checked.value.name)
              if (made)
                void navigate({
                  to: '/$company/administration/payroll/functions/$functionId/levels/$levelId',
                  params: { company, functionId: of.id, levelId: made.id },
                })
            },
          },
        )
      }}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        maxLength={255}
        placeholder="Senior"
        value={draft.name}
        error={found['name']}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <Checkbox
        label="Default: for whom no level is set"
        checked={draft.isDefault}
        onChange={(event) => setDraft({ ...draft, isDefault: event.currentTarget.checked })}
      />
    </PayrollDialog>
  )
}
