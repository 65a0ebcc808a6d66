/** Saving a draft: errors at their fields, what somebody else saved merged in, everything else as one sentence. */
import { useState } from 'react'
import { fieldErrors, type Problem } from '#web/api/problem.ts'
import type { Stored } from './draft.ts'

/** @param labels what the fields are called, for what both sides changed. */
export function useDraftTrouble<F extends object>(labels: Partial<Record<keyof F & string, string>>) {
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [clashes, setClashes] = useState<string[] | null>(null)
  const clear = () => {
    setErrors({})
    setProblem(null)
    setClashes(null)
  }
  return {
    errors,
    problem,
    clashes,
    clear,
    /** Errors at fields of something else than a save. */
    mark: setErrors,
    /** Errors that were found before sending. */
    refuse(found: Record<string, string>) {
      clear()
      setErrors(found)
      setProblem('This was not saved. Please look at the marked fields.')
    },
    /** What the server said. `merge` takes the stored state over (ui/draft.ts). */
    fail(failure: Problem, merge: (theirs: Stored<F>) => (keyof F & string)[]) {
      clear()
      const current = failure.extra['current'] as Stored<F> | undefined
      if (current) return setClashes(merge(current).map((name) => labels[name] ?? name))
      setErrors(fieldErrors(failure))
      setProblem(failure.detail)
    },
  }
}
