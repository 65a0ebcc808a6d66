/** Plans to choose from, and the add-ons of the chosen one, with what each costs the dealer a month. */
import { Checkbox, NumberInput, Radio, Stack } from '@mantine/core'
import type { InteractivePlan } from '#shared/contracts/interactive-plans.ts'
import { Money } from '#web/ui/Money.tsx'
import styles from '../connections.module.css'
import classes from './interactive.module.css'

export type Choice = { planCode: string; addOnCodes: string[]; quantities: Record<string, number> }
type Extra = { code: string; label: string }
type Props = {
  plans: readonly InteractivePlan[]
  choice: Choice
  onChange: (choice: Choice) => void
  error?: string
  /** The plan that the account has now. */
  current?: string
  /** Add-ons that the account has, also where the plan's list does not name them. */
  has?: readonly Extra[]
  /** At creation an add-on is one; how many is set afterwards. */
  flagsOnly?: boolean
}

const Price = ({ cents }: { cents: number | null }) =>
  cents === null ? (
    <span className={styles.none}>price not told</span>
  ) : cents === 0 ? (
    <span className={styles.none}>no charge</span>
  ) : (
    <Money amountCents={cents} />
  )

export function PlanChoice(props: Props) {
  const { plans, choice, onChange, error, current, has = [], flagsOnly = false } = props
  const plan = plans.find(({ code }) => code === choice.planCode)
  const listed = plan?.addOns ?? []
  const addOns = [
    ...listed,
    ...has
      .filter(({ code }) => plan && ![...listed, ...plan.included].some((one) => one.code === code))
      .map((extra) => ({ ...extra, monthlyCents: null, maxQuantity: null })),
  ]
  const choosePlan = (planCode: string) => {
    const next = plans.find(({ code }) => code === planCode)
    const known = new Set([...(next?.addOns ?? []), ...has].map(({ code }) => code))
    const included = new Set(next?.included.map(({ code }) => code))
    onChange({
      ...choice,
      planCode,
      addOnCodes: choice.addOnCodes.filter((c) => known.has(c) && !included.has(c)),
    })
  }
  const toggle = (code: string, on: boolean) =>
    onChange({
      ...choice,
      addOnCodes: on ? [...choice.addOnCodes, code] : choice.addOnCodes.filter((one) => one !== code),
    })
  return (
    <Stack gap="md">
      <Radio.Group label="Plan" withAsterisk value={choice.planCode} onChange={choosePlan} error={error}>
        <div className={classes.choices}>
          {plans.map(({ code, label, monthlyCents }) => (
            <div key={code} className={classes.choice} data-chosen={code === choice.planCode || undefined}>
              <Radio value={code} label={label} />
              {code === current && <span className={classes.addOn}>now</span>}
              <span className={classes.price}>
                <Price cents={monthlyCents} />
              </span>
            </div>
          ))}
        </div>
      </Radio.Group>
      {plan && plan.included.length > 0 && (
        <details className={classes.off}>
          <summary>
            {plan.label} includes {plan.included.length} {plan.included.length === 1 ? 'feature' : 'features'}
          </summary>
          <ul className={styles.words}>
            {plan.included.map(({ code, label }) => (
              <li key={code}>{label}</li>
            ))}
          </ul>
        </details>
      )}
      {addOns.length > 0 && (
        <Checkbox.Group label="Add-ons" value={choice.addOnCodes}>
          <div className={classes.choices} data-many>
            {addOns.map(({ code, label, monthlyCents, maxQuantity }) => (
              <div key={code} className={classes.choice}>
                <Checkbox
                  value={code}
                  label={label}
                  checked={choice.addOnCodes.includes(code)}
                  onChange={(event) => toggle(code, event.currentTarget.checked)}
                />
                {(maxQuantity ?? 1) > 1 && choice.addOnCodes.includes(code) && !flagsOnly && (
                  <NumberInput
                    aria-label={`How many of ${label}`}
                    size="xs"
                    w={72}
                    min={1}
                    max={maxQuantity ?? 1}
                    clampBehavior="strict"
                    allowDecimal={false}
                    value={choice.quantities[code] ?? 1}
                    onChange={(many) =>
                      onChange({ ...choice, quantities: { ...choice.quantities, [code]: Number(many) || 1 } })
                    }
                  />
                )}
                <span className={classes.price}>
                  <Price cents={monthlyCents} />
                </span>
              </div>
            ))}
          </div>
        </Checkbox.Group>
      )}
    </Stack>
  )
}
