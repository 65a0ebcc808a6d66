/** Asks the provider who it is, with what stands in the form, saved or not. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { providers } from '#shared/contracts/providers.ts'
import type { ProviderKind, SettingValue } from '#shared/rules/providers.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './providers.module.css'

type Props = {
  kind: ProviderKind
  /** null: not stored yet. */
  providerId: number | null
  connector: string
  settings: Record<string, SettingValue>
  /** Errors of what was typed stand at its fields. */
  onErrors: (errors: Record<string, string>) => void
}

export function TestConnection({ kind, providerId, connector, settings, onErrors }: Props) {
  const test = useEndpointMutation(providers.test)
  // What was said holds for what was asked.
  const asked = JSON.stringify(test.variables?.body)
  const body = { providerId, connector, settings }
  const current = asked === JSON.stringify(body)
  const run = () =>
    test.mutate(
      { params: { providerKind: kind }, body },
      { onSuccess: () => onErrors({}), onError: (problem) => onErrors(fieldErrors(problem)) },
    )
  let said: ReactNode = null
  if (current && test.data) said = <Notice tone={test.data.ok ? 'good' : 'bad'}>{test.data.message}</Notice>
  else if (current && test.error)
    said = (
      <Notice tone="bad">
        {test.error.errors.length ? 'Please look at the marked fields.' : test.error.detail}
      </Notice>
    )
  return (
    <div className={classes.test}>
      <Button variant="default" loading={test.isPending} onClick={run}>
        Test connection
      </Button>
      <div className={classes.said}>
        {said ?? <span className={classes.quiet}>Asks with what stands here, saved or not.</span>}
      </div>
    </div>
  )
}
