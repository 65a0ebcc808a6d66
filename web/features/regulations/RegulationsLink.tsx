/** The third column below a record's header: what authorities demand of its address, and the window that settles it. */
import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Regulation } from '#shared/rules/regulations.ts'
import { Money } from '#web/ui/Money.tsx'
import { StatusSquare } from '#web/ui/Status.tsx'
import { stateWords } from './regulation-words.ts'
import classes from './regulations.module.css'

const RegulationsDialog = lazy(async () => ({
  default: (await import('./RegulationsDialog.tsx')).RegulationsDialog,
}))

type Props = {
  customerId: number
  items: readonly Regulation[]
  /** Where the address can be entered, if nothing holds for it. */
  hasAddress: boolean
}

export function RegulationsLink({ customerId, items, hasAddress }: Props) {
  const [opened, setOpened] = useState(false)
  return (
    <section className={classes.column} aria-label="Government regulations">
      <header className={classes.columnHead}>
        <h2 className={classes.columnTitle}>Regulations</h2>
        <Button size="compact-xs" variant="subtle" className="no-print" onClick={() => setOpened(true)}>
          Permits & inspections
        </Button>
      </header>
      {items.length === 0 ? (
        <p className={classes.none}>
          {hasAddress ? 'None holds for this address.' : 'Enter the service address to see which hold.'}
        </p>
      ) : (
        <ul className={classes.items}>
          {items.map((item) => (
            <li key={`${item.what} ${item.jurisdictionId}`} className={classes.item}>
              <StatusSquare {...stateWords[item.state]} />
              <span className={classes.words}>
                <span className={classes.label} data-state={item.state}>
                  {item.label}
                  {item.what === 'fee' && item.amountCents !== null && (
                    <>
                      {' '}
                      <Money amountCents={item.amountCents} />
                    </>
                  )}
                </span>{' '}
                <span className={classes.detail}>
                  {item.jurisdiction}. {item.detail}
                  {item.what === 'permit' && item.amountCents !== null && (
                    <>
                      , fee <Money amountCents={item.amountCents} />
                    </>
                  )}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {opened && (
        <Suspense>
          <RegulationsDialog customerId={customerId} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </section>
  )
}
