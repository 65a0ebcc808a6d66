/** A new account on the page: linked if the provider has it, else created or ordered there (CON-070, CON-033). */
import { NativeSelect, SegmentedControl } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { IconChevronLeft } from '@tabler/icons-react'
import type { InteractivePage } from '#shared/contracts/interactive.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import styles from '../connections.module.css'
import { ConnectionsNav } from '../ConnectionsNav.tsx'
import { useCustomerParams } from '../customer-params.ts'
import manage from '../manage/manage.module.css'
import { CreateAccount } from './CreateAccount.tsx'
import { FindAccount } from './FindAccount.tsx'
import type { AddSearch, AddWay } from './interactive-search.ts'
import classes from './interactive.module.css'
import { useInteractive } from './use-interactive.ts'

export type Provider = InteractivePage['providers'][number]

export function AddPage() {
  const params = useCustomerParams()
  const { data, error, refetch } = useInteractive()
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ConnectionsNav />
      <div className={manage.head}>
        <Link to="/$company/customers/$customerId/connections/isp" params={params} className={manage.back}>
          <IconChevronLeft size={15} aria-hidden /> Interactive services
        </Link>
        <h2 className={manage.title}>Add an account</h2>
      </div>
      {!data ? (
        <div role="status" aria-label="Loading the providers">
          <LinesSkeleton count={6} />
        </div>
      ) : data.disabledReason !== null || data.providers.length === 0 ? (
        <Panel>
          <EmptyState title="Nothing can be added">
            {data.disabledReason ??
              'No provider is set up that Keyholder speaks to, or you may not change connections. Providers are set up under Administration, Interactive services providers.'}
          </EmptyState>
        </Panel>
      ) : (
        <Ways providers={data.providers} />
      )}
    </>
  )
}

export function useAddSearch() {
  const from = '/$company/customers/$customerId/connections/isp/add' as const
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const set = (change: AddSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  return { search, set }
}

function Ways({ providers }: { providers: readonly Provider[] }) {
  const { search, set } = useAddSearch()
  const provider = providers.find(({ id }) => id === search.provider) ?? providers[0]!
  const ways: { value: AddWay; label: string }[] = [
    { value: 'link', label: 'Link existing' },
    ...(provider.mayCreate ? [{ value: 'customer' as const, label: 'Create account' }] : []),
    ...(provider.mayCommit ? [{ value: 'commitment' as const, label: 'Order commitment' }] : []),
  ]
  const way = ways.find(({ value }) => value === search.way)?.value ?? 'link'
  return (
    <>
      <div className={classes.ways}>
        {providers.length > 1 ? (
          <NativeSelect
            aria-label="Provider"
            data={providers.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(provider.id)}
            onChange={(event) =>
              set({ provider: Number(event.currentTarget.value), text: undefined, found: undefined })
            }
          />
        ) : (
          <strong>{provider.name}</strong>
        )}
        <SegmentedControl
          aria-label="How the account is added"
          data={ways}
          value={way}
          onChange={(value) => set({ way: value as AddWay })}
        />
      </div>
      {way === 'link' ? (
        <FindAccount key={provider.id} provider={provider} />
      ) : (
        <CreateAccount key={`${provider.id} ${way}`} provider={provider} kind={way} />
      )}
      <p className={styles.none} style={{ margin: 0, fontSize: 12 }}>
        {provider.honesty}
      </p>
    </>
  )
}
