/** Makes a jurisdiction, or changes one. What it does not speak of, the next wider one decides. */
import { Button, Checkbox, Group, Modal, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type JurisdictionRow, regulations } from '#shared/contracts/regulations.ts'
import { parseMoney } from '#shared/money.ts'
import { regions } from '#shared/regions.ts'
import { jurisdictionKinds, type JurisdictionKind } from '#shared/rules/regulations.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './regulations.module.css'

type Props = { jurisdiction: JurisdictionRow | undefined; onClose: () => void }

const dollars = (cents: number | null | undefined) => (cents == null ? '' : (cents / 100).toFixed(2))
const begin = (row: JurisdictionRow | undefined) => ({
  name: row?.name ?? '',
  kind: row?.kind ?? ('city' as JurisdictionKind),
  state: row?.state ?? '',
  place: row?.place ?? '',
  zips: row?.zips.join(' ') ?? '',
  permitRequired: row ? String(row.permitRequired) : 'null',
  permitFee: dollars(row?.permitFeeCents),
  permitMonths: String(row?.permitMonths ?? ''),
  inspectionMonths: String(row?.inspectionMonths ?? ''),
  registrationFee: dollars(row?.registrationFeeCents),
  licenseNumber: row?.licenseNumber ?? '',
  licenseExpiresOn: row?.licenseExpiresOn ?? '',
  notes: row?.notes ?? '',
  active: row?.active ?? true,
})
type Draft = ReturnType<typeof begin>

/** What cannot be read stays a text, which the contract refuses at its field. */
const amount = (typed: string) => (typed.trim() === '' ? null : (parseMoney(typed) ?? typed))
const number = (typed: string) =>
  typed.trim() === '' ? null : /^\d+$/.test(typed.trim()) ? Number(typed) : typed

const valuesOf = (d: Draft) => ({
  name: d.name,
  kind: d.kind,
  state: d.state,
  place: d.kind === 'city' || d.kind === 'county' ? d.place : null,
  zips: d.kind === 'zips' ? [...new Set(d.zips.split(/[\s,;]+/).filter(Boolean))] : [],
  permitRequired: d.permitRequired === 'null' ? null : d.permitRequired === 'true',
  permitFeeCents: amount(d.permitFee),
  permitMonths: number(d.permitMonths),
  inspectionMonths: number(d.inspectionMonths),
  registrationFeeCents: amount(d.registrationFee),
  licenseNumber: d.licenseNumber,
  licenseExpiresOn: d.licenseExpiresOn,
  notes: d.notes,
  active: d.active,
})

export function JurisdictionDialog({ jurisdiction, onClose }: Props) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(regulations.createJurisdiction)
  const save = useEndpointMutation(regulations.saveJurisdiction)
  const [draft, setDraft] = useState(() => begin(jurisdiction))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const text = (name: keyof Draft & string, path: string = name) => ({
    value: String(draft[name]),
    error: errors[path],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(
      Object.fromEntries(found.map(([path, message]) => [path.replace(/^jurisdiction\./, ''), message])),
    )
    if (problem.code === 'regulations.stale') void invalidate(regulations.jurisdictions)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(regulations.createJurisdiction.body, valuesOf(draft))
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const onSuccess = () => {
      void invalidate(regulations.jurisdictions)
      void invalidate(customers.open)
      toastDone(jurisdiction ? 'Jurisdiction saved.' : `${checked.value.name} was added.`)
      onClose()
    }
    if (jurisdiction)
      save.mutate(
        {
          params: { jurisdictionId: jurisdiction.id },
          body: { version: jurisdiction.version, jurisdiction: checked.value },
        },
        { onSuccess, onError: failed },
      )
    else create.mutate({ body: checked.value }, { onSuccess, onError: failed })
  }
  const problem = create.error ?? save.error
  const zipError = Object.entries(errors).find(([path]) => path.startsWith('zips'))?.[1]
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={jurisdiction ? `Edit ${jurisdiction.name}` : 'New jurisdiction'}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
            </Notice>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput label="Name" withAsterisk data-autofocus maxLength={120} {...text('name')} />
            <Select
              label="Kind"
              description="The narrower one decides"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              data={Object.entries(jurisdictionKinds).map(([value, label]) => ({ value, label }))}
              value={draft.kind}
              error={errors.kind}
              onChange={(kind) => kind && set({ kind: kind as JurisdictionKind })}
            />
            <Select
              label="State"
              withAsterisk
              searchable
              data={regions.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
              value={draft.state || null}
              error={errors.state}
              onChange={(state) => set({ state: state ?? '' })}
            />
            {(draft.kind === 'city' || draft.kind === 'county') && (
              <TextInput
                label={draft.kind === 'city' ? 'City, as in addresses' : 'County, as in addresses'}
                withAsterisk
                maxLength={120}
                {...text('place')}
              />
            )}
          </SimpleGrid>
          {draft.kind === 'zips' && (
            <Textarea
              label="ZIP codes"
              withAsterisk
              description="Five digits each, with spaces or commas between them"
              autosize
              minRows={2}
              maxRows={6}
              {...text('zips')}
              error={zipError}
            />
          )}
          <fieldset className={classes.part}>
            <legend className={classes.columnTitle}>What it demands</legend>
            <p className={classes.none}>
              Leave empty what it does not speak of: the next wider jurisdiction decides.
            </p>
            <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md" verticalSpacing="sm">
              <Select
                label="Alarm permit"
                allowDeselect={false}
                data={[
                  { value: 'null', label: 'Does not say' },
                  { value: 'true', label: 'Required' },
                  { value: 'false', label: 'Not required' },
                ]}
                value={draft.permitRequired}
                onChange={(value) => value && set({ permitRequired: value })}
              />
              <TextInput
                label="Permit fee"
                inputMode="decimal"
                leftSection="$"
                maxLength={12}
                {...text('permitFee', 'permitFeeCents')}
              />
              <TextInput
                label="Permit holds, months"
                inputMode="numeric"
                maxLength={4}
                {...text('permitMonths')}
              />
              <TextInput
                label="Inspection every, months"
                inputMode="numeric"
                maxLength={4}
                placeholder="0: none"
                {...text('inspectionMonths')}
              />
              <TextInput
                label="Registration fee"
                inputMode="decimal"
                leftSection="$"
                maxLength={12}
                {...text('registrationFee', 'registrationFeeCents')}
              />
            </SimpleGrid>
          </fieldset>
          <fieldset className={classes.part}>
            <legend className={classes.columnTitle}>Our license there</legend>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
              <TextInput label="License number" maxLength={60} {...text('licenseNumber')} />
              <TextInput label="License expires" type="date" {...text('licenseExpiresOn')} />
            </SimpleGrid>
          </fieldset>
          <Textarea
            label="Notes"
            description="Shown beside a customer’s permits: where one applies, whom one calls"
            autosize
            minRows={2}
            maxLength={2000}
            {...text('notes')}
          />
          <Checkbox
            label="Active: holds for addresses"
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {jurisdiction ? 'Save jurisdiction' : 'Add jurisdiction'}
            </Button>
          </Group>
          {jurisdiction && (
            <details>
              <summary className={classes.columnTitle}>History</summary>
              <EntityHistory
                endpoint={regulations.jurisdictionHistory}
                input={{ params: { jurisdictionId: jurisdiction.id } }}
                empty="Nothing was changed yet"
              />
            </details>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
