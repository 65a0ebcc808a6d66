/** A customer's account in the portal: what is owed, the way to pay it, and what was before. */
import { useState } from 'react'
import type { PortalHome } from '#shared/contracts/portal.ts'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { OutcomePanel } from './OutcomePanel.tsx'
import { PayForm } from './PayForm.tsx'
import { PortalHistory } from './PortalHistory.tsx'
import classes from './portal.module.css'

type Props = { companyId: number; home: PortalHome }

export function PortalAccount({ companyId, home }: Props) {
  // What is under way from before is shown before anything else is paid.
  const [shown, setShown] = useState<string | null>(home.underWay[0]?.requestKey ?? null)
  // What was declined is paid another way without being chosen again.
  const [chosen, setChosen] = useState<readonly number[] | null>(null)
  const { customer, company } = home
  return (
    <>
      <div className={classes.who}>
        <h1>{customer.name}</h1>
        <p className={classes.dim}>
          {[customer.address, `Account #${customer.number}`, company.address].filter(Boolean).join(' · ')}
        </p>
      </div>
      <dl className={classes.sums}>
        <div>
          <dt>You owe</dt>
          <dd>
            <Money amountCents={home.openCents} />
          </dd>
        </div>
        {home.pastDueCents > 0 && (
          <div data-bad>
            <dt>Of it past due</dt>
            <dd>
              <Money amountCents={home.pastDueCents} />
            </dd>
          </div>
        )}
        {home.creditCents > 0 && (
          <div>
            <dt>Credit with us</dt>
            <dd>
              <Money amountCents={home.creditCents} />
            </dd>
          </div>
        )}
      </dl>
      {home.paidElsewhere && (
        <Notice tone="info">
          Invoices of this place are billed to the main account, and are paid there.
          {home.openCents > 0 && ' What stands below is billed to this place itself.'}
        </Notice>
      )}
      {shown ? (
        <OutcomePanel companyId={companyId} requestKey={shown} onBack={() => setShown(null)} />
      ) : home.invoices.length === 0 ? (
        <Panel title="Nothing to pay">Everything is paid. Thank you.</Panel>
      ) : (
        <PayForm
          key={`${home.openCents} ${home.invoices.filter(({ underWay }) => underWay).length}`}
          companyId={companyId}
          home={home}
          chosenBefore={chosen}
          onPaid={(requestKey, ids) => {
            setShown(requestKey)
            setChosen(ids)
          }}
        />
      )}
      <PortalHistory companyId={companyId} />
    </>
  )
}
