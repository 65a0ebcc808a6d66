/** /{company}/administration/invoice-items: what invoices charge (BIL-001). */
import { Button, Checkbox, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconReceipt } from '@tabler/icons-react'
import { useState } from 'react'
import type { InvoiceItem } from '#shared/contracts/invoice-values.ts'
import { invoiceItems, invoices } from '#shared/contracts/invoices.ts'
import { parseMoney } from '#shared/money.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { dollars } from './invoice-draft.ts'
import classes from './accounting.module.css'

export function InvoiceItemsPage() {
  useTitle('Invoice Items')
  const { data, error, refetch } = useEndpointQuery(invoiceItems.list, {})
  const [open, setOpen] = useState<InvoiceItem | 'new' | null>(null)
  const may = data?.abilities.modify ?? false
  return (
    <Page>
      <PageHeader
        title="Invoice Items"
        note={data && data.items.length}
        actions={
          may && (
            <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen('new')}>
              New item
            </Button>
          )
        }
      />
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LinesSkeleton count={6} />}
      {data && (
        <Panel>
          {data.items.length === 0 && <EmptyState icon={IconReceipt} title="No items yet" />}
          <ul className={classes.rows} aria-label="Invoice items">
            {data.items.map((item) => (
              <li key={item.id} className={classes.row}>
                <div className={classes.head}>
                  <span className={`${classes.dim} tabular`}>#{item.id}</span>
                  <span className={classes.name}>{item.name}</span>
                  <Money amountCents={item.priceCents} />
                  {item.builtIn && <StatusBox tone="special" label="Built in" />}
                  {!item.active && <StatusBox tone="neutral" label="Inactive" />}
                  {may && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      ml="auto"
                      aria-label={`Edit ${item.name}`}
                      onClick={() => setOpen(item)}
                    >
                      Edit
                    </Button>
                  )}
                </div>
                <div className={classes.facts}>
                  <span>{item.taxable ? 'Taxable' : 'Not taxable'}</span>
                  {item.category && <span>{item.category}</span>}
                  {item.description && <span>{item.description}</span>}
                  {item.builtIn && (
                    <span>The monthly rate: a provider’s app shows the invoices that charge it</span>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {open && <ItemDialog item={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  )
}

function ItemDialog({ item, onClose }: { item: InvoiceItem | null; onClose: () => void }) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(invoiceItems.create)
  const save = useEndpointMutation(invoiceItems.save)
  const remove = useEndpointMutation(invoiceItems.remove)
  const [draft, setDraft] = useState({
    name: item?.name ?? '',
    price: item ? dollars(item.priceCents) : '',
    description: item?.description ?? '',
    category: item?.category ?? '',
    taxable: item?.taxable ?? false,
    active: item?.active ?? true,
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const problem = create.error ?? save.error
  const done = (text: string) => {
    void invalidate(invoiceItems.list)
    void invalidate(invoices.choices)
    toastDone(text)
    onClose()
  }
  const text = (name: 'name' | 'description' | 'category') => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const submit = () => {
    const { price, ...rest } = draft
    const body = { ...rest, priceCents: price.trim() === '' ? 0 : (parseMoney(price) ?? price) }
    const checked = check(invoiceItems.create.body, body)
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    const failed = (failure: Parameters<typeof fieldErrors>[0]) =>
      setErrors(
        Object.fromEntries(
          Object.entries(fieldErrors(failure)).map(([path, said]) => [path.replace(/^fields\./, ''), said]),
        ),
      )
    if (item)
      save.mutate(
        { params: { itemId: item.id }, body: { version: item.version, fields: checked.value } },
        { onSuccess: () => done('The item was saved.'), onError: failed },
      )
    else
      create.mutate(
        { body: checked.value },
        { onSuccess: () => done('The item was added.'), onError: failed },
      )
  }
  return (
    <Modal opened onClose={onClose} title={item ? `Edit ${item.name}` : 'New item'}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          {problem && problem.errors.length === 0 && <Notice tone="bad">{problemText(problem)}</Notice>}
          <TextInput label="Name" withAsterisk data-autofocus maxLength={120} {...text('name')} />
          <TextInput
            label="Price"
            leftSection="$"
            inputMode="decimal"
            placeholder="0.00"
            description="Proposed; each invoice may have another"
            value={draft.price}
            error={errors.priceCents}
            onChange={(event) => setDraft({ ...draft, price: event.currentTarget.value })}
          />
          <TextInput label="Accounting category" maxLength={60} {...text('category')} />
          <Textarea label="Description" autosize minRows={2} maxLength={1000} {...text('description')} />
          <Checkbox
            label="Taxable"
            checked={draft.taxable}
            onChange={(event) => setDraft({ ...draft, taxable: event.currentTarget.checked })}
          />
          {!item?.builtIn && (
            <Checkbox
              label="Active"
              checked={draft.active}
              onChange={(event) => setDraft({ ...draft, active: event.currentTarget.checked })}
            />
          )}
          <div className={classes.buttons}>
            {item && !item.builtIn && item.uses === 0 && (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                title={`Delete ${item.name}?`}
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { itemId: item.id } })
                  done('The item was deleted.')
                }}
              >
                No invoice charges it.
              </ConfirmButton>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {item ? 'Save' : 'Add item'}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
