/** /{company}/administration/order-templates: what is sold together (NEW-040, ADM-008). */
import { Button } from '@mantine/core'
import { IconPlus, IconShoppingCart } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import { type OrderTemplate, orderTemplates } from '#shared/contracts/order-templates.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { OrderedList } from '#web/ui/OrderedList.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import classes from './order-templates.module.css'
import type { orderTemplatesSearch } from './order-templates-search.ts'
import { TemplateDialog } from './TemplateDialog.tsx'

export function OrderTemplatesPage() {
  useTitle('Order Templates')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/order-templates' })
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const { data, error, refetch } = useEndpointQuery(orderTemplates.list, {})
  const sort = useEndpointMutation(orderTemplates.sort)
  /** As one has just put them, until the server's answer is there. */
  const [moved, setMoved] = useState<number[] | null>(null)
  const go = (next: z.output<typeof orderTemplatesSearch>) =>
    void navigate({
      to: '/$company/administration/order-templates',
      params: { company },
      search: next,
      replace: true,
    })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const all = data?.templates ?? []
  const items = moved ? moved.flatMap((id) => all.find((row) => row.id === id) ?? []) : all
  const edited = all.find(({ id }) => id === search.template)
  const move = (keys: (string | number)[]) => {
    setMoved(keys as number[])
    sort.mutate(
      { body: { ids: keys as number[] } },
      {
        onError: toastFailed,
        onSettled: async () => {
          await invalidate(orderTemplates.list)
          setMoved(null)
        },
      },
    )
  }
  const add = (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go({ new: true })}>
      New order template
    </Button>
  )
  return (
    <Page>
      <PageHeader title="Order Templates" note={data && String(all.length)} actions={all.length > 0 && add} />
      <Panel flush>
        {!data ? (
          <LinesSkeleton count={8} />
        ) : items.length === 0 ? (
          <EmptyState icon={IconShoppingCart} title="No order templates yet" action={add}>
            An order template is what your sales reps sell: the monthly rates to choose from, and the packages
            of equipment that go with them.
          </EmptyState>
        ) : (
          <OrderedList
            label="Order Templates"
            items={items}
            keyOf={({ id }) => id}
            nameOf={({ name }) => name}
            onMove={move}
            isMuted={({ active }) => !active}
          >
            {(row) => <Row template={row} onOpen={() => go({ template: row.id })} />}
          </OrderedList>
        )}
      </Panel>
      {data && (search.new || edited) && (
        <TemplateDialog key={edited?.id ?? 'new'} list={data} edited={edited} onClose={() => go({})} />
      )}
    </Page>
  )
}

function Row({ template, onOpen }: { template: OrderTemplate; onOpen: () => void }) {
  const { name, description, rates, packages, active } = template
  return (
    <div className={classes.template}>
      <div className={classes.head}>
        <button type="button" className={classes.name} aria-label={`Edit ${name}`} onClick={onOpen}>
          {name}
        </button>
        <StatusDot tone={active ? 'good' : 'neutral'} label={active ? 'Active' : 'Retired'} />
      </div>
      {description && <div className={classes.dim}>{description}</div>}
      <div className={classes.dim}>
        {rates.length > 0 && <>Rates: {rates.map((rate) => rate.name).join(', ')}</>}
        {rates.length > 0 && packages.length > 0 && ' · '}
        {packages.length > 0 && <>Packages: {packages.map((one) => one.name).join(', ')}</>}
      </div>
    </div>
  )
}
