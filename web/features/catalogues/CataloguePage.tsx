/** One page for every catalogue, drawn from its description (ADM-008). */
import { Button, CloseButton, Menu, TextInput, VisuallyHidden } from '@mantine/core'
import { IconArrowsSort, IconChevronDown, IconListDetails, IconPlus, IconSearch } from '@tabler/icons-react'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { valueText } from '#shared/rules/catalogue-fields.ts'
import { plural } from '#shared/rules/catalogue-definition.ts'
import { catalogueDefinitions, type CatalogueKey } from '#shared/rules/catalogues.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import type { CatalogueSearch } from './catalogue-search.ts'
import classes from './catalogues.module.css'
import { columnsOf } from './columns.tsx'
import { NoValues } from './NoValues.tsx'
import { type Catalogue, from, useCatalogue, useCatalogueChanged, type Value } from './use-catalogue.ts'
import { type Order, useOrder } from './use-order.ts'
import { ValueDrawer } from './ValueDrawer.tsx'

/** Puts members into the address; undefined takes one out. */
function useAddress() {
  const navigate = useNavigate({ from })
  return (change: CatalogueSearch, how: { replace: boolean } = { replace: false }) =>
    void navigate({
      search: (before) => ({ ...before, ...change }),
      replace: how.replace,
      resetScroll: false,
    })
}

export function CataloguePage() {
  const { catalogue } = useParams({ from })
  if (!(catalogue in catalogueDefinitions)) return <NoCatalogue />
  return <KnownCatalogue catalogueKey={catalogue as CatalogueKey} />
}

function NoCatalogue() {
  const { company } = useParams({ from })
  useTitle('Not found')
  return (
    <EmptyState
      isPage
      icon={IconListDetails}
      title="There is no catalogue at this address"
      action={
        <LinkButton variant="default" to="/$company/administration" params={{ company }}>
          Go to administration
        </LinkButton>
      }
    />
  )
}

function KnownCatalogue({ catalogueKey }: { catalogueKey: CatalogueKey }) {
  const catalogue = useCatalogue(catalogueKey)
  const search = useSearch({ from })
  const setAddress = useAddress()
  const { definition, values, abilities, key } = catalogue
  useTitle(definition.label)
  const close = () => setAddress({ open: undefined }, { replace: true })
  const opened = typeof search.open === 'number' ? values?.find(({ id }) => id === search.open) : undefined
  return (
    <Page>
      <PageHeader
        title={definition.label}
        note={definition.help}
        actions={
          abilities.create && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setAddress({ open: 'new' })}>
              New {definition.one}
            </Button>
          )
        }
      />
      {catalogue.error && !values ? (
        <ErrorState error={catalogue.error} onRetry={catalogue.reload} />
      ) : (
        // The parts keep what one does there; another catalogue begins afresh.
        <Values key={key} catalogue={catalogue} />
      )}
      {(opened ?? (search.open === 'new' && values && abilities.create)) && (
        <ValueDrawer
          key={`${key} ${search.open}`}
          catalogue={catalogue}
          value={opened ?? null}
          onClose={close}
        />
      )}
    </Page>
  )
}

function Values({ catalogue }: { catalogue: Catalogue }) {
  const { definition, values, abilities } = catalogue
  const { find = '', inactive } = useSearch({ from })
  const setAddress = useAddress()
  const order = useOrder(catalogue)
  if (values?.length === 0)
    return <NoValues catalogue={catalogue} onNew={() => setAddress({ open: 'new' })} />
  const query = find.toLowerCase()
  const fits = (value: Value) => !query || wordsOf(catalogue, value).includes(query)
  const active = values && order.shown.filter(fits)
  const retired = values?.filter((value) => !value.active && fits(value)) ?? []
  const canSort = abilities.modify && !query && (values?.filter((value) => value.active).length ?? 0) > 1
  const areShown = inactive === 'shown' || (query !== '' && retired.length > 0)
  return (
    <>
      <div className={`${classes.tools} no-print`}>
        <Search label={`Search ${definition.label}`} />
        {canSort && <SortMenu catalogue={catalogue} order={order} />}
      </div>
      <Panel flush>
        <Table
          catalogue={catalogue}
          label={definition.label}
          rows={active}
          order={canSort ? order : null}
          empty={
            <EmptyState
              icon={query ? IconSearch : IconListDetails}
              title={query ? `No active ${definition.one} fits “${find}”` : `No ${definition.one} is active`}
            >
              {query
                ? 'Look for another part of its name.'
                : `Forms offer no ${definition.one} until you activate one.`}
            </EmptyState>
          }
        />
      </Panel>
      <VisuallyHidden aria-live="assertive">{order.said}</VisuallyHidden>
      {retired.length > 0 && (
        <>
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            className={classes.fold}
            aria-expanded={areShown}
            leftSection={
              <IconChevronDown size={14} data-open={areShown || undefined} className={classes.chevron} />
            }
            onClick={() =>
              setAddress({ inactive: inactive === 'shown' ? undefined : 'shown' }, { replace: true })
            }
          >
            {retired.length} inactive
          </Button>
          {areShown && (
            <Panel flush>
              <Table
                catalogue={catalogue}
                label={`Inactive ${plural(definition.one)}`}
                rows={retired}
                order={null}
              />
            </Panel>
          )}
        </>
      )}
    </>
  )
}

