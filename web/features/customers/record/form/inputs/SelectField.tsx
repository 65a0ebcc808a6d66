/** A choice out of a list: states, catalogues, users, locations, companies. */
import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { type FieldName, field, type FieldValue } from '#shared/rules/customer-fields.ts'
import { termLeft } from '#shared/rules/contract-term.ts'
import { afterChoice } from '../choice-effects.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft, useRecordForm } from '../form-context.ts'
import classes from '../form.module.css'
import { optionsOf, termMonths } from '../select-options.ts'
import { useSelectByKeyboard } from './select-by-keyboard.ts'
import { fieldStyles, LockHint, LockMark } from './marks.tsx'

/** More would be slow to draw and nobody reads on: one types instead. */
const shownOptions = 100
const wired = new Set(['state', 'choice'])

export function SelectField({ name }: { name: FieldName }) {
  const { form, standing, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  // Every other select listens to a field that it has anyway, so that the hook's order stays the same.
  const sourceId = useDraft(name === 'sourceCampaignId' ? 'sourceId' : name)
  const stored = form.store.base(name)
  const data = useMemo(
    () => optionsOf(name, { ...form, stored, sourceId, creating: form.record === null }),
    [name, form, stored, sourceId],
  )
  const byKeyboard = useSelectByKeyboard()
  const choose = (value: string | null) => {
    byKeyboard.chosen()
    const next: FieldValue = value === null ? null : wired.has(field(name).type) ? value : Number(value)
    form.store.set(name, next)
    afterChoice(name, next, form)
  }
  const withoutSource = name === 'sourceCampaignId' && sourceId === null && standing.state === 'open'
  const clearable = !input.required && !input.disabled
  const leave = () => {
    if (clearable && byKeyboard.emptied()) choose(null)
    check()
  }
  return (
    <Select
      {...input}
      {...byKeyboard.props}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      data={data}
      value={draft === null ? null : String(draft)}
      onChange={choose}
      onBlur={leave}
      searchable
      clearable={clearable}
      allowDeselect={false}
      openOnFocus={false}
      limit={shownOptions}
      disabled={input.disabled || withoutSource}
      placeholder={withoutSource ? 'Choose a source first' : undefined}
      nothingFoundMessage={data.length === 0 ? 'There is nothing to choose yet' : 'Nothing found'}
      rightSection={input.disabled ? <span /> : undefined}
      leftSection={standing.state === 'locked' ? <LockMark /> : undefined}
      description={standing.state === 'locked' ? <LockHint hint={standing.hint} /> : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputContainer={(children) => (name === 'contractTermId' ? <Term>{children}</Term> : children)}
    />
  )
}

/** The months that remain of the chosen term, counted from the sale date (REC-101). */
function Term({ children }: { children: React.ReactNode }) {
  const { options, today } = useRecordForm()
  const months = termMonths(options, useDraft('contractTermId'))
  const typed = useDraft('saleDate')
  const saleDate = typeof typed === 'string' && /^\d{4}-\d\d-\d\d$/.test(typed) ? typed : null
  const left = termLeft(months, saleDate, today)
  if (!left) return children
  return (
    <div className={classes.beside}>
      {children}
      <span className={classes.term} data-state={left.state} title={left.detail}>
        {left.label}
      </span>
    </div>
  )
}
