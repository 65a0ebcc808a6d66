/** Texts, numbers and telephones: what one types into a line. */
import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { creditGrade } from '#shared/credit-grade.ts'
import { formatPhone, parsePhone } from '#shared/phone.ts'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import { useFieldProps } from '../field-props.ts'
import { specOf } from '../field-spec.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft } from '../form-context.ts'
import classes from '../form.module.css'
import { fieldStyles, HiddenMark, LockHint, LockMark } from './marks.tsx'

const keyboards = { email: 'email', integer: 'numeric', ssn: 'numeric', phone: 'tel' } as const

/** @param beside stands at the input's right: a button that fills it. */
export function TextField({ name, beside }: { name: FieldKey; beside?: ReactNode }) {
  const { form, standing, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  const f = specOf(name, form)
  const text = String(draft ?? '')
  const grade = name === 'creditScore' ? creditGrade(Number(text)) : null
  const leave = () => {
    // Read in any way of writing, shown in ours, as a telephone is.
    if (f.type === 'ssn' && /^(\d[\s-]*){9}$/.test(text.trim()))
      form.store.setValue(name, text.replace(/\D/g, ''))
    check()
  }
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      value={text}
      inputMode={keyboards[f.type as keyof typeof keyboards]}
      className={f.type === 'integer' ? 'tabular' : undefined}
      onChange={(event) => form.store.set(name, event.currentTarget.value)}
      onBlur={leave}
      leftSection={standing.state === 'locked' ? <LockMark /> : undefined}
      rightSection={standing.state === 'hidden' ? <HiddenMark hint={standing.hint} /> : undefined}
      rightSectionWidth={standing.state === 'hidden' ? 72 : undefined}
      description={standing.state === 'locked' ? <LockHint hint={standing.hint} /> : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputContainer={(children) =>
        grade || beside ? (
          <div className={classes.beside}>
            {children}
            {grade && (
              <span className={classes.grade} data-grade={grade} title={`Credit grade ${grade}`}>
                {grade}
              </span>
            )}
            {beside}
          </div>
        ) : (
          children
        )
      }
    />
  )
}

/** A telephone: read in any way of writing, shown in ours once one leaves the field. */
export function PhoneField({ name }: { name: FieldKey }) {
  const { form, check, input } = useFieldProps(name)
  const text = String(useDraft(name) ?? '')
  const format = () => {
    const parsed = parsePhone(text)
    if (parsed) form.store.set(name, formatPhone(parsed))
    check()
  }
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      className="tabular"
      type="tel"
      value={text}
      onChange={(event) => form.store.set(name, event.currentTarget.value)}
      onBlur={format}
    />
  )
}
