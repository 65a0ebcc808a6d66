/** What became of charging an invoice, a payment or an account: each with its state, its reason, and when it is tried again. */
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Input } from '#shared/contract.ts'
import { autopay } from '#shared/contracts/autopay.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { ChargeState, nameOf, reasonOf } from '#web/ui/ChargeState.tsx'
import { useCustomerParams, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const underWay = ['queued', 'calling', 'unknown']

/** @param customerId who is charged; nothing is shown where nothing was */
export function ChargeList({
  customerId,
  query,
  unpaidOnly = false,
}: {
  customerId: number
  query: Input<typeof autopay.ofCustomer>['query']
  /** Of an account: what is under way, or went wrong. */
  unpaidOnly?: boolean
}) {
  const { company } = useCustomerParams()
  const { data } = useEndpointQuery(
    autopay.ofCustomer,
    { params: { customerId }, query },
    // The processor answers within seconds: who waits sees it.
    {
      refetchInterval: (read) =>
        read.state.data?.items.some(({ state }) => underWay.includes(state)) ? 3000 : false,
    },
  )
  const refresh = useRefresh()
  const waiting = data?.items.filter(({ state }) => underWay.includes(state)).length ?? 0
  const before = useRef(waiting)
  useEffect(() => {
    // An answer came: what it paid is read anew.
    if (waiting < before.current) refresh()
    before.current = waiting
  })
  const items = data?.items.filter(
    ({ kind, state }) => !unpaidOnly || (kind === 'charge' && state !== 'approved'),
  )
  if (!items?.length) return null
  return (
    <Panel title="Charges">
      <ul className={classes.rows} aria-label="Charges">
        {items.map((charge) => (
          <li key={charge.id} className={classes.headLine}>
            <Link
              to="/$company/customers/$customerId/accounting/billing-methods"
              params={{ company, customerId: charge.customerId }}
            >
              {nameOf(charge)}
            </Link>
            <span>{charge.method}</span>
            <Money amountCents={charge.amountCents} />
            <ChargeState charge={charge} />
            {reasonOf(charge) && <span>{reasonOf(charge)}</span>}
            {charge.nextRetryOn && (
              <span className={classes.dim}>
                tried again on <Day on={charge.nextRetryOn} />
              </span>
            )}
            <span className={classes.dim}>
              <Time at={charge.requestedAt} short />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
