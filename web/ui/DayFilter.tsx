/** One end of a range of days, as a filter. */
import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import classes from './DayFilter.module.css'

type Props = {
  label: string
  /** What it is called where the label alone says too little. */
  name?: string
  /** The room for the label, in pixels. */
  labelWidth: number
  /** Of the input: its width. */
  className: string | undefined
  /** `YYYY-MM-DD` */
  value: string | undefined
  onChange: (day: string | undefined) => void
}

export function DayFilter({ label, name = label, labelWidth, className, value, onChange }: Props) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label={name}
      leftSection={<span className={classes.label}>{label}</span>}
      leftSectionWidth={labelWidth}
      classNames={{ input: `${classes.day} ${className}` }}
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
