/** One end of a range of days, as a filter. */
import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import classes from './notes.module.css'

type Props = { label: string; value: string | undefined; onChange: (day: string | undefined) => void }

export function DayFilter({ label, value, onChange }: Props) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label={label}
      leftSection={<span className={classes.dayLabel}>{label}</span>}
      leftSectionWidth={68}
      classNames={{ input: classes.day }}
      min="1900-01-01"
      max="2199-12-31"
      value={text}
      onChange={(event) => {
        const day = event.currentTarget.value
        setText(day)
        // A year that is half typed is a date too, for the browser: 0002-03-04.
        if (day === '' || day >= '1900-01-01') onChange(day || undefined)
      }}
    />
  )
}
