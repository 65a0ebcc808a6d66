/** Everything of a recurring invoice that one edits. */
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { frequencies, frequencyText, recurringLabels } from '#shared/rules/recurring.ts'
import { formGrid, wideField } from '#web/ui/FormPage.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useChargeMethods, useCustomerParams } from './use-accounting.ts'
import { type Choices, selectData } from './invoice-draft.ts'
import { InvoiceLines } from './InvoiceLines.tsx'
import type { RecurringDraft } from './recurring-draft.ts'

type Props = {
  draft: RecurringDraft
  choices: Choices | undefined
  errors: Readonly<Record<string, string>>
  disabled: boolean
  /** It has made an invoice: its calendar stays. */
  calendarFixed?: boolean
  /** The name of the method that it charges now. */
  currentMethod?: string | undefined
  onChange: (change: Partial<RecurringDraft>) => void
}

export function RecurringForm({
  draft,
  choices,
  errors,
  disabled,
  calendarFixed = false,
  currentMethod,
  onChange,
}: Props) {
  // prettier-ignore

  const { customerId } = useCustomerParams()
  const methods = useChargeMethods(customerId)
  // Whoever is billed is charged.
  const offered = methods?.filter(({ ofParent }) => ofParent === draft.billParent) ?? []
  const isOffered =
    draft.billingMethodId === '' || offered.some(({ id }) => String(id) === draft.billingMethodId)
  const text = (
    name: Exclude<keyof RecurringDraft, 'lines' | 'billParent' | 'taxExempt'>,
    locked = disabled,
  ) => ({
    label: recurringLabels[name === 'increase' ? 'increasePpm' : name],
    value: draft[name],
    error: errors[name === 'increase' ? 'increasePpm' : name],
    disabled: locked,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  })
  const fixed = disabled || calendarFixed
  const every = Number(draft.everyMonths)
  const known = frequencies.some(({ value }) => value === every)
  const day = { type: 'date', min: '1900-01-01', max: '2199-12-31' } as const
  return (
    <>
      <Panel title="Lines">
        <InvoiceLines
          recurring
          lines={draft.lines}
          choices={choices}
          taxExempt={draft.taxExempt}
          errors={errors}
          disabled={disabled}
          onChange={(lines) => onChange({ lines })}
        />
      </Panel>
      <Panel title="Calendar">
        <div className={formGrid}>
          <NativeSelect
            {...text('everyMonths', fixed)}
            value={known ? draft.everyMonths : 'other'}
            error={known ? errors.everyMonths : undefined}
            data={[
              ...frequencies.map(({ value, label }) => ({ value: String(value), label })),
              { value: 'other', label: 'Every … months' },
            ]}
            onChange={({ currentTarget: { value } }) =>
              onChange({ everyMonths: value === 'other' ? '2' : value })
            }
          />
          {!known && (
            <TextInput
              {...text('everyMonths', fixed)}
              label="Months between two"
              inputMode="numeric"
              maxLength={3}
              description={every > 0 ? frequencyText(every) : undefined}
            />
          )}
          <TextInput {...text('startOn', fixed)} {...day} withAsterisk />
          <TextInput
            {...text('anchorOn', fixed)}
            {...day}
            description="Later than the start: the days before are billed by their share"
          />
          <TextInput {...text('endOn')} {...day} description="Empty: until it is stopped" />
          <TextInput
            {...text('maxCount')}
            inputMode="numeric"
            maxLength={4}
            description="Empty: as many as there are"
          />
          <TextInput
            {...text('daysBefore')}
            inputMode="numeric"
            maxLength={2}
            rightSection="days"
            rightSectionWidth={48}
          />
          <TextInput
            {...text('increase')}
            inputMode="decimal"
            maxLength={8}
            rightSection="%"
            description="Of its prices, each year from the first regular period on"
          />
        </div>
      </Panel>
      <Panel title="Invoice">
        <div className={formGrid}>
          <TextInput {...text('name')} maxLength={120} />
          <TextInput
            {...text('saleOn')}
            {...day}
            withAsterisk
            description="Of several with the MMR line a provider’s app shows the one that was sold last"
          />
          <NativeSelect
            {...text('termId', disabled || !choices)}
            data={[{ value: '', label: 'Due on receipt' }, ...selectData(choices?.terms, draft.termId)]}
          />
          <NativeSelect
            {...text('billingMethodId', disabled || !methods)}
            description={
              methods && offered.length === 0
                ? `No billing method is stored for ${draft.billParent ? 'the parent' : 'this customer'}`
                : 'Charged when an invoice is due'
            }
            data={[
              { value: '', label: 'Off: paid by hand' },
              ...offered.map(({ id, name }) => ({ value: String(id), label: name })),
              ...(isOffered
                ? []
                : [{ value: draft.billingMethodId, label: currentMethod ?? 'Another billing method' }]),
            ]}
          />
          <TextInput {...text('poNumber')} maxLength={60} />
          <div className={wideField}>
            <Textarea
              {...text('notes')}
              description="Prints on each invoice"
              autosize
              minRows={2}
              maxLength={2000}
            />
          </div>
          <div className={wideField}>
            <Textarea
              {...text('internalNotes')}
              description="For the staff alone"
              autosize
              minRows={2}
              maxLength={2000}
            />
          </div>
          {(choices?.parent || draft.billParent) && (
            <div className={wideField}>
              <Checkbox
                label={`Bill through the parent${choices?.parent ? `, ${choices.parent.name}` : ''}`}
                checked={draft.billParent}
                error={errors.billParent}
                disabled={disabled}
                onChange={(event) =>
                  onChange({ billParent: event.currentTarget.checked, billingMethodId: '' })
                }
              />
            </div>
          )}
          <div className={wideField}>
            <Checkbox
              label={recurringLabels.taxExempt}
              checked={draft.taxExempt}
              disabled={disabled}
              onChange={(event) => onChange({ taxExempt: event.currentTarget.checked })}
            />
          </div>
        </div>
      </Panel>
    </>
  )
}
