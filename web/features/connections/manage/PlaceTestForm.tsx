/** Place on test: for how long, why, and what the station's operators should read (CON-053). */
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { stationAccounts, type StationAccount } from '#shared/contracts/station-accounts.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useCustomerParams } from '../customer-params.ts'
import classes from './manage.module.css'
import { CallFailed } from './StationPanel.tsx'
import { optionsOf, useChoices, useStationChange } from './use-station.ts'

const hint = (maxMinutes: number): string =>
  maxMinutes >= 2 * 1440 && maxMinutes % 1440 === 0
    ? `At most ${maxMinutes / 1440} days`
    : `At most ${Math.floor(maxMinutes / 60)} hours${maxMinutes % 60 ? ` ${maxMinutes % 60} minutes` : ''}`

export function PlaceTestForm({ account, onClose }: { account: StationAccount; onClose: () => void }) {
  const params = { customerId: useCustomerParams().customerId }
  const { maxMinutes, descriptionLength } = account.parts.tests ?? { maxMinutes: 1440, descriptionLength: 0 }
  const categories = useChoices('tests')
  const [draft, setDraft] = useState({
    category: '',
    hours: maxMinutes >= 120 ? '2' : '0',
    minutes: maxMinutes >= 120 ? '0' : String(Math.min(30, maxMinutes)),
    description: '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const place = useStationChange(stationAccounts.placeTest, {
    shows: stationAccounts.tests,
    done: 'On test: signals are logged, nobody is sent',
  })
  const text = (name: keyof typeof draft) => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const asks = (categories.choices?.length ?? 0) > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const number = (words: string) => (/^\d{1,5}$/.test(words.trim()) ? Number(words) : NaN)
    const checked = check(stationAccounts.placeTest.body, {
      ...draft,
      hours: number(draft.hours || '0'),
      minutes: number(draft.minutes || '0'),
    })
    const found = { ...checked.errors, ...(asks && !draft.category && { category: 'Choose a category' }) }
    setErrors(found)
    if (!checked.value || Object.keys(found).length) return
    place.mutate(
      { params, body: checked.value },
      {
        onSuccess: onClose,
        onError: (problem) =>
          setErrors(
            Object.fromEntries(
              Object.entries(fieldErrors(problem)).map(([path, message]) => [
                path.replace('fields.', ''),
                message,
              ]),
            ),
          ),
      },
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div>
          While on test, {account.company} logs the signals of account {account.accountNumber} and{' '}
          <strong>sends nobody</strong>.
        </div>
        {place.error && Object.keys(errors).length === 0 && (
          <Notice tone="bad" title="Not on test, as far as Keyholder knows.">
            {place.error.detail}
          </Notice>
        )}
        {categories.error && (
          <CallFailed
            error={categories.error}
            busy={categories.isFetching}
            onRetry={() => void categories.refetch()}
          />
        )}
        {(asks || categories.isPending) && (
          <NativeSelect
            label="Category"
            withAsterisk
            disabled={categories.isPending}
            data={optionsOf(categories.choices, '').map((o) => (o.value ? o : { ...o, label: 'Choose…' }))}
            {...text('category')}
          />
        )}
        <div className={classes.duration}>
          <TextInput
            label="Hours"
            inputMode="numeric"
            className="tabular"
            maxLength={4}
            data-autofocus
            {...text('hours')}
          />
          <TextInput
            label="Minutes"
            inputMode="numeric"
            className="tabular"
            maxLength={2}
            description={undefined}
            {...text('minutes')}
          />
          <span className={classes.hint}>{hint(maxMinutes)}</span>
        </div>
        {descriptionLength > 0 && (
          <TextInput label="Description" maxLength={descriptionLength} {...text('description')} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={place.isPending} disabled={categories.isPending}>
            Place on test
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
