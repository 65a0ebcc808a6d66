/** One row of a level: whom it pays, and what the amount is. */
import { ActionIcon, Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { Output } from '#shared/contract.ts'
import type { payroll } from '#shared/contracts/payroll.ts'
import { namesOf } from '#shared/rules/payroll-amounts.ts'
import { expressionFunctions } from '#shared/rules/payroll-expression.ts'
import {
  type AmountSource,
  amountSources,
  type Condition,
  type ConditionOp,
  conditionOps,
  maxConditions,
  type PayTo,
  payTos,
} from '#shared/rules/payroll.ts'
import type { RowDraft } from './level-draft.ts'
import classes from './payroll.module.css'

type Options = Output<typeof payroll.options> | undefined
type Props = {
  row: RowDraft
  at: number
  count: number
  options: Options
  errors: Record<string, string>
  onChange: (change: Partial<RowDraft>) => void
  onMove: (by: number) => void
  onRemove: () => void
}

export function RowEditor({ row, at, count, options, errors, onChange, onMove, onRemove }: Props) {
  const wrong = (field: string) => errors[`rows.${at}.${field}`]
  const plus = options?.plus ?? false
  const variables = options?.variables ?? []
  const text = (name: keyof RowDraft & string, label: string, path: string, more: object = {}) => (
    <TextInput
      label={label}
      value={row[name] as string}
      error={wrong(path)}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
      {...more}
    />
  )
  return (
    <li className={classes.rowCard} data-off={row.active ? undefined : true} aria-label={`Row ${at + 1}`}>
      <div className={classes.grid}>
        {text('name', 'Name', 'name', { withAsterisk: true, maxLength: 255, placeholder: 'Base commission' })}
        <NativeSelect
          label="Pays to"
          data={Object.entries(payTos).map(([value, label]) => ({ value, label }))}
          value={row.payTo}
          onChange={(event) => onChange({ payTo: event.currentTarget.value as PayTo })}
        />
        {row.payTo === 'user' ? (
          <NativeSelect
            label="User"
            withAsterisk
            data={[
              { value: '', label: 'Choose' },
              ...(options?.users ?? [])
                .filter(({ id, active }) => active || String(id) === row.userId)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={row.userId}
            error={wrong('userId')}
            onChange={(event) => onChange({ userId: event.currentTarget.value })}
          />
        ) : row.payTo === 'outside' ? (
          text('outsideName', 'Outside payee', 'outsideName', {
            withAsterisk: true,
            maxLength: 120,
            placeholder: 'Referring company',
          })
        ) : (
          text('description', 'Description', 'description', { maxLength: 255 })
        )}
        <NativeSelect
          label="Amount from"
          description={plus ? undefined : 'Others belong to the add-on Payable+'}
          data={Object.entries(amountSources)
            .filter(([value]) => plus || value === 'fixed' || value === row.source)
            .map(([value, label]) => ({ value, label }))}
          value={row.source}
          onChange={(event) => onChange({ source: event.currentTarget.value as AmountSource })}
        />
        {row.source === 'fixed' &&
          text('amount', 'Amount', 'amountCents', {
            withAsterisk: true,
            inputMode: 'decimal',
            placeholder: '100.00',
          })}
        {row.source === 'field' && (
          <>
            {text('percent', 'Percent', 'factorPpm', {
              withAsterisk: true,
              inputMode: 'decimal',
              placeholder: '250',
              description: '100 is the whole field, 250 two and a half times',
            })}
            <NativeSelect
              label="Of"
              data={variables
                .filter(({ unit }) => unit !== 'text')
                .map(({ name, label }) => ({ value: name, label }))}
              value={row.variable}
              error={wrong('variable')}
              onChange={(event) => onChange({ variable: event.currentTarget.value })}
            />
          </>
        )}
        {row.source === 'table' && (
          <NativeSelect
            label="Lookup table"
            withAsterisk
            data={[
              { value: '', label: 'Choose' },
              ...(options?.tables ?? [])
                .filter(({ id, active }) => active || String(id) === row.tableId)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={row.tableId}
            error={wrong('tableId')}
            onChange={(event) => onChange({ tableId: event.currentTarget.value })}
          />
        )}
        {row.source === 'expression' && (
          <div className={classes.wide}>
            {text('expression', 'Expression', 'expression', {
              withAsterisk: true,
              maxLength: 300,
              placeholder: 'mmr * 2 + if(contract_months >= 36, 50, 0)',
              classNames: { input: classes.code },
            })}
            <p className={classes.dim}>
              In dollars; half a cent is rounded up. Names: {namesOf(variables).join(', ')}. Functions:{' '}
              {expressionFunctions.join(', ')}.
            </p>
          </div>
        )}
      </div>
      {row.conditions.length > 0 && (
        <div role="group" aria-label="Only if">
          <span className={classes.dim}>Only if all of these hold</span>
          {row.conditions.map((condition, i) => (
            <ConditionLine
              key={i}
              at={i}
              condition={condition}
              options={options}
              error={
                wrong(`conditions.${i}.variable`) ??
                wrong(`conditions.${i}.op`) ??
                wrong(`conditions.${i}.value`)
              }
              onChange={(change) =>
                onChange({
                  conditions: row.conditions.map((one, j) => (i === j ? { ...one, ...change } : one)),
                })
              }
              onRemove={() => onChange({ conditions: row.conditions.filter((_, j) => i !== j) })}
            />
          ))}
        </div>
      )}
      {(plus || row.note) && (
        <Textarea
          label="Note to payee"
          description={plus ? 'What stands in braces is filled in: {mmr}, {contract_months}' : undefined}
          autosize
          minRows={1}
          maxLength={500}
          value={row.note}
          error={wrong('note')}
          onChange={(event) => onChange({ note: event.currentTarget.value })}
        />
      )}
      <div className={classes.actions}>
        {plus && row.conditions.length < maxConditions && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() =>
              onChange({ conditions: [...row.conditions, { variable: 'mmr', op: 'at_least', value: '' }] })
            }
          >
            Add condition
          </Button>
        )}
        <Checkbox
          size="xs"
          label="Active"
          aria-label={`Row ${at + 1} is active`}
          checked={row.active}
          onChange={(event) => onChange({ active: event.currentTarget.checked })}
        />
        <span className={classes.end}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Move row ${at + 1} up`}
            disabled={at === 0}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Move row ${at + 1} down`}
            disabled={at === count - 1}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove row ${at + 1}`} onClick={onRemove}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </span>
      </div>
    </li>
  )
}

type ConditionProps = {
  at: number
  condition: Condition
  options: Options
  error: string | undefined
  onChange: (change: Partial<Condition>) => void
  onRemove: () => void
}
function ConditionLine({ at, condition, options, error, onChange, onRemove }: ConditionProps) {
  const unit = options?.variables.find(({ name }) => name === condition.variable)?.unit
  const ops = (Object.keys(conditionOps) as ConditionOp[]).filter(
    (op) => unit !== 'text' || op === 'is' || op === 'is_not',
  )
  return (
    <div className={classes.condition}>
      <NativeSelect
        aria-label={`Condition ${at + 1}, field`}
        data={(options?.variables ?? []).map(({ name, label }) => ({ value: name, label }))}
        value={condition.variable}
        onChange={(event) => {
          const variable = event.currentTarget.value
          const isText = options?.variables.find(({ name }) => name === variable)?.unit === 'text'
          onChange({
            variable,
            ...(isText && (condition.op === 'at_least' || condition.op === 'below') && { op: 'is' }),
          })
        }}
      />
      <NativeSelect
        aria-label={`Condition ${at + 1}, comparison`}
        data={ops.map((value) => ({ value, label: conditionOps[value] }))}
        value={condition.op}
        onChange={(event) => onChange({ op: event.currentTarget.value as ConditionOp })}
      />
      <TextInput
        aria-label={`Condition ${at + 1}, value`}
        maxLength={80}
        value={condition.value}
        error={error}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove condition ${at + 1}`} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </div>
  )
}
