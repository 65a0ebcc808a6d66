/**
 * Chooses an order for a customer and applies it: template, monthly rate, package, further equipment, Sold By (NEW-040).
 * It is the Order step of guided creation and the dialog of the Sale card.
 */
import { Button, Radio, Select, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { orderTemplates } from '#shared/contracts/order-templates.ts'
import { parseMoney } from '#shared/money.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { type Extra, ExtraLines } from './ExtraLines.tsx'
import classes from './order-templates.module.css'

type Choices = Output<typeof orderTemplates.choices>
type Props = {
  customerId: number
  /** Once it is applied. */
  onApplied: () => void
  /** What stands beside the button that applies: Skip, Cancel. */
  beside: ReactNode
  /** The record is being made: the button says that one goes on. */
  continues?: boolean
}

export function OrderPicker(props: Props) {
  const params = { customerId: props.customerId }
  const { data, error, refetch } = useEndpointQuery(orderTemplates.choices, { params })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  return <OrderForm {...props} choices={data} />
}

function OrderForm({
  customerId,
  onApplied,
  beside,
  continues = false,
  choices,
}: Props & { choices: Choices }) {
  const { templates, sellers, abilities } = choices
  const { invalidateParams } = useInvalidate()
  const apply = useEndpointMutation(orderTemplates.apply)
  const [only, ...others] = templates
  const [draft, setDraft] = useState({
    templateId: only && others.length === 0 ? String(only.id) : '',
    mmrId: '',
    packageId: '',
    soldById: choices.soldById === null ? '' : String(choices.soldById),
  })
  const [extras, setExtras] = useState<Extra[]>([])
  const [errors, setErrors] = useState<Record<string, string>>({})
  const form = useRef<HTMLFormElement>(null)
  // The field may lie beyond the window's edge on a phone.
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors])
  const template = templates.find(({ id }) => String(id) === draft.templateId)
  const sells = draft.packageId !== '' || extras.length > 0
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const numberOr = (text: string) => (text === '' ? null : Number(text))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(orderTemplates.apply.body, {
      version: choices.version,
      templateId: numberOr(draft.templateId),
      mmrId: numberOr(draft.mmrId),
      packageId: numberOr(draft.packageId),
      soldById: sells ? numberOr(draft.soldById) : null,
      extras: extras.map(({ itemId, quantity, charge, wireTypeId }) => ({
        itemId: Number(itemId),
        quantity: /^\d+$/.test(quantity.trim()) ? Number(quantity) : quantity,
        chargeCents: charge.trim() === '' ? null : (parseMoney(charge) ?? charge),
        wireTypeId: numberOr(wireTypeId),
      })),
    })
    const found: Record<string, string> = { ...checked.errors }
    for (const [index, { itemId }] of extras.entries())
      if (itemId === '') found[`extras.${index}.itemId`] = 'Choose an item'
    if (template && template.rates.length > 0 && draft.mmrId === '')
      found['mmrId'] = 'Choose the monthly monitoring rate'
    if (sells && draft.soldById === '') found['soldById'] = 'Choose who sold this'
    setErrors(found)
    if (checked.errors || Object.keys(found).length) return
    apply.mutate(
      { params: { customerId }, body: checked.value },
      {
        onSuccess: ({ name, devices }) => {
          toastDone(
            devices > 0
              ? `“${name}” was applied: ${devices} ${devices === 1 ? 'device' : 'devices'} added.`
              : `“${name}” was applied.`,
          )
          void invalidateParams({ customerId })
          onApplied()
        },
        onError: (problem) => {
          setErrors(
            Object.fromEntries(
              Object.entries(fieldErrors(problem)).map(([path, text]) => [
                path.replace(/^fields\./, ''),
                text,
              ]),
            ),
          )
          if (problem.code === 'customers.stale') void invalidateParams({ customerId })
        },
      },
    )
  }
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Stack gap="md">
        {apply.error && apply.error.errors.length === 0 && (
          <Notice tone="bad" title="Nothing was applied.">
            {problemText(apply.error)}
            {apply.error.code === 'customers.stale' && ' Try again.'}
          </Notice>
        )}
        {!abilities.rate && (
          <Notice tone="neutral" title="The monthly rate cannot be changed.">
            It needs the permission “Customer Page - Sale Information: Modify”. Equipment can be ordered
            alone.
          </Notice>
        )}
        {templates.length > 0 && abilities.rate && (
          <Radio.Group
            label="Order template"
            value={draft.templateId}
            error={errors['templateId']}
            onChange={(templateId) => set({ templateId, mmrId: '', packageId: '' })}
          >
            <div className={classes.cards}>
              <Choice
                value=""
                label="None"
                description="Equipment alone, or nothing"
                chosen={draft.templateId}
              />
              {templates.map(({ id, name, description }) => (
                <Choice
                  key={id}
                  value={String(id)}
                  label={name}
                  description={description}
                  chosen={draft.templateId}
                />
              ))}
            </div>
          </Radio.Group>
        )}
        {template && template.rates.length > 0 && (
          <Select
            label="Monthly Monitoring Charge"
            placeholder="Choose"
            withAsterisk
            searchable
            openOnFocus={false}
            maw={360}
            data={template.rates.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={draft.mmrId || null}
            error={errors['mmrId']}
            onChange={(mmrId) => set({ mmrId: mmrId ?? '' })}
          />
        )}
        {template && template.packages.length > 0 && abilities.equipment && (
          <Radio.Group
            label="Equipment package"
            value={draft.packageId}
            error={errors['packageId']}
            onChange={(packageId) => set({ packageId })}
          >
            <div className={classes.cards}>
              <Choice value="" label="None" description="" chosen={draft.packageId} />
              {template.packages.map(({ id, name, contents, devices }) => (
                <Choice
                  key={id}
                  value={String(id)}
                  label={`${name} (${devices})`}
                  description={contents}
                  chosen={draft.packageId}
                />
              ))}
            </div>
          </Radio.Group>
        )}
        {abilities.equipment && (
          <ExtraLines lines={extras} choices={choices} errors={errors} onChange={setExtras} />
        )}
        {sells && (
          <Select
            label="Sold By"
            placeholder="Choose"
            withAsterisk
            searchable
            openOnFocus={false}
            maw={360}
            data={sellers.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={draft.soldById || null}
            error={errors['soldById']}
            onChange={(soldById) => set({ soldById: soldById ?? '' })}
          />
        )}
        <div className={classes.buttons}>
          <span />
          {beside}
          <Button type="submit" loading={apply.isPending} disabled={draft.templateId === '' && !sells}>
            {continues ? 'Apply & continue' : 'Apply order'}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

type ChoiceProps = { value: string; label: string; description: string; chosen: string }

const Choice = ({ value, label, description, chosen }: ChoiceProps) => (
  <Radio
    className={classes.card}
    data-checked={value === chosen || undefined}
    value={value}
    label={label}
    description={description || undefined}
  />
)
