/** The street with suggestions as one types, and the ZIP code that knows its city (REC-074). */
import { Autocomplete, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef } from 'react'
import { type AddressSuggestion, type Place, places } from '#shared/contracts/places.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { call } from '#web/api/call.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { AddressVerification } from '../address/AddressVerification.tsx'
import addressClasses from '../address/address.module.css'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { type RecordForm, useDraft } from '../form-context.ts'
import { fieldStyles } from './marks.tsx'

const pauseMs = 200
const placeFields = ['city', 'state', 'zip', 'county'] as const

const lineOf = (s: AddressSuggestion) => `${s.addressLine1}, ${s.city}, ${s.state} ${s.zip ?? ''}`.trim()

/** What was filled in from a ZIP code, and not by hand. */
type Filled = Partial<Record<(typeof placeFields)[number], string>>

/** Puts a place into the form; with `untouched` what somebody has typed, or saved before, stays. */
function fill(form: RecordForm, place: Place, untouched?: Filled): void {
  for (const name of placeFields) {
    const value = place[name]
    if (value === null || !form.mayChange(name) || !form.store.has(name)) continue
    const draft = form.store.draft(name) ?? ''
    // A new record begins with the company's state, which nobody has typed.
    const free = draft === '' || draft === untouched?.[name] || (!form.record && !form.store.isDirty(name))
    if (untouched && !free) continue
    if (untouched) untouched[name] = value
    form.store.set(name, value)
  }
}

export function AddressField({ name }: { name: FieldName }) {
  const { form, check, input } = useFieldProps(name)
  const typed = String(useDraft(name) ?? '')
  const [text] = useDebouncedValue(typed.trim(), pauseMs)
  const asked = !input.disabled && form.store.isDirty(name) && text.length >= 3
  const state = form.store.draft('state')
  const query = { text, state: typeof state === 'string' && state !== '' ? state : undefined }
  const found = useEndpointQuery(places.suggest, { query }, { enabled: asked, staleTime: 60_000 })
  const byLine = new Map((asked ? (found.data?.items ?? []) : []).map((item) => [lineOf(item), item]))
  const choose = (line: string) => {
    const item = byLine.get(line)
    if (!item) return
    form.store.set(name, item.addressLine1)
    fill(form, item)
  }
  return (
    <div className={addressClasses.field}>
      <Autocomplete
        {...input}
        label={<FieldLabel name={name} />}
        classNames={fieldStyles}
        data={[...byLine.keys()]}
        filter={({ options }) => options}
        value={typed}
        // A chosen suggestion arrives here too, as its whole line: `choose` has put the parts into their fields.
        onChange={(value) => byLine.has(value) || form.store.set(name, value)}
        onOptionSubmit={choose}
        onBlur={check}
      />
      <AddressVerification />
    </div>
  )
}

/** A new record begins at the office that serves its ZIP code, unless somebody chose one (ADM-005). */
async function chooseLocation(form: RecordForm, zip: string): Promise<void> {
  if (form.record || !form.store.has('locationId') || form.store.isDirty('locationId')) return
  const { locations } = await import('#shared/contracts/locations.ts')
  const served = (await call(locations.byZip, { params: { zip } }).catch(() => null))?.location
  const offered = form.options.locations.some(
    ({ id, mayCreateCustomer }) => id === served?.id && mayCreateCustomer,
  )
  if (served && offered && !form.store.isDirty('locationId')) form.store.set('locationId', served.id)
}

export function ZipField({ name }: { name: FieldName }) {
  const { form, check, input } = useFieldProps(name)
  const text = String(useDraft(name) ?? '')
  const asked = useRef(text)
  const filled = useRef<Filled>({})
  const leave = async () => {
    check()
    const zip = text.trim()
    if (!/^\d{5}(-\d{4})?$/.test(zip) || zip === asked.current) return
    asked.current = zip
    // A convenience: without an answer the fields simply stay empty.
    const answer = await call(places.byZip, { params: { zip } }).catch(() => null)
    if (answer?.place) fill(form, answer.place, filled.current)
    await chooseLocation(form, zip)
  }
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      className="tabular"
      value={text}
      onChange={(event) => form.store.set(name, event.currentTarget.value)}
      onBlur={() => void leave()}
    />
  )
}
