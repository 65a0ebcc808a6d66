/** The monthly rate: one dropdown (REC-103), or, where the company breaks its rates out, a choice by line items (REC-104). */
import { Button, Input } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft, useRecordForm } from '../form-context.ts'
import classes from '../form.module.css'
import { valueText } from '../value-text.ts'
import { SelectField } from './SelectField.tsx'

// Its script comes when somebody first opens it.
const RatePicker = lazy(async () => ({ default: (await import('../RatePicker.tsx')).RatePicker }))

export function RateField({ name }: { name: FieldName }) {
  const { settings } = useRecordForm()
  return settings.mmrBreakout ? <BrokenOutRate name={name} /> : <SelectField name={name} />
}

function BrokenOutRate({ name }: { name: FieldName }) {
  const { form, check, input } = useFieldProps(name)
  const chosen = useDraft(name)
  const [open, setOpen] = useState(false)
  const choose = (id: number | null) => {
    setOpen(false)
    form.store.set(name, id)
    check()
  }
  const text = chosen === null ? null : valueText(name, chosen, form)
  return (
    <Input.Wrapper
      label={<FieldLabel name={name} />}
      labelElement="div"
      error={input.error}
      role="group"
      aria-label="MMR"
    >
      <div className={classes.rate}>
        <span className="tabular">{text ?? '--'}</span>
        {!input.disabled && (
          <Button
            id={input.id}
            variant="default"
            size="compact-sm"
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
          >
            {chosen === null ? 'Choose Rate' : 'Change Rate'}
          </Button>
        )}
      </div>
      {open && (
        <Suspense>
          <RatePicker
            form={form}
            chosen={chosen}
            stored={form.store.base(name)}
            onChoose={choose}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </Input.Wrapper>
  )
}
