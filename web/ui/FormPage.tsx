/** The parts of a page that edits one thing: the way back, the bar that saves, what keeps it from being saved. */
import { Button } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'
import classes from './FormPage.module.css'
import { Notice } from './Notice.tsx'
import { UnsavedGuard } from './UnsavedGuard.tsx'

export const formGrid = classes.grid
export const wideField = classes.wide
export const plainFieldset = classes.fieldset

const Back = ({ children, ...props }: ComponentPropsWithRef<'a'>) => (
  <a {...props} className={`${classes.back} no-print`}>
    <IconChevronLeft size={14} aria-hidden />
    {children}
  </a>
)
/** `<BackLink to="/$company/administration/users" params={{ company }}>Users</BackLink>` */
export const BackLink = createLink(Back)

type SaveBarProps = {
  /** How many fields are not saved. */
  dirty: number
  saving: boolean
  onSave: () => void
  /** Absent where there is nothing to go back to: something new. */
  onDiscard?: () => void
  label?: string
}

export function SaveBar({ dirty, saving, onSave, onDiscard, label = 'Save' }: SaveBarProps) {
  return (
    <div className={`${classes.bar} no-print`} data-dirty={dirty > 0 || undefined}>
      <span className={classes.state} role="status">
        {dirty === 0
          ? 'Everything is saved'
          : dirty === 1
            ? '1 change not saved'
            : `${dirty} changes not saved`}
      </span>
      {onDiscard && (
        <Button variant="default" disabled={dirty === 0 || saving} onClick={onDiscard}>
          Discard
        </Button>
      )}
      <Button loading={saving} disabled={dirty === 0} onClick={onSave}>
        {label}
      </Button>
    </div>
  )
}

type DraftBarProps = {
  draft: { dirty: readonly unknown[]; discard: () => void }
  trouble: { clear: () => void }
  saving: boolean
  onSave: () => void
  /** How many changes one would count, where a field holds several. */
  changes?: number
  /** Nothing may be changed: no bar. */
  readOnly?: boolean
}

/** Below a form that edits a draft (ui/draft.ts): saves it, discards it, and asks before it is left. */
export function DraftBar({ draft, trouble, saving, onSave, changes, readOnly = false }: DraftBarProps) {
  return (
    <>
      {!readOnly && (
        <SaveBar
          dirty={changes ?? draft.dirty.length}
          saving={saving}
          onSave={onSave}
          onDiscard={() => {
            draft.discard()
            trouble.clear()
          }}
        />
      )}
      <UnsavedGuard dirty={draft.dirty.length > 0} />
    </>
  )
}

type TroubleProps = {
  /** The sentence of a refusal that belongs to no field. */
  problem: string | null
  /** Set after a save over somebody else’s: the labels of what both changed. */
  clashes: readonly string[] | null
}

/** Above the form: why nothing was saved, or what somebody else saved meanwhile. */
export function FormTrouble({ problem, clashes }: TroubleProps) {
  if (clashes)
    return (
      <Notice tone="attention" title="Somebody else saved this meanwhile.">
        {clashes.length
          ? `Both of you changed: ${clashes.join(', ')}. Yours stands here; saving again replaces theirs.`
          : 'Their changes are now in the form beside yours. Look it over and save again.'}
      </Notice>
    )
  return problem ? <Notice tone="bad">{problem}</Notice> : null
}
