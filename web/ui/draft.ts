/**
 * What one has typed of something that is stored as a whole, with a version. `merge` takes over what somebody else
 * saved meanwhile: fields that one has not touched become theirs, one's own stay.
 */
import { useState } from 'react'

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** The names of the fields that differ. */
export const differing = <F extends object>(a: F, b: F): (keyof F & string)[] =>
  (Object.keys(a) as (keyof F & string)[]).filter((name) => !same(a[name], b[name]))

/** Mine over theirs, where both began from `base`; `clashes` names what both changed differently. */
export function mergeDrafts<F extends object>(
  base: F,
  mine: F,
  theirs: F,
): { merged: F; clashes: (keyof F & string)[] } {
  const changed = differing(base, mine)
  const merged = { ...theirs }
  for (const name of changed) merged[name] = mine[name]
  const moved = new Set(differing(base, theirs))
  return { merged, clashes: changed.filter((name) => moved.has(name) && !same(mine[name], theirs[name])) }
}

export type Stored<F> = { version: number; fields: F }

/** @param stored what the server last said; it replaces the draft as long as nothing is typed. */
export function useDraft<F extends object>(stored: Stored<F>) {
  const [base, setBase] = useState(stored)
  const [fields, setFields] = useState(stored.fields)
  const dirty = differing(base.fields, fields)
  if (stored.version > base.version && dirty.length === 0) {
    setBase(stored)
    setFields(stored.fields)
  }
  const settle = (next: Stored<F>) => {
    setBase(next)
    setFields(next.fields)
  }
  return {
    fields,
    version: base.version,
    base: base.fields,
    /** Names of the fields that are not saved. */
    dirty,
    set: (change: Partial<F>) => setFields((now) => ({ ...now, ...change })),
    discard: () => setFields(base.fields),
    /** After a save: what is stored now. */
    settle,
    /** After a refusal because somebody else saved; returns what both changed differently. */
    merge: (theirs: Stored<F>): (keyof F & string)[] => {
      const { merged, clashes } = mergeDrafts(base.fields, fields, theirs.fields)
      setBase(theirs)
      setFields(merged)
      return clashes
    },
  }
}
