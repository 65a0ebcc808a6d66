/** Who is sent to the address: police, fire, medical, guard, electrical, each with its permit. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Agency, ContactList } from '#shared/contracts/contacts.ts'
import { agencyKinds, type AgencyKind } from '#shared/rules/contacts.ts'
import { Copyable } from '#web/ui/CopyButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Phone } from '#web/ui/Phone.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import type { OpenForm } from './ContactsPage.tsx'
import classes from './contacts.module.css'

export function AgencyCards({ list, open }: { list: ContactList; open: OpenForm }) {
  return (
    <Panel title="Agencies" note="who is sent to the address">
      <ul className={classes.agencies}>
        {(Object.keys(agencyKinds) as AgencyKind[]).map((kind) => (
          <Card
            key={kind}
            kind={kind}
            agency={list.agencies.find((agency) => agency.kind === kind)}
            list={list}
            open={open}
          />
        ))}
      </ul>
    </Panel>
  )
}

type CardProps = { kind: AgencyKind; agency: Agency | undefined; list: ContactList; open: OpenForm }

function Card({ kind, agency, list, open }: CardProps) {
  const label = agencyKinds[kind]
  const may = agency ? list.abilities.modify : list.abilities.create
  return (
    <li className={classes.agency}>
      <div className={classes.agencyHead}>
        <h3 className={classes.agencyKind}>{label}</h3>
        {may && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={agency ? `Edit ${label}` : `Set ${label}`}
            onClick={() => open({ agency: kind })}
          >
            {agency ? 'Edit' : 'Set'}
          </Button>
        )}
      </div>
      {agency ? <Facts agency={agency} /> : <p className={classes.dim}>None</p>}
    </li>
  )
}

function Facts({ agency }: { agency: Agency }) {
  const facts: [string, ReactNode][] = [
    ['Phone', agency.phone && <Phone value={agency.phone} />],
    [
      'Permit',
      agency.permitNumber && (
        <Copyable value={agency.permitNumber} label="permit number">
          {agency.permitNumber}
        </Copyable>
      ),
    ],
    [
      'Expires',
      agency.permitExpiresOn &&
        (agency.permitExpired ? (
          <span className={classes.expired}>
            <StatusDot tone="bad" label="Expired" /> <Day on={agency.permitExpiresOn} />
          </span>
        ) : (
          <Day on={agency.permitExpiresOn} />
        )),
    ],
    ['Response fee', agency.responseFeeCents !== null && <Money amountCents={agency.responseFeeCents} />],
  ]
  const known = facts.filter(([, value]) => value !== null && value !== false)
  return (
    <>
      <p className={classes.agencyName}>{agency.name}</p>
      {known.length > 0 && (
        <dl className={classes.facts}>
          {known.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}
