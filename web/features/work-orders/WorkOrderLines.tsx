/** Labor and parts: what, how many, what one costs, and what it all comes to. */
import { ActionIcon, Button, Checkbox, NativeSelect, Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { lineCents, partActionKeys, partActions, totalsOf } from '#shared/rules/work-orders.ts'
import { Money } from '#web/ui/Money.tsx'
import { amountsOf, type Choices, dollars, newLine, selectData, type TypedLine } from './work-order-draft.ts'
import classes from './work-orders.module.css'

type Props = {
  lines: readonly TypedLine[]
  choices: Choices | undefined
  /** By path: `lines.0.quantityHundredths`. */
  errors: Readonly<Record<string, string>>
  disabled: boolean
  onChange: (lines: TypedLine[]) => void
}

const actionData = partActionKeys.map((value) => ({ value, label: partActions[value].label }))

export function WorkOrderLines({ lines, choices, errors, disabled, onChange }: Props) {
  const set = (index: number, change: Partial<TypedLine>) =>
    onChange(lines.map((line, i) => (i === index ? { ...line, ...change } : line)))
  const amounts = amountsOf(lines)
  const totals = totalsOf(amounts)
  return (
    <div role="group" aria-label="Labor and parts">
      {errors.lines && (
        <p role="alert" className={classes.error}>
          {errors.lines}
        </p>
      )}
      {lines.length === 0 && disabled && <p className={classes.dim}>No labor and no parts.</p>}
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
            amountCents={lineCents(amounts[index]!)}
            choices={choices}
            errors={errors}
            disabled={disabled}
            onChange={(change) => set(index, change)}
            onRemove={() => onChange(lines.filter((_, i) => i !== index))}
          />
        ))}
      </ol>
      <div className={classes.linesFoot}>
        {!disabled && (
          <div className={classes.add}>
            {(['labor', 'part'] as const).map((kind) => (
              <Button
                key={kind}
                size="xs"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => onChange([...lines, newLine(kind)])}
              >
                {kind === 'labor' ? 'Add labor' : 'Add part'}
              </Button>
            ))}
          </div>
        )}
        {lines.length > 0 && (
          <dl className={classes.totals} aria-label="Totals">
            <dt>Labor</dt>
            <dd>
              <Money amountCents={totals.laborCents} />
            </dd>
            <dt>Parts</dt>
            <dd>
              <Money amountCents={totals.partsCents} />
            </dd>
            <dt>of it taxable</dt>
            <dd>
              <Money amountCents={totals.taxableCents} />
            </dd>
            <dt className={classes.sum}>Total before tax</dt>
            <dd className={classes.sum}>
              <Money amountCents={totals.totalCents} />
            </dd>
          </dl>
        )}
      </div>
    </div>
  )
}

type LineProps = {
  line: TypedLine
  index: number
  amountCents: number
  choices: Choices | undefined
  errors: Readonly<Record<string, string>>
  disabled: boolean
  onChange: (change: Partial<TypedLine>) => void
  onRemove: () => void
}

function Line({ line, index, amountCents, choices, errors, disabled, onChange, onRemove }: LineProps) {
  const label = (what: string) => `${what}, line ${index + 1}`
  const error = (member: string) => errors[`lines.${index}.${member}`]
  const isPart = line.kind === 'part'
  const fixed = disabled || line.added
  const catalogue = isPart ? choices?.items : choices?.services
  const choose = (choice: string | null) => {
    const found = catalogue?.find(({ id }) => String(id) === choice)
    const priced = found?.priceCents != null && { price: dollars(found.priceCents) }
    const taxed = found && 'taxable' in found && { taxable: found.taxable }
    onChange({ choice: choice ?? '', ...priced, ...taxed })
  }
  return (
    <li className={classes.line}>
      <div className={classes.what} data-part={isPart || undefined}>
        {isPart && (
          <NativeSelect
            aria-label={label('Action')}
            data={actionData}
            value={line.action}
            disabled={fixed}
            error={error('action')}
            onChange={(event) => onChange({ action: event.currentTarget.value as TypedLine['action'] })}
          />
        )}
        <Select
          aria-label={label(isPart ? 'Part' : 'Service')}
          placeholder={isPart ? 'Part of the catalogue' : 'Service'}
          searchable
          clearable
          openOnFocus={false}
          nothingFoundMessage={isPart ? 'No such part' : 'No such service'}
          data={selectData(catalogue, line.choice)}
          value={line.choice || null}
          error={error('itemId') ?? error('serviceId') ?? errors[`lines.${index}`]}
          disabled={fixed || !choices}
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
        {line.added && <span className={classes.dim}>In the customer’s equipment</span>}
      </div>
      <TextInput
        aria-label={label('Quantity')}
        leftSection="×"
        inputMode="decimal"
        maxLength={8}
        value={line.quantity}
        error={error('quantityHundredths')}
        disabled={fixed}
        onChange={(event) => onChange({ quantity: event.currentTarget.value })}
      />
      <TextInput
        aria-label={label('Price')}
        leftSection="$"
        inputMode="decimal"
        placeholder="0.00"
        maxLength={12}
        value={line.price}
        error={error('priceCents')}
        disabled={disabled}
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
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove line ${index + 1}`}
          disabled={line.added}
          onClick={onRemove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </li>
  )
}
