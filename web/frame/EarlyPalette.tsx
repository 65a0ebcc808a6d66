/** Stands in for the search box until its script is there, so that what one types at once after Ctrl-K is not lost. */
import { IconSearch } from '@tabler/icons-react'
import classes from './CompanyFrame.module.css'

type Props = { query: string; onQuery: (query: string) => void; onClose: () => void }

export function EarlyPalette({ query, onQuery, onClose }: Props) {
  return (
    <div className={classes.early}>
      <IconSearch size={18} aria-hidden />
      <input
        autoFocus
        aria-label="Search"
        maxLength={80}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
    </div>
  )
}
