/** Runs credit: whom to ask, why, and by what consent. Stands in a dialog of the Credit tab and in a step of a wizard. */
import { Button, Checkbox, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { credit, type CreditPage } from '#shared/contracts/credit.ts'
import { consentMethods, creditPurposes } from '#shared/rules/credit.ts'
import { todayIn } from '#shared/time.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { SettingInput } from '#web/ui/SettingInput.tsx'
import { bodyOf, type Bureau, type Draft, emptyDraft } from './credit-draft.ts'
import classes from './credit.module.css'
import { useTakePage } from './use-credit.ts'

type Props = {
  customerId: number
  bureaus: readonly Bureau[]
  /** Once the inquiry is on its way. */
  onAsked: (page: CreditPage) => void
  onCancel?: () => void
}

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** A name that the schema has for a missing choice says nothing to people. */
const missing: Record<string, string> = {
  bureauId: 'Choose a credit bureau',
  'consent.method': 'Choose how the consumer agreed',
  'consent.given': 'Without the consumer’s consent no credit may be run',
}

export function RunCreditForm({ customerId, bureaus, onAsked, onCancel }: Props) {
  const { company } = useMe()
  const take = useTakePage(customerId)
  const run = useEndpointMutation(credit.run)
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(bureaus, todayIn(company.timeZone, new Date())))
  // One form, one inquiry: pressing again after a lost answer asks for the same.
  const [requestKey] = useState(() => crypto.randomUUID())
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [lately, setLately] = useState(false)
  const bureau = bureaus.find(({ id }) => String(id) === draft.bureauId)
  const again = bureau?.recent === true || lately
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = bodyOf(draft, requestKey, again)
    const checked = check(credit.run.body, body)
    if (checked.errors)
      return setErrors(
        Object.fromEntries(
          Object.entries(checked.errors).map(([path, text]) => [path, missing[path] ?? text]),
        ),
      )
    setErrors({})
    run.mutate(
      { params: { customerId }, body: checked.value },
      {
        onSuccess: (page) => (take(page), onAsked(page)),
        onError: (problem: Problem) => {
          setErrors(fieldErrors(problem))
          if (problem.code === 'credit.asked_lately') setLately(true)
        },
      },
    )
  }
  const text = (name: 'addressLine1' | 'city' | 'state' | 'zip') => ({
    value: draft[name],
    error: errors[`previousAddress.${name}`],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const lacks = bureau?.missing ?? []
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Notice tone="attention" title="This is a hard inquiry.">
          It stands in the consumer’s file, and can lower the score. It runs once, however often you press.
        </Notice>
        <NativeSelect
          label="Credit bureau"
          withAsterisk
          data-autofocus
          data={[
            { value: '', label: 'Choose' },
            ...bureaus.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          value={draft.bureauId}
          error={errors.bureauId}
          onChange={(event) => setDraft({ ...draft, bureauId: event.currentTarget.value, extras: {} })}
        />
        {lacks.length > 0 && (
          <Notice tone="bad" title="The record lacks something.">
            Fill in and save on Home: {lacks.map(({ label }) => label).join(', ')}.
          </Notice>
        )}
        {bureau?.extras.map((field) => (
          <SettingInput
            key={`${bureau.id} ${field.name}`}
            field={field}
            value={draft.extras[field.name] ?? (field.type === 'check' ? false : '')}
            error={errors[`extras.${field.name}`]}
            disabled={false}
            saved={false}
            onChange={(value) => setDraft({ ...draft, extras: { ...draft.extras, [field.name]: value } })}
          />
        ))}
        <Checkbox
          label="Give a previous address, too"
          description="Advised where somebody has lived at the address for less than six months"
          checked={draft.moved}
          onChange={(event) => setDraft({ ...draft, moved: event.currentTarget.checked })}
        />
        {draft.moved && (
          <div className={classes.address} role="group" aria-label="Previous address">
            <TextInput label="Street" withAsterisk maxLength={100} {...text('addressLine1')} />
            <TextInput label="City" withAsterisk maxLength={60} {...text('city')} />
            <TextInput label="State" withAsterisk maxLength={2} placeholder="UT" {...text('state')} />
            <TextInput label="ZIP" withAsterisk maxLength={10} inputMode="numeric" {...text('zip')} />
          </div>
        )}
        <fieldset className={classes.consent}>
          <legend>Consent</legend>
          <Stack gap="sm">
            <NativeSelect
              label="Permissible purpose"
              withAsterisk
              data={options(creditPurposes)}
              value={draft.purpose}
              error={errors.purpose}
              onChange={(event) => setDraft({ ...draft, purpose: event.currentTarget.value })}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
              <NativeSelect
                label="How the consumer agreed"
                withAsterisk
                data={[{ value: '', label: 'Choose' }, ...options(consentMethods)]}
                value={draft.method}
                error={errors['consent.method']}
                onChange={(event) => setDraft({ ...draft, method: event.currentTarget.value })}
              />
              <TextInput
                label="On"
                type="date"
                value={draft.consentOn}
                error={errors['consent.on']}
                onChange={(event) => setDraft({ ...draft, consentOn: event.currentTarget.value })}
              />
            </SimpleGrid>
            <Checkbox
              label="The consumer has agreed to this inquiry"
              checked={draft.given}
              error={errors['consent.given']}
              onChange={(event) => setDraft({ ...draft, given: event.currentTarget.checked })}
            />
          </Stack>
        </fieldset>
        <Textarea
          label="Note"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={500}
          value={draft.note}
          error={errors.note}
          onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
        />
        {again && !run.error && (
          <Notice tone="attention" title={`${bureau?.name ?? 'The bureau'} was asked lately.`}>
            Run Credit Again makes another hard inquiry.
          </Notice>
        )}
        {run.error && (
          <Notice tone="bad" title="No credit was run.">
            {run.error.errors.length && run.error.code === 'request.invalid'
              ? 'Please look at the marked fields.'
              : run.error.detail}
          </Notice>
        )}
        <div className={classes.buttons}>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={run.isPending} disabled={lacks.length > 0}>
            {again ? 'Run Credit Again' : 'Run Credit'}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
