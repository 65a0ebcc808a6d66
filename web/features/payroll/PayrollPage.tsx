/** /{company}/administration/payroll: roles with their functions, and lookup tables (TAB-009). */
import { Button } from '@mantine/core'
import { IconCoins, IconPlus, IconTable } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { payroll, type PayrollRole } from '#shared/contracts/payroll.ts'
import { payeeMethods, payrollEvents } from '#shared/rules/payroll.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { FunctionDialog } from './FunctionDialog.tsx'
import { RoleDialog } from './RoleDialog.tsx'
import classes from './payroll.module.css'

const from = '/$company/administration/payroll'

export function PayrollPage() {
  useTitle('Payroll')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const { data, error, refetch } = useEndpointQuery(payroll.overview, {})
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const go = (next: typeof search) => void navigate({ search: next, replace: true })
  const close = () => go({})
  const edited = data?.roles.find(({ id }) => id === search.role)
  const of = data?.roles.find(({ id }) => id === search.function)
  const add = data?.abilities.create && (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go({ role: 'new' })}>
      New role
    </Button>
  )
  return (
    <Page>
      <PageHeader title="Payroll" actions={(data?.roles.length ?? 0) > 0 && add} />
      {!data ? (
        <LinesSkeleton count={8} />
      ) : data.roles.length === 0 ? (
        <Panel>
          <EmptyState icon={IconCoins} title="No payroll role yet" action={add}>
            A role, for example Sales rep, has functions: what is paid, and when. A function has levels, which
            users are given, and a level says who gets how much.
          </EmptyState>
        </Panel>
      ) : (
        data.roles.map((role) => (
          <Role
            key={role.id}
            company={company}
            role={role}
            abilities={data.abilities}
            onEdit={() => go({ role: role.id })}
            onAdd={() => go({ function: role.id })}
          />
        ))
      )}
      {data?.plus && (
        <Panel
          title="Lookup tables"
          note={String(data.tables.length)}
          actions={
            data.abilities.create && (
              <LinkButton
                size="xs"
                variant="default"
                to="/$company/administration/payroll/tables/new"
                params={{ company }}
              >
                New lookup table
              </LinkButton>
            )
          }
        >
          {data.tables.length === 0 ? (
            <EmptyState icon={IconTable} title="No lookup table yet">
              A table says an amount for what a customer is: by monthly rate and term, for example.
            </EmptyState>
          ) : (
            <ul className={classes.rows} aria-label="Lookup tables">
              {data.tables.map((table) => (
                <li key={table.id} className={classes.line}>
                  <Link
                    className={classes.name}
                    to="/$company/administration/payroll/tables/$tableId"
                    params={{ company, tableId: table.id }}
                  >
                    {table.name}
                  </Link>
                  <span className={classes.dim}>
                    {table.dimensions === 1 ? '1 column' : `${table.dimensions} columns`},{' '}
                    {table.rows === 1 ? '1 row' : `${table.rows} rows`}
                  </span>
                  {!table.active && <StatusDot tone="neutral" label="Inactive" />}
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
      {data && search.role && (search.role === 'new' || edited) && (
        <RoleDialog
          key={edited?.id ?? 'new'}
          role={edited ?? null}
          abilities={data.abilities}
          onClose={close}
        />
      )}
      {data && of && data.abilities.create && (
        <FunctionDialog role={of} edited={null} plus={data.plus} onClose={close} />
      )}
    </Page>
  )
}

type RoleProps = {
  company: string
  role: PayrollRole
  abilities: { create: boolean; modify: boolean }
  onEdit: () => void
  onAdd: () => void
}
function Role({ company, role, abilities, onEdit, onAdd }: RoleProps) {
  return (
    <Panel
      title={role.name}
      note={!role.active && <StatusDot tone="neutral" label="Inactive" detail="None of its functions pays" />}
      actions={
        <span className={classes.actions}>
          {abilities.modify && (
            <Button size="xs" variant="default" onClick={onEdit}>
              Edit role
            </Button>
          )}
          {abilities.create && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={onAdd}
            >
              New function
            </Button>
          )}
        </span>
      }
    >
      {role.description && <p className={`${classes.plain} ${classes.lead}`}>{role.description}</p>}
      {role.functions.length === 0 ? (
        <p className={classes.dim}>It has no function yet.</p>
      ) : (
        <ul className={classes.rows} aria-label={`Functions of ${role.name}`}>
          {role.functions.map((one) => (
            <li key={one.id}>
              <span className={classes.line}>
                <Link
                  className={classes.name}
                  to="/$company/administration/payroll/functions/$functionId"
                  params={{ company, functionId: one.id }}
                >
                  {one.name}
                </Link>
                {!one.active && <StatusDot tone="neutral" label="Inactive" />}
                {one.rows === 0 && <StatusDot tone="attention" label="Pays nothing yet" />}
              </span>
              <span className={classes.dim}>
                {[
                  payrollEvents[one.event],
                  payeeMethods[one.payeeBy],
                  one.levels === 1 ? '1 level' : `${one.levels} levels`,
                  one.users === 1 ? '1 user' : `${one.users} users`,
                ].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
