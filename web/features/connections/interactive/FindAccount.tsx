/** Looks an account up at the provider, shows what differs, and links it (CON-033 to 035). */
import { Button, TextInput } from '@mantine/core'
import { IconLink, IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { interactive, type SubscriberMatch } from '#shared/contracts/interactive.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { DiscrepancyList } from '../DiscrepancyList.tsx'
import { CallFailed } from '../manage/StationPanel.tsx'
import { useRequest } from '../manage/use-station.ts'
import { type Provider, useAddSearch } from './AddPage.tsx'
import { stateWords } from './interactive-words.ts'
import classes from './interactive.module.css'
import { useSettle } from './use-interactive.ts'

export function FindAccount({ provider }: { provider: Provider }) {
  const { customerId } = useCustomerParams()
  const { search, set } = useAddSearch()
  const [text, setText] = useState(search.text ?? '')
  const find = useRequest(interactive.find)
  const look = (asked: string) =>
    find.request({ params: { customerId }, body: { providerId: provider.id, text: asked } })
  // An address that was copied opens what it showed.
  useEffect(() => {
    if (search.text) void look(search.text)
    // Only once: later searches are asked for by the button.
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim()) return
    set({ text: text.trim(), found: undefined })
    void look(text.trim())
  }
  const matches = find.data?.matches
  const chosen = matches?.find(({ externalId, taken }) => externalId === search.found && taken === null)
  return (
    <>
      <Panel>
        <form onSubmit={submit} className={classes.search} role="search">
          <TextInput
            aria-label={`Look up at ${provider.name}`}
            placeholder="Login, account ID, device or e-mail"
            leftSection={<IconSearch size={16} aria-hidden />}
            maxLength={100}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" loading={find.pending} disabled={!text.trim()}>
            Look up
          </Button>
        </form>
      </Panel>
      {find.error !== undefined && <CallFailed error={find.error} busy={find.pending} onRetry={find.again} />}
      {matches?.length === 0 && (
        <Notice tone="neutral" title="Nothing found.">
          {provider.name} has no account of yours with “{search.text}” as its login, number, device or e-mail
          address.
        </Notice>
      )}
      {matches && matches.length > 0 && !chosen && (
        <Panel
          title={`${matches.length} ${matches.length === 1 ? 'account' : 'accounts'} at ${provider.name}`}
          flush
        >
          <ul className={classes.matches}>
            {matches.map((match) => (
              <MatchRow
                key={match.externalId}
                match={match}
                onCompare={() => set({ found: match.externalId })}
              />
            ))}
          </ul>
        </Panel>
      )}
      {chosen && (
        <Compared
          provider={provider}
          match={chosen}
          reading={find.pending}
          onReadAgain={() => look(search.text ?? '')}
          onCancel={() => set({ found: undefined })}
        />
      )}
    </>
  )
}

function MatchRow({ match, onCompare }: { match: SubscriberMatch; onCompare: () => void }) {
  const { name, login, externalId, address, state, plan, deviceSerial, taken, differences } = match
  const words = stateWords(state)
  const facts = [address, plan, deviceSerial && `device ${deviceSerial}`].filter(Boolean)
  return (
    <li className={classes.match}>
      <div className={classes.matchText}>
        <div>
          <strong>{name || 'Without a name'}</strong> <StatusDot tone={words.tone} label={words.label} />
        </div>
        <div className="tabular">
          {login || 'No login'} · {externalId}
        </div>
        <div className={styles.none}>{facts.join(' · ')}</div>
        {taken && <div className={classes.refusal}>{taken}. Unlink it there first.</div>}
      </div>
      {!taken && (
        <Button variant="default" onClick={onCompare} aria-label={`Compare ${login || externalId}`}>
          {differences.length === 0
            ? 'Agrees, compare'
            : `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}, compare`}
        </Button>
      )}
    </li>
  )
}

type ComparedProps = {
  provider: Provider
  match: SubscriberMatch
  reading: boolean
  onReadAgain: () => Promise<unknown>
  onCancel: () => void
}

function Compared({ provider, match, reading, onReadAgain, onCancel }: ComparedProps) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle()
  const [redrawn, setRedrawn] = useState(false)
  const name = match.login || match.externalId
  const toPage = () =>
    void navigate({ to: '/$company/customers/$customerId/connections/isp', params, search: {} })
  const link = useEndpointMutation(interactive.link, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(`Linked to ${name} at ${provider.name}`)
      toPage()
    },
    onError: async (error) => {
      settle()
      if (error.code !== 'interactive.changed_meanwhile') return
      await onReadAgain()
      setRedrawn(true)
      link.reset()
    },
  })
  const { differences, equal, seen, externalId } = match
  return (
    <DiscrepancyList
      discrepancies={{
        company: provider.name,
        accountNumber: name,
        inService: true,
        differences,
        equal,
        seen,
      }}
      reading={reading}
      redrawn={redrawn}
      onCancel={onCancel}
      deed={{
        label: 'Link',
        icon: <IconLink size={16} />,
        tell: ({ ours, theirs }) =>
          differences.length > 0
            ? `${ours} of ours ${ours === 1 ? 'overwrites' : 'overwrite'} theirs${theirs > 0 ? `, ${theirs} of theirs ${theirs === 1 ? 'is' : 'are'} taken over here` : ''}.`
            : 'Nothing will be overwritten.',
        warning: (
          <Notice tone="attention" title="Ours overwrites theirs.">
            When you link, what stands here replaces what stands at {provider.name}, unless you choose theirs
            for a field.
          </Notice>
        ),
        undone: 'Not linked.',
        nothing: 'nothing was linked',
        needsTheirs: false,
        isPending: link.isPending,
        error: link.error?.code === 'interactive.changed_meanwhile' ? null : link.error,
        run: (body) =>
          link.mutate({
            params: { customerId: params.customerId },
            body: { providerId: provider.id, externalId, ...body },
          }),
      }}
    />
  )
}
