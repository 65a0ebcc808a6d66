/** The errors of a save in one place, each a link to its field (REC-142). */
import { useEffect, useRef } from 'react'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { specOf } from './field-spec.ts'
import { focusField, inputId, useFormSummary, useRecordForm } from './form-context.ts'
import classes from './form.module.css'

type Props = {
  /** Counts the refused saves: each brings the focus here. 0: none yet. */
  attempt: number
  /** Sentences that belong to no field on the page. */
  others: readonly string[]
}

export function ErrorSummary({ attempt, others }: Props) {
  const form = useRecordForm()
  const { errors } = useFormSummary(form.store)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (attempt > 0) box.current?.focus()
  }, [attempt])
  const names = Object.keys(errors) as FieldKey[]
  if (attempt === 0 || names.length + others.length === 0) return null
  return (
    <div ref={box} tabIndex={-1} className={classes.summary} aria-label="What keeps this from being saved">
      <Notice
        tone="bad"
        title={
          names.length + others.length === 1
            ? 'This was not saved.'
            : `This was not saved: ${names.length + others.length} things to correct.`
        }
      >
        <ul className={classes.errors}>
          {names.map((name) => (
            <li key={name}>
              <a
                href={`#${inputId(name)}`}
                onClick={(event) => {
                  event.preventDefault()
                  focusField(name)
                }}
              >
                {specOf(name, form).label}
              </a>
              : {errors[name]}
            </li>
          ))}
          {others.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      </Notice>
    </div>
  )
}
