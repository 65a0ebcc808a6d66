/** Change plan: choose, see the price and what it leaves of what the customer pays, then apply exactly that (CON-071). */
import { Button, Group, Stack } from '@mantine/core'
import { useRef, useState } from 'react'
import { interactive, type InteractiveAccount } from '#shared/contracts/interactive.ts'
import type { PlanQuoteAnswer } from '#shared/contracts/interactive-plans.ts'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import styles from '../connections.module.css'
import { CallFailed } from '../manage/StationPanel.tsx'
import { useRequest, useStation } from '../manage/use-station.ts'
import type { StepProps } from './AccountStep.tsx'
import classes from './interactive.module.css'
import { type Choice, PlanChoice } from './PlanChoice.tsx'
import { Refusal } from './StepForm.tsx'
import { useAccountPath, useChange } from './use-interactive.ts'

const keyOf = ({ planCode, addOnCodes, quantities }: Choice) =>
  [planCode, ...addOnCodes.toSorted().map((code) => `${code}:${quantities[code] ?? 1}`)].join()

const addOnsOf = ({ features }: InteractiveAccount) => features.filter(({ on, included }) => on && !included)

export function PlanStep({ account, onClose }: StepProps) {
  const path = useAccountPath(account)
  const plans = useStation(interactive.plans, path)
  const has = addOnsOf(account)
  const now: Choice = {
    planCode: account.plan?.code ?? '',
    addOnCodes: has.map(({ code }) => code),
    quantities: Object.fromEntries(
      has.flatMap(({ code, quantity }) => (quantity === null ? [] : [[code, quantity]])),
    ),
  }
  const [choice, setChoice] = useState(now)
  const quote = useRequest(interactive.quote)
  /** What the shown price is the price of. */
  const [quoted, setQuoted] = useState<string | null>(null)
  const apply = useChange(interactive.changePlan, 'The plan is changed')
  const end = useRef<HTMLDivElement>(null)
  const isNow = keyOf(choice) === keyOf(now)
  const isQuoted = quoted === keyOf(choice)
  const shown = isQuoted ? quote.data : undefined
  const choose = (next: Choice) => {
    setChoice(next)
    apply.reset()
  }
  // Only of what is chosen, and where there may be several.
  const counted = new Set(
    plans.data?.plans
      .find(({ code }) => code === choice.planCode)
      ?.addOns.flatMap(({ code, maxQuantity }) =>
        (maxQuantity ?? 1) > 1 && choice.addOnCodes.includes(code) ? [code] : [],
      ),
  )
  const sent = {
    ...choice,
    quantities: Object.fromEntries([...counted].map((code) => [code, choice.quantities[code] ?? 1])),
  }
  const askPrice = async () => {
    setQuoted(keyOf(choice))
    apply.reset()
    await quote.request({ ...path, body: sent })
    // The price stands below the add-ons, which may fill the screen.
    requestAnimationFrame(() => end.current?.scrollIntoView({ block: 'nearest' }))
  }
  if (!plans.data)
    return plans.error ? (
      <CallFailed error={plans.error} busy={plans.isFetching} onRetry={() => void plans.refetch()} />
    ) : (
      <div role="status" aria-label="Loading the plans">
        <LinesSkeleton count={6} />
      </div>
    )
  return (
    <Stack gap="md">
      <PlanChoice
        plans={plans.data.plans}
        choice={choice}
        onChange={choose}
        current={now.planCode}
        has={has}
      />
      {isQuoted && quote.error !== undefined && <CallFailed error={quote.error} busy={quote.pending} />}
      {shown && <Quote quote={shown} provider={account.provider} />}
      <Refusal error={apply.error} />
      <Group justify="flex-end" ref={end}>
        <span className={classes.why} id="plan-reason">
          {isNow ? 'This is what the account has now.' : !shown ? 'Nothing changes before you apply it.' : ''}
        </span>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {shown ? (
          <Button
            disabled={isNow || shown.refusal !== null}
            loading={apply.isPending}
            aria-describedby="plan-reason"
            onClick={() => apply.mutate({ ...path, body: sent }, { onSuccess: onClose })}
          >
            Apply
          </Button>
        ) : (
          <Button
            disabled={isNow || !choice.planCode}
            loading={quote.pending}
            aria-describedby="plan-reason"
            onClick={() => void askPrice()}
          >
            Show the price
          </Button>
        )}
      </Group>
    </Stack>
  )
}

const Amount = ({ cents, sign = false }: { cents: number | null; sign?: boolean }) =>
  cents === null ? (
    <span className={styles.none}>not known</span>
  ) : (
    <>
      {sign && cents > 0 && '+'}
      <Money amountCents={cents} />
    </>
  )

function Quote({ quote, provider }: { quote: PlanQuoteAnswer; provider: string }) {
  const { beforeCents, afterCents, refusal, billing } = quote
  const { mmrCents, leftBeforeCents, leftAfterCents } = billing
  const difference = beforeCents === null || afterCents === null ? null : afterCents - beforeCents
  return (
    <section className={classes.quote} aria-label="Price of the change">
      <table className={classes.quoteTable}>
        <thead>
          <tr>
            <th scope="col">A month</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{provider} charges you</th>
            <td>
              <Amount cents={beforeCents} />
            </td>
            <td>
              <Amount cents={afterCents} />
            </td>
            <td>
              <Amount cents={difference} sign />
            </td>
          </tr>
          <tr>
            <th scope="row">The customer pays you</th>
            <td>
              <Amount cents={mmrCents} />
            </td>
            <td>
              <Amount cents={mmrCents} />
            </td>
            <td className={styles.none}>{mmrCents === null ? '' : 'unchanged'}</td>
          </tr>
          <tr data-sum>
            <th scope="row">Left for you</th>
            <td>
              <Amount cents={leftBeforeCents} />
            </td>
            <td>
              <Amount cents={leftAfterCents} />
            </td>
            <td>
              <Amount
                cents={
                  leftBeforeCents === null || leftAfterCents === null
                    ? null
                    : leftAfterCents - leftBeforeCents
                }
                sign
              />
            </td>
          </tr>
        </tbody>
      </table>
      {refusal !== null && (
        <Notice tone="bad" title={`${provider} would refuse this.`}>
          {refusal}
        </Notice>
      )}
      {leftAfterCents === null ? (
        <Notice tone="attention" title="What is left is not known.">
          {mmrCents === null
            ? 'The record has no rate, or you may not see it.'
            : `${provider} did not tell the price of every part. Put it into the price list under Administration, Interactive services providers.`}
        </Notice>
      ) : (
        leftAfterCents < 0 && (
          <Notice tone="attention" title="The account will cost more than the customer pays.">
            Their rate stays as it is; change it on the Home form if they are to pay for the new plan.
          </Notice>
        )
      )}
    </section>
  )
}
