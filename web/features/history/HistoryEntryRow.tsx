import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { HistoryEntry } from '#shared/contracts/history.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './history.module.css'

const sources: Record<HistoryEntry['source'], string> = {
  web: 'Page',
  api: 'API',
  job: 'By itself',
  integration: 'Integration',
  import: 'Import',
  system: 'System',
}

/** Where the record is whose history this is; what else keeps a history has no earlier states to show. */
type RecordPlace = { company: string; customerId: number }

type Props = {
  entry: HistoryEntry
  record?: RecordPlace
  /** Of the record, where it is not the one that one looks at. */
  name?: string
}

/** One act: its sentence, who and from where, and the fields that it changed. */
export function HistoryEntryRow({ entry, record, name }: Props) {
  return (
    <li className={classes.entry}>
      <div className={classes.when}>
        <Time at={entry.at} />
      </div>
      <div className={classes.what}>
        <div className={classes.line}>
          <strong>{entry.user}</strong>
          <span>{entry.summary}</span>
          {record && name && (
            <Link to="/$company/customers/$customerId" params={record} className={classes.whose}>
              {name}
            </Link>
          )}
          <span title={entry.address ? `From ${entry.address}` : undefined}>
            <Chip>{sources[entry.source]}</Chip>
          </span>
          {record && entry.entity === 'customer' && (
            <Link
              to="/$company/customers/$customerId/history/record"
              params={record}
              search={{ entryId: entry.id }}
              className={`${classes.asOf} no-print`}
              aria-label={`The record then, after: ${entry.summary}, ${entry.at}`}
            >
              The record then
            </Link>
          )}
        </div>
        {entry.changes.length > 0 && (
          <ul className={classes.changes}>
            {entry.changes.map((change) => (
              <li key={change.field} className={classes.change}>
                <span className={classes.label}>{change.label}</span>
                <span className={classes.values}>
                  <Value text={change.old} old />
                  <IconArrowRight size={13} className={classes.arrow} role="img" aria-label="became" />
                  <Value text={change.new} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}

function Value({ text, old = false }: { text: string | null; old?: boolean }) {
  if (text === null || text === '') return <span className={classes.empty}>empty</span>
  return <span className={old ? classes.old : undefined}>{text === '***' ? 'hidden' : text}</span>
}
