/**
 * The record's header. It scrolls away as it stands; a one-line bar with number, name, states and tabs takes its
 * place then, so that one always knows whose record it is (REC-020). Two elements, so that nothing on the page
 * jumps when the one gives way to the other.
 */
import { Tooltip } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { StatusBox, StatusSquare } from '#web/ui/Status.tsx'
import { QuickActions } from './QuickActions.tsx'
import { useRecord } from './record-context.ts'
import classes from './record.module.css'
import { RecordFacts } from './RecordFacts.tsx'
import { RecordTabs } from './RecordTabs.tsx'

export function RecordHeader() {
  const { ref, gone } = useGone()
  const { ref: bar, height } = useHeight()
  const record = useRecord()
  // What sticks below the bar (the form's Save) asks how high it is.
  useEffect(() => {
    document.documentElement.style.setProperty('--record-bar', gone ? `${height}px` : '0px')
    return () => void document.documentElement.style.removeProperty('--record-bar')
  }, [gone, height])
  return (
    <>
      <header className={classes.header}>
        {/* Once the name is out of sight the bar has it, even while tabs in two rows are still in sight. */}
        <div className={classes.identity} ref={ref}>
          <Badge />
          <h1 className={classes.name}>{record.header.name}</h1>
          <Business />
          {record.kind === 'lead' && <span className={classes.kind}>Lead</span>}
          <Archived />
          <div className={classes.statuses}>
            {record.header.statuses.map((s) => (
              <StatusBox key={s.category} tone={s.tone} label={s.label} detail={s.detail} />
            ))}
          </div>
          <span className={classes.grow} />
          <QuickActions />
        </div>
        <RecordFacts />
        <RecordTabs label="Record" />
      </header>
      {gone && (
        <div className={`${classes.bar} no-print`} ref={bar}>
          <div className={classes.barIdentity}>
            <Badge />
            <span className={classes.barName}>{record.header.name}</span>
            <Archived />
            {record.header.statuses.map((s) => (
              <StatusSquare key={s.category} tone={s.tone} label={s.label} detail={s.detail} />
            ))}
          </div>
          <RecordTabs label="Record, at the top of the page" folded />
          <div className={classes.barMenu}>
            <QuickActions />
          </div>
        </div>
      )}
    </>
  )
}

function Badge() {
  const { id } = useRecord()
  return (
    <span className={classes.number}>
      <span className={`${classes.badge} tabular`}>#{id}</span>
      <CopyButton value={String(id)} label="record number" />
    </span>
  )
}

/** A commercial account is known by its business (REC-021). */
function Business() {
  const { fields } = useRecord()
  if (fields.accountType !== 'commercial' || !fields.businessName) return null
  return <span className={classes.business}>{String(fields.businessName)}</span>
}

function Archived() {
  const { header } = useRecord()
  if (!header.archivedAt) return null
  return (
    <Tooltip label="Archived customers cannot be changed">
      <span className={classes.archived}>
        <IconArchive size={13} aria-hidden /> Archived
      </span>
    </Tooltip>
  )
}

/** Whether an element has scrolled out under the frame's top bar. */
function useGone() {
  const [node, ref] = useState<HTMLElement | null>(null)
  const [gone, setGone] = useState(false)
  useEffect(() => {
    if (!node) return
    const topPx = parseInt(getComputedStyle(document.documentElement).getPropertyValue('--kh-top')) || 48
    const observer = new IntersectionObserver(([entry]) => setGone(entry ? !entry.isIntersecting : false), {
      rootMargin: `-${topPx + 1}px 0px 0px 0px`,
    })
    observer.observe(node)
    return () => observer.disconnect()
  }, [node])
  return { ref, gone }
}

function useHeight() {
  const [height, setHeight] = useState(0)
  const observer = useRef<ResizeObserver | null>(null)
  const [ref] = useState(() => (node: HTMLElement | null) => {
    observer.current?.disconnect()
    if (!node) return
    observer.current = new ResizeObserver(() => setHeight(node.offsetHeight))
    observer.current.observe(node)
  })
  return { ref, height }
}
