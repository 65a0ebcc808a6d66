/** A telephone number as a link that dials it. */
import { formatE164, formatPhone } from '#shared/phone.ts'
import classes from './text.module.css'

/** @param value the kept form, `8015550123x12`; '' draws nothing. */
export function Phone({ value }: { value: string }) {
  if (!value) return null
  return (
    <a href={`tel:${formatE164(value).replace('x', ',')}`} className={`${classes.quiet} tabular`}>
      {formatPhone(value)}
    </a>
  )
}
