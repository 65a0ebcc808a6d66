/** Review: what was entered so far, with the way to each part of it. */
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { contacts } from '#shared/contracts/contacts.ts'
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { isGone } from '#shared/rules/equipment.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { formatPhone } from '#shared/phone.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import classes from './wizard.module.css'

export function ReviewStep({ record }: { record: Customer }) {
  const { company } = useParams({ from: '/$company' })
  const options = useEndpointQuery(customers.options, {}, { staleTime: 5 * 60_000 }).data
  const { fields, header, id: customerId } = record
  const text = (name: FieldName) =>
    fields[name] === null || fields[name] === undefined ? '' : String(fields[name])
  const named = (catalogue: string, name: FieldName) =>
    options?.catalogues[catalogue]?.find(({ id }) => id === fields[name])?.name ?? ''
  const hasTab = (key: Customer['tabs'][number]['key']) => record.tabs.some((tab) => tab.key === key)
  const address = [text('addressLine1'), text('addressLine2')].filter(Boolean).join(', ')
  const facts: [string, string][] = [
    ['Name', header.name],
    ['Business', text('businessName')],
    [
      'Address',
      [address, `${header.city}, ${header.state} ${text('zip')}`.trim()].filter(Boolean).join(', '),
    ],
    ['Primary phone', formatPhone(text('primaryPhone'))],
    ['Email', text('email')],
    ['Office location', header.location ?? ''],
    [
      'Account type',
      text('accountType') && text('accountType')[0]!.toUpperCase() + text('accountType').slice(1),
    ],
    ['Account class', named('account_class', 'accountClassId')],
    ['Monthly rate', named('mmr', 'mmrId')],
    ['Sold by', header.sale?.rep ?? ''],
    ['Credit score', text('creditScore')],
  ]
  return (
    <Panel
      title="Review"
      actions={
        <Link to="/$company/customers/$customerId" params={{ company, customerId }}>
          Open the full form
        </Link>
      }
    >
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <Fact key={label} label={label}>
              {value}
            </Fact>
          ))}
      </dl>
      {hasTab('equipment') && <Devices customerId={customerId} />}
      {hasTab('contacts') && <Callers customerId={customerId} />}
    </Panel>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
)

function Devices({ customerId }: { customerId: number }) {
  const { data } = useEndpointQuery(equipment.list, { params: { customerId } })
  const there = data?.items.filter(({ status }) => !isGone(status)) ?? []
  const counts = Map.groupBy(there, ({ item }) => item.name)
  return (
    <PanelPart title="Equipment">
      {there.length === 0 ? (
        <span className={classes.dim}>None yet</span>
      ) : (
        [...counts].map(([name, devices]) => `${devices.length} × ${name}`).join(', ')
      )}
    </PanelPart>
  )
}

function Callers({ customerId }: { customerId: number }) {
  const { data } = useEndpointQuery(contacts.list, { params: { customerId } })
  const names = data?.contacts.map(({ firstName, lastName }) => `${firstName} ${lastName}`.trim()) ?? []
  return (
    <PanelPart title="Contacts">
      {names.length === 0 ? <span className={classes.dim}>None yet</span> : names.join(', ')}
    </PanelPart>
  )
}
