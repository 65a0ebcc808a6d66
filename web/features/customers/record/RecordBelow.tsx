/**
 * The row below the header, on every page of the record: its tags, what warns there, and what authorities demand of its
 * address (REC-060). A column with nothing in it takes no room.
 */
import { useMatch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { RegulationsLink } from '#web/features/regulations/RegulationsLink.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { useRecord } from './record-context.ts'
import classes from './record.module.css'
import { RecordTags } from './RecordTags.tsx'

// Most records warn of nothing (PERF-008).
const RecordWarnings = lazy(async () => ({
  default: (await import('./RecordWarnings.tsx')).RecordWarnings,
}))

export function RecordBelow() {
  const { id, tags, regulations, fields, tabs, workflow } = useRecord()
  const warns = workflow !== null || tabs.some(({ alert }) => alert)
  const isHome = useMatch({ from: '/$company/customers/$customerId/', shouldThrow: false }) !== undefined
  return (
    <div className={classes.below}>
      <div className={classes.belowTags}>
        <RecordTags />
      </div>
      <div className={classes.belowWarnings}>
        {tags
          .filter(({ warning }) => warning !== null)
          .map((tag) => (
            <Notice tone="attention" title={`${tag.name}:`} key={tag.id}>
              {tag.warning}
            </Notice>
          ))}
        {isHome && warns && (
          <Suspense>
            <RecordWarnings />
          </Suspense>
        )}
      </div>
      {regulations && (
        <div className={classes.belowRegulations}>
          <RegulationsLink
            customerId={id}
            items={regulations}
            hasAddress={Boolean(fields.state && (fields.city || fields.zip))}
          />
        </div>
      )}
    </div>
  )
}
