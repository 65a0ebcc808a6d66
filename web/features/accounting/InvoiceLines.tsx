/** What is charged: item, how many, what one costs, tax by the address, and what it all comes to. */
import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { amountOf, invoiceTotals, mmrItemId, rateText } from '#shared/rules/invoices.ts'
import { Money } from '#web/ui/Money.tsx'
import { amountsOf, type Choices, dollars, newLine, selectData, type TypedLine } from './invoice-draft.ts'
import classes from './accounting.module.css'

type Props = {
  lines: readonly TypedLine[]
  choices: Choices | undefined
  taxExempt: boolean
  /** By path: `lines.0.quantityHundredths`. */
  errors: Readonly<Record<string, string>>
  disabled: boolean
  /** A line may follow the record's monthly rate. */
  recurring?: boolean
  onChange: (lines: TypedLine[]) => void
}

export function InvoiceLines({
  lines,
  choices,
  taxExempt,
  errors,
  disabled,
  recurring = false,
  onChange,
}: Props) {
  const amounts = amountsOf(lines, choices?.rateCents)
  const totals = invoiceTotals(amounts, choices?.rates ?? [], taxExempt)
  const addRate = () =>
    onChange([
      ...lines,
      newLine({
        item: String(mmrItemId),
        price: dollars(choices?.rateCents ?? 0),
        followsRate: recurring,
        taxable: choices?.items.find(({ id }) => id === mmrItemId)?.taxable ?? false,
      }),
    ])
  return (
    <div role="group" aria-label="Lines">
      {errors.lines && (
        <p role="alert" className={classes.error}>
          {errors.lines}
        </p>
      )}
      {lines.length > 0 && (
        <div className={classes.lineHeads} aria-hidden>
          <span>What</span>
          <span>Quantity</span>
          <span>Price</span>
          <span>Taxable</span>
          <span className={classes.right}>Amount</span>
        </div>
      )}
      <ol className={classes.lines}>
        {lines.map((line, index) => (
          <Line
            key={line.key}
            line={line}
            index={index}
            amountCents={amountOf(amounts[index]!)}
            choices={choices}
            errors={errors}
            disabled={disabled}
            recurring={recurring}
            onChange={(change) =>
              onChange(lines.map((other, i) => (i === index ? { ...other, ...change } : other)))
            }
            onRemove={() => onChange(lines.filter((_, i) => i !== index))}
          />
        ))}
      </ol>
      <div className={classes.linesFoot}>
        {!disabled && (
          <div className={classes.add}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...lines, newLine()])}
            >
              Add line
            </Button>
            {choices && (choices.rateCents > 0 || recurring) && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={addRate}
              >
                Add monthly rate
              </Button>
            )}
          </div>
        )}
        {lines.length > 0 && (
          <dl className={classes.totals} aria-label="Totals">
            <dt>Subtotal</dt>
            <dd>
              <Money amountCents={totals.subtotalCents} />
            </dd>
            {totals.taxes.map((tax) => (
              <TotalRow key={tax.name} label={`${tax.name} ${rateText(tax.ratePpm)}`} cents={tax.taxCents} />
            ))}
            <dt className={classes.sum}>Total</dt>
            <dd className={classes.sum}>
              <Money amountCents={totals.totalCents} />
            </dd>
          </dl>
        )}
      </div>
    </div>
  )
}

const TotalRow = ({ label, cents }: { label: string; cents: number }) => (
  <>
    <dt>{label}</dt>
    <dd>
      <Money amountCents={cents} />
    </dd>
  </>
)

type LineProps = Omit<Props, 'lines' | 'onChange' | 'taxExempt'> & {
  line: TypedLine
  index: number
  amountCents: number
  onChange: (change: Partial<TypedLine>) => void
  onRemove: () => void
}

function Line({
  line,
  index,
  amountCents,
  choices,
  errors,
  disabled,
  recurring,
  onChange,
  onRemove,
}: LineProps) {
  const label = (what: string) => `${what}, line ${index + 1}`
  const error = (member: string) => errors[`lines.${index}.${member}`]
  const choose = (item: string | null) => {
    const found = choices?.items.find(({ id }) => String(id) === item)
    const isRate = found?.id === mmrItemId
    onChange({
      item: item ?? '',
      followsRate: recurring === true && isRate,
      ...(found && {
        taxable: found.taxable,
        price: dollars(isRate ? (choices?.rateCents ?? 0) : found.priceCents),
      }),
    })
  }
  return (
    <li className={classes.line}>
      <div className={classes.what}>
        <Select
          aria-label={label('Item')}
          placeholder="Item"
          searchable
          clearable
          openOnFocus={false}
          nothingFoundMessage="No such item"
          data={selectData(choices?.items, line.item)}
          value={line.item || null}
          error={error('itemId') ?? errors[`lines.${index}`]}
          disabled={disabled || !choices}
          onChange={choose}
        />
        <TextInput
          aria-label={label('Description')}
          placeholder="Description"
          maxLength={255}
          value={line.description}
          error={error('description')}
          disabled={disabled}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
        {recurring && line.item === String(mmrItemId) && (
          <Checkbox
            size="xs"
            label="Follows the record’s monthly rate"
            checked={line.followsRate}
            disabled={disabled}
            onChange={(event) => onChange({ followsRate: event.currentTarget.checked })}
          />
        )}
      </div>
      <TextInput
        aria-label={label('Quantity')}
        leftSection="×"
        inputMode="decimal"
        maxLength={8}
        value={line.quantity}
        error={error('quantityHundredths')}
        disabled={disabled}
        onChange={(event) => onChange({ quantity: event.currentTarget.value })}
      />
      <TextInput
        aria-label={label('Price')}
        leftSection="$"
        inputMode="decimal"
        placeholder="0.00"
        maxLength={12}
        value={line.followsRate ? dollars(choices?.rateCents ?? 0) : line.price}
        error={error('priceCents')}
        disabled={disabled || line.followsRate}
        onChange={(event) => onChange({ price: event.currentTarget.value })}
      />
      <Checkbox
        aria-label={label('Taxable')}
        label={<span className={classes.phoneOnly}>Taxable</span>}
        checked={line.taxable}
        disabled={disabled}
        onChange={(event) => onChange({ taxable: event.currentTarget.checked })}
      />
      <span className={classes.amount}>
        <Money amountCents={amountCents} />
      </span>
      {!disabled && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove line ${index + 1}`} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </li>
  )
}
