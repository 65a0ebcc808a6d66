/**
 * The record's tabs, each a link. On a narrow screen the bar scrolls sideways. Folded to one line beside the name they are
 * signs with their words on hover, but for the open one: more tabs than words fit there.
 */
import { Link } from '@tanstack/react-router'
import { useMe } from '#web/api/session.ts'
import { useRecord } from './record-context.ts'
import { useStartAction } from './RecordActions.tsx'
import classes from './record.module.css'
import { tabLinks, tabWords } from './tabs.ts'

export function RecordTabs({ label, folded = false }: { label: string; folded?: boolean }) {
  const { company } = useMe()
  const record = useRecord()
  const start = useStartAction()
  return (
    <nav className={`${classes.tabs} no-print`} aria-label={label}>
      {record.tabs.map((tab) => {
        const { label: words, icon: Icon } = tabWords[tab.key]
        // Tags are no page of their own: they open over the one that one is on (REC-031).
        if (tab.key === 'tags')
          return (
            <button
              key={tab.key}
              type="button"
              className={`${classes.tab} ${classes.tabButton}`}
              aria-haspopup="dialog"
              title={folded ? words : undefined}
              onClick={() => start('tags')}
            >
              <Icon size={16} stroke={1.7} aria-hidden />
              <span className={classes.word}>{words}</span>
            </button>
          )
        return (
          <Link
            key={tab.key}
            {...tabLinks[tab.key]({ company: company.slug, customerId: record.id })}
            className={classes.tab}
            title={folded ? words : undefined}
          >
            <Icon size={16} stroke={1.7} aria-hidden />
            <span className={classes.word}>{words}</span>
            {tab.count !== undefined && tab.count > 0 && (
              <span className={`${classes.count} tabular`}>{tab.count}</span>
            )}
            {tab.alert && <span className={classes.alert} role="img" aria-label="needs attention" />}
          </Link>
        )
      })}
    </nav>
  )
}
