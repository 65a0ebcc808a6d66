/** Everything of an invoice or quote that one edits, for one that exists and for a new one. */
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { addDays } from '#shared/time.ts'
import { formGrid, wideField } from '#web/ui/FormPage.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { type Choices, type Draft, selectData } from './invoice-draft.ts'
import { InvoiceLines } from './InvoiceLines.tsx'

type Props = {
  kind: 'invoice' | 'quote'
  draft: Draft
  choices: Choices | undefined
  errors: Readonly<Record<string, string>>
  disabled: boolean
  /** Lines, date and tax stay: something is paid. */
  linesFixed?: boolean
  onChange: (change: Partial<Draft>) => void
}

export function InvoiceForm({ kind, draft, choices, errors, disabled, linesFixed = false, onChange }: Props) {
  const fixed = disabled || linesFixed
  const days = (termId: string) => choices?.terms.find(({ id }) => String(id) === termId)?.days ?? 0
  const isDay = (on: string) => /^\d{4}-\d{2}-\d{2}$/.test(on)
  const due = (on: string, termId: string) => (isDay(on) ? addDays(on, days(termId)) : '')
  return (
    <>
      <Panel title="Lines">
        <InvoiceLines
          lines={draft.lines}
          choices={choices}
          taxExempt={draft.taxExempt}
          errors={errors}
          disabled={fixed}
          onChange={(lines) => onChange({ lines })}
        />
      </Panel>
      <Panel title="Terms">
        <div className={formGrid}>
          <TextInput
            label="Date"
            type="date"
            withAsterisk
            min="1900-01-01"
            max="2199-12-31"
            value={draft.invoiceOn}
            error={errors.invoiceOn}
            disabled={fixed}
            onChange={({ currentTarget: { value } }) =>
              onChange({ invoiceOn: value, dueOn: due(value, draft.termId) })
            }
          />
          <NativeSelect
            label="Terms"
            value={draft.termId}
            error={errors.termId}
            disabled={disabled || !choices}
            data={[{ value: '', label: 'Due on receipt' }, ...selectData(choices?.terms, draft.termId)]}
            onChange={({ currentTarget: { value } }) =>
              onChange({ termId: value, dueOn: due(draft.invoiceOn, value) })
            }
          />
          {kind === 'invoice' && (
            <TextInput
              label="Due"
              type="date"
              min="1900-01-01"
              max="2199-12-31"
              value={draft.dueOn}
              error={errors.dueOn}
              disabled={disabled}
              onChange={(event) => onChange({ dueOn: event.currentTarget.value })}
            />
          )}
          <TextInput
            label="PO number"
            maxLength={60}
            value={draft.poNumber}
            error={errors.poNumber}
            disabled={disabled}
            onChange={(event) => onChange({ poNumber: event.currentTarget.value })}
          />
          <div className={wideField}>
            <Textarea
              label="Note to the customer"
              description="Prints on the document"
              autosize
              minRows={2}
              maxRows={10}
              maxLength={2000}
              value={draft.notes}
              error={errors.notes}
              disabled={disabled}
              onChange={(event) => onChange({ notes: event.currentTarget.value })}
            />
          </div>
          <div className={wideField}>
            <Checkbox
              label="Tax exempt"
              checked={draft.taxExempt}
              disabled={fixed}
              onChange={(event) => onChange({ taxExempt: event.currentTarget.checked })}
            />
          </div>
        </div>
      </Panel>
    </>
  )
}