/** Applies itself while one types, and follows the address when that changes. */
function Search({ label }: { label: string }) {
  const { find = '' } = useSearch({ from })
  const setAddress = useAddress()
  const [typed, setTyped] = useState(find)
  useEffect(() => setTyped((now) => (now.trim() === find ? now : find)), [find])
  const type = (text: string) => {
    setTyped(text)
    setAddress({ find: text.trim() || undefined }, { replace: true })
  }
  return (
    <TextInput
      className={classes.find}
      aria-label={label}
      placeholder="Search"
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={typed && <CloseButton size="xs" aria-label="Clear the search" onClick={() => type('')} />}
      maxLength={80}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}

/** All that a value is found by. */
const wordsOf = ({ definition, texts }: Catalogue, { name, data }: Value): string =>
  [
    name,
    ...Object.entries(definition.fields).map(([field, f]) => valueText(f, data[field] ?? null, texts) ?? ''),
  ]
    .join(' ')
    .toLowerCase()

type TableProps = {
  catalogue: Catalogue
  label: string
  rows: Value[] | undefined
  order: Order | null
  empty?: React.ReactNode
}

function Table({ catalogue, label, rows, order, empty }: TableProps) {
  const { company } = useParams({ from: '/$company' })
  const me = useMe()
  const search = useSearch({ from })
  const switchActive = useSwitchActive(catalogue)
  const columns = columnsOf({
    catalogue,
    company,
    breakout: me.company.settings.mmrBreakout,
    order,
    onActive: switchActive,
  })
  return (
    <div className={classes.table}>
      <DataTable
        label={label}
        columns={columns}
        frozen={order ? 2 : 1}
        rows={rows}
        rowKey={(value) => value.id}
        rowLink={(value) =>
          linkOptions({
            to: from,
            params: { company, catalogue: catalogue.key },
            search: { ...search, open: value.id },
            resetScroll: false,
          })
        }
        isMuted={(value) => !value.active}
        empty={empty}
        skeletons={8}
      />
    </div>
  )
}

/** Switches a value off or on at once; it can be taken back. */
function useSwitchActive({ key, reload }: Catalogue) {
  const save = useEndpointMutation(catalogues.save)
  const changed = useCatalogueChanged()
  const put = async ({ id, version, name }: Pick<Value, 'id' | 'version' | 'name'>, active: boolean) => {
    try {
      const saved = await save.mutateAsync({
        params: { catalogue: key, valueId: id },
        body: { version, active },
      })
      await changed()
      toastDone(
        active
          ? `“${name}” is offered again.`
          : `“${name}” is no longer offered. Records that have it keep it.`,
        { undo: () => void put(saved, !active) },
      )
    } catch (error) {
      toastFailed(error)
      reload()
    }
  }
  return (value: Value, active: boolean) => void put(value, active)
}

function SortMenu({ catalogue, order }: { catalogue: Catalogue; order: Order }) {
  const { definition } = catalogue
  const { namedBy } = definition
  const collator = new Intl.Collator('en-US', { numeric: true })
  const sort = (compare: (a: Value, b: Value) => number) => {
    const before = order.shown.map(({ id }) => id)
    const next = order.shown.toSorted(compare).map(({ id }) => id)
    if (next.join() === before.join()) return toastDone('They stand in this order already.')
    order.put(next)
    toastDone('Sorted.', { undo: () => order.put(before) })
  }
  const amountOf = ({ data }: Value) => Number(data[namedBy ?? ''] ?? Infinity)
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconArrowsSort size={14} />}>
          Sort
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => sort((a, b) => collator.compare(a.name, b.name))}>
          By name, A to Z
        </Menu.Item>
        {namedBy && (
          <Menu.Item onClick={() => sort((a, b) => amountOf(a) - amountOf(b))}>
            By {definition.fields[namedBy]!.label.toLowerCase()}, lowest first
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
