/**
 * The form's part in guided flows: the Information step, which makes the customer or converts the lead, and steps that ask
 * for chosen fields of a record (NEW-010, NEW-011, NEW-016).
 */
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { type Customer, customers, mask } from '#shared/contracts/customers.ts'
import { customIdOf, customKey, type FieldKey } from '#shared/rules/custom-fields.ts'
import {
  field,
  type FieldName,
  fieldNames,
  type FieldValues,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { mayEnter, shownFields } from './CreatePage.tsx'
import { customFieldsOf, recordValues } from './form/custom-draft.ts'
import { focusField } from './form/form-context.ts'
import { type FormStep, type RecordForm as Form } from './form/form-context.ts'
import { FormStore } from './form/form-store.ts'
import { cardsOf } from './form/layout.ts'
import { RecordForm, useFormSurroundings } from './form/RecordForm.tsx'
import { startingValues } from './form/starting-values.ts'
import { fieldCards, informationCards, preCheckFields } from './form/step-layout.ts'
import { usePreCheckDraft } from './form/use-precheck-draft.ts'
import { type FormOptions, formSettings } from './form/visible.ts'

type StepField = { name: string; required: boolean }
type Make = NonNullable<FormStep['make']>['call']

const optionsStaleMs = 5 * 60_000

type Shared = {
  fields: readonly StepField[]
  label: string
  beside?: ReactNode
  onDone: (saved: Customer) => void
}

const requiredOf = (fields: readonly StepField[]): Set<FieldKey> =>
  new Set(fields.flatMap(({ name, required }) => (required ? [name as FieldKey] : [])))
const ownOf = (fields: readonly StepField[]): FieldName[] =>
  fields.flatMap(({ name }) => (customIdOf(name) === null ? [name as FieldName] : []))
const customOf = (fields: readonly StepField[]): number[] =>
  fields.flatMap(({ name }) => customIdOf(name) ?? [])

function WithOptions({ children }: { children: (options: FormOptions) => ReactNode }) {
  const options = useEndpointQuery(customers.options, {}, { staleTime: optionsStaleMs })
  if (options.data) return children(options.data)
  if (options.error) return <ErrorState error={options.error} onRetry={() => void options.refetch()} />
  return <LinesSkeleton count={10} />
}

type MakerProps = Shared & {
  make: Make
  /** The whole form, with the chosen custom fields on top (NEW-011). */
  single: boolean
  /** The lead that becomes a customer; absent: somebody new. */
  lead?: Customer
}

/** The Information step. */
export const InformationPicker = (props: MakerProps) => (
  <WithOptions>{(options) => <Maker {...props} options={options} />}</WithOptions>
)

/** A lead's values as the customer's form begins with them. The location is chosen anew, as in the plain conversion. */
function valuesOfLead(lead: Customer, names: readonly FieldName[], starting: FieldValues): FieldValues {
  const known = names.map((name) => [name, hasField(name, 'lead') ? lead.fields[name] : starting[name]])
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as FieldValues
}

function Maker({
  fields,
  label,
  beside,
  onDone,
  make,
  single,
  lead,
  options,
}: MakerProps & { options: FormOptions }) {
  const me = useMe()
  const surroundings = useFormSurroundings()
  const [store] = useState(() => {
    const chosen = new Set(customOf(fields))
    // What the company demands of every customer is asked here, chosen or not.
    const customFields = customFieldsOf(options, 'customer', lead ?? null).filter(
      ({ id, required }) => single || required || chosen.has(id),
    )
    const names = shownFields('customer', me)
    const starting = startingValues('customer', names, me.company.settings.defaults, {
      ...surroundings,
      options,
    })
    const base = lead ? valuesOfLead(lead, names, { ...starting, locationId: null }) : starting
    const made = new FormStore(recordValues(base, lead ?? null, customFields), 0, customFields)
    if (lead && starting.locationId != null) made.setValue('locationId', starting.locationId)
    return made
  })
  const offered = usePreCheckDraft(store, 'customer', options)
  const preCheck = lead ? undefined : offered
  const ticked = preCheck?.ticked === true
  const form = useMemo<Form>(() => {
    const modifiable = lead && new Set(lead.abilities.modify)
    const further = [...ownOf(fields), ...(ticked ? preCheckFields : [])]
    return {
      ...surroundings,
      store,
      kind: 'customer',
      options,
      record: null,
      settings: formSettings(me.company.settings, false),
      mayChange: (name: FieldName) =>
        modifiable && hasField(name, 'lead')
          ? modifiable.has(name) && lead.fields[name] !== mask
          : mayEnter(name, 'customer', me),
      mayChangeCustom: lead ? lead.abilities.custom : true,
      preCheck,
      step: {
        cards: single ? cardsOf('customer') : informationCards(further),
        top: single ? customOf(fields) : [],
        required: requiredOf(fields),
        label,
        beside,
        make: { call: make, isNew: !lead },
      },
    }
  }, [surroundings, store, options, me, preCheck, ticked, fields, label, beside, make, lead, single])
  // One comes here to type: the name is what is known first.
  useEffect(() => focusField(lead ? 'locationId' : 'firstName'), [])
  return <RecordForm form={form} readOnly={false} onCreated={onDone} />
}

type FieldsProps = Shared & {
  record: Customer
  /** Looks at the Information step again: its usual fields, too. */
  information?: boolean
}

/** A step that asks for fields of a record that exists. */
export const FieldsPicker = (props: FieldsProps) => (
  <WithOptions>{(options) => <Fields key={props.record.kind} {...props} options={options} />}</WithOptions>
)

function Fields(props: FieldsProps & { options: FormOptions }) {
  const { record, fields, label, beside, onDone, information = false, options } = props
  const { company } = useMe()
  const surroundings = useFormSurroundings()
  const kind: RecordKind = record.kind
  const [store] = useState(() => {
    const chosen = new Set(customOf(fields))
    const customFields = customFieldsOf(options, kind, record).filter(({ id }) => chosen.has(id))
    return new FormStore(
      recordValues(record.fields as FieldValues, record, customFields),
      record.version,
      customFields,
    )
  })
  // Another tab of the page may have saved meanwhile: what is unsaved here stays.
  useEffect(() => {
    if (record.version > store.version)
      store.rebase(recordValues(record.fields as FieldValues, record, store.customFields), record.version, {})
  }, [record, store])
  const form = useMemo<Form>(() => {
    const modifiable = new Set(record.abilities.modify)
    const own = ownOf(fields).filter((name) => hasField(name, kind) && fieldNames.includes(name))
    return {
      ...surroundings,
      store,
      kind,
      options,
      record,
      settings: formSettings(company.settings, (record.header.children?.length ?? 0) > 0),
      mayChange: (name: FieldName) =>
        modifiable.has(name) && record.fields[name] !== mask && !field(name).readOnly,
      mayChangeCustom: record.abilities.custom,
      step: {
        cards: information && kind === 'customer' ? informationCards(own) : fieldCards(kind, own),
        top: [],
        required: new Set(
          [...requiredOf(fields)].filter(
            (name) => customIdOf(name) === null || store.customField(customKey(customIdOf(name)!)),
          ),
        ),
        label,
        beside,
      },
    }
  }, [surroundings, store, options, record, company.settings, fields, label, beside, information, kind])
  return <RecordForm form={form} readOnly={false} onCreated={onDone} />
}
