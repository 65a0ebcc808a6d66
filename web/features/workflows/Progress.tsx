/** The progress bar of a wizard: a badge for each step, with what became of it. On a phone one step is named at a time. */
import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { StepState } from '#shared/rules/workflows.ts'
import classes from './wizard.module.css'

export type ProgressStep = { key: number; title: string; state: StepState }
type Props = {
  steps: readonly ProgressStep[]
  /** The step that is on the page. */
  shownKey: number
  /** Goes to a step that is over, or back to the one that comes next; absent: one cannot. */
  onOpen?: (key: number) => void
}

const words: Record<StepState, string> = { open: '', done: ', done', skipped: ', skipped' }

export function Progress({ steps, shownKey, onOpen }: Props) {
  const shown = steps.findIndex(({ key }) => key === shownKey)
  const finished = steps.filter(({ state }) => state !== 'open').length
  const next = steps.find(({ state }) => state === 'open')?.key
  const current = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // A browser may answer with a promise, which is no way to clean up.
    void current.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [shownKey])
  return (
    <nav aria-label="Steps" className={classes.progress}>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={steps.length}
        aria-valuenow={finished}
        aria-valuetext={`${finished} of ${steps.length} steps`}
      >
        <span style={{ width: `${(100 * finished) / Math.max(1, steps.length)}%` }} />
      </div>
      <p className={classes.narrow} aria-hidden>
        Step {shown + 1} of {steps.length}: <strong>{steps[shown]?.title}</strong>
      </p>
      <ol className={classes.steps}>
        {steps.map(({ key, title, state }, index) => {
          const isShown = key === shownKey
          const badge = (
            <>
              <span className={classes.badge} aria-hidden>
                {state === 'done' ? (
                  <IconCheck size={13} stroke={3} />
                ) : state === 'skipped' ? (
                  <IconMinus size={13} stroke={3} />
                ) : (
                  index + 1
                )}
              </span>
              <span className={classes.stepTitle}>{title}</span>
            </>
          )
          const label = `Step ${index + 1}, ${title}${words[state]}`
          const opens = onOpen && !isShown && (state !== 'open' || key === next)
          return (
            <li
              key={key}
              ref={isShown ? current : undefined}
              className={classes.step}
              data-state={state}
              data-shown={isShown || undefined}
              aria-current={isShown ? 'step' : undefined}
              title={title}
            >
              {opens ? (
                <button type="button" aria-label={label} onClick={() => onOpen(key)}>
                  {badge}
                </button>
              ) : (
                <span role="group" aria-label={label}>
                  {badge}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
