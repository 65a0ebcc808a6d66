/** What a new company has not set up yet, for who may: each a way to where it is done. Goes when all is there, or dismissed. */
import { Button, VisuallyHidden } from '@mantine/core'
import { IconChevronRight, IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { Link, type LinkProps, linkOptions } from '@tanstack/react-router'
import { dashboard, type StartStep } from '#shared/contracts/dashboard.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './dashboard.module.css'

type Step = { title: string; detail: string; to: (company: string) => LinkProps }

const steps: Record<StartStep, Step> = {
  location: {
    title: 'Your office',
    detail: 'Its address and phone stand on papers and messages',
    to: (company) => linkOptions({ to: '/$company/administration/locations', params: { company } }),
  },
  users: {
    title: 'Your people',
    detail: 'Groups for managers, sales, technicians, billing and viewers are there',
    to: (company) => linkOptions({ to: '/$company/administration/users', params: { company } }),
  },
  station: {
    title: 'A monitoring company',
    detail: 'Who dispatches when an alarm goes off, and your login there',
    to: (company) =>
      linkOptions({ to: '/$company/administration/monitoring-companies', params: { company } }),
  },
  rates: {
    title: 'Your monthly rates',
    detail: 'The other catalogues begin with usual values: change what is different at your company',
    to: (company) =>
      linkOptions({
        to: '/$company/administration/catalogues/$catalogue',
        params: { company, catalogue: 'mmr' },
      }),
  },
  customer: {
    title: 'Your first customer',
    detail: 'Enter one, or bring all of them with an import',
    to: (company) => linkOptions({ to: '/$company/customers', params: { company } }),
  },
}

export function GettingStarted({ company }: { company: string }) {
  const { invalidate } = useInvalidate()
  const { data } = useEndpointQuery(dashboard.start, {}, { staleTime: 30_000, refetchOnWindowFocus: true })
  const show = useEndpointMutation(dashboard.showStart, {
    onSuccess: () => invalidate(dashboard.start),
    onError: toastFailed,
  })
  if (!data?.shown) return null
  const done = data.steps.filter((step) => step.done).length
  const dismiss = () =>
    show.mutate(
      { body: { shown: false } },
      {
        onSuccess: () =>
          toastDone('Dismissed. Settings bring it back', {
            undo: () => show.mutate({ body: { shown: true } }),
          }),
      },
    )
  return (
    <Panel
      title="Getting started"
      note={
        <span className="tabular">
          {done} of {data.steps.length} done
        </span>
      }
      actions={
        <Button variant="subtle" size="compact-sm" color="gray" loading={show.isPending} onClick={dismiss}>
          Dismiss
        </Button>
      }
      flush
    >
      <ol className={classes.rows} aria-label="Getting started">
        {data.steps.map((step) => {
          const { title, detail, to } = steps[step.key]
          const Mark = step.done ? IconCircleCheck : IconCircle
          return (
            <li key={step.key}>
              <Link {...to(company)} className={classes.step} data-done={step.done || undefined}>
                <Mark size={20} stroke={1.7} aria-hidden />
                <span className={classes.what}>
                  <span>
                    {title}
                    <VisuallyHidden>{step.done ? ', done' : ', not done yet'}</VisuallyHidden>
                  </span>
                  <span className={classes.dim}>{detail}</span>
                </span>
                <IconChevronRight size={16} stroke={1.7} aria-hidden className={classes.dim} />
              </Link>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
