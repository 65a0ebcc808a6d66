/** What may be done with a funding: its terms, how far it is, and its money. */
import { Button, Modal, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import {
  type Funding,
  fundingFields,
  fundings,
  fundingState,
  newFundingEntry,
} from '#shared/contracts/funding.ts'
import { formatCents, parseMoney } from '#shared/money.ts'
import {
  fundingEntryKinds,
  type FundingEntryKind,
  fundingOutcomes,
  type FundingOutcome,
  type FundingProgress,
  fundingProgresses,
  holdbackOf,
} from '#shared/rules/funding.ts'
import { check, fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useLocale } from '#web/ui/locale.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { draftOf, emptyDraft, fieldsOf, type FundingDraft, proposedCents } from './funding-draft.ts'
import { useRefreshFundings } from './use-fundings.ts'
import classes from './accounting.module.css'

type Page = Output<typeof fundings.ofCustomer>
type Base = { customerId: number; onClose: () => void }

function Frame(props: {
  title: string
  label: string
  error: Problem | null
  busy: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Modal opened onClose={props.onClose} title={props.title} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          props.onSubmit()
        }}
      >
        <Stack gap="md">
          {props.error && props.error.errors.length === 0 && (
            <Notice tone="bad">{problemText(props.error)}</Notice>
          )}
          {props.children}
          <div className={classes.buttons}>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={props.busy}>
              {props.label}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}

export function FundingForm({ customerId, page, row, onClose }: Base & { page: Page; row: Funding | null }) {
  const { currency } = useLocale()
  const create = useEndpointMutation(fundings.create)
  const save = useEndpointMutation(fundings.save)
  const refresh = useRefreshFundings()
  const [draft, setDraft] = useState<FundingDraft>(() => (row ? draftOf(row) : emptyDraft(page.rateCents)))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const error = (create.error ?? save.error)
  const found: Record<string, string> = {
    ...Object.fromEntries(Object.entries(fieldErrors(error)).map(([path, text]) => [path.replace(/^fields\./, ''), text])),
    ...errors,
  }
  const proposed = proposedCents(draft)
  const held = proposed !== null && /^\d/.test(draft.holdback) ? holdbackOf(proposed, Math.round(Number(draft.holdback) * 10_000) || 0) : 0
  const done = { onSuccess: () => { refresh(); toastDone(row ? 'The funding was saved.' : 'The funding was added.'); onClose() } }
  const text = (name: keyof FundingDraft, label: string, path: string, more: object = {}) => (
    <TextInput
      label={label}
      value={draft[name]}
      error={found[path]}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
      {...more}
    />
  )
  // One that is no longer offered stays where it was chosen.
  const funders = page.funders.filter(({ id, active }) => active || id === row?.funder.id)
  const reasons = page.reasons.filter(({ id, active }) => active || id === row?.reason?.id)
  return (
    <Frame
      title={row ? `Funding by ${row.funder.name}` : 'Add funding'}
      label={row ? 'Save' : 'Add funding'}
      error={error}
      busy={create.isPending || save.isPending}
      onClose={onClose}
      onSubmit={() => {
        if (!draft.funderId) return setErrors({ funderId: 'Choose a funder' })
        const checked = check(fundingFields, fieldsOf(draft))
        setErrors(checked.errors ?? {})
        if (checked.errors) return
        if (row) save.mutate({ params: { customerId, fundingId: row.id }, body: { version: row.version, fields: checked.value } }, done)
        else create.mutate({ params: { customerId }, body: checked.value }, done)
      }}
    >
      {funders.length === 0 && (
        <Notice tone="info">There is no funder yet: Administration, Funders adds them with their terms.</Notice>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="Funder"
          withAsterisk
          data={[{ value: '', label: 'Choose' }, ...funders.map(({ id, name }) => ({ value: String(id), label: name }))]}
          value={draft.funderId}
          error={found.funderId}
          onChange={(event) => {
            const funderId = event.currentTarget.value
            const terms = page.funders.find(({ id }) => String(id) === funderId)
            // The funder's own terms, which may be changed for this contract.
            setDraft({
              ...draft,
              funderId,
              ...(terms && {
                multiple: String(terms.multipleHundredths / 100),
                holdback: String(terms.holdbackPpm / 10_000),
                months: String(terms.chargeBackMonths),
              }),
            })
          }}
        />
        <NativeSelect
          label="Reason funder selected"
          data={[{ value: '', label: '--' }, ...reasons.map(({ id, name }) => ({ value: String(id), label: name }))]}
          value={draft.reasonId}
          error={found.reasonId}
          onChange={(event) => setDraft({ ...draft, reasonId: event.currentTarget.value })}
        />
        {text('rate', 'Monthly rate', 'rateCents', { inputMode: 'decimal' })}
        {text('multiple', 'Times the rate', 'multipleHundredths', { inputMode: 'decimal' })}
        {text('expected', 'Amount expected', 'expectedCents', {
          inputMode: 'decimal',
          placeholder: proposed === null ? '' : (proposed / 100).toFixed(2),
          description: proposed === null ? undefined : `Rate times multiple: ${formatCents(proposed, currency)}`,
        })}
        {text('expectedOn', 'Date expected', 'expectedOn', { type: 'date' })}
        {text('holdback', 'Holdback in percent', 'holdbackPpm', {
          inputMode: 'decimal',
          description: held > 0 ? formatCents(held, currency) : undefined,
        })}
        {text('months', 'Charge-back period in months', 'chargeBackMonths', { inputMode: 'numeric' })}
        {text('reference', 'Reference', 'reference', { maxLength: 60 })}
        {text('grade', 'Grade', 'grade', { maxLength: 20 })}
      </SimpleGrid>
      <Textarea
        label="Notes"
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.notes}
        error={found.notes}
        onChange={(event) => setDraft({ ...draft, notes: event.currentTarget.value })}
      />
    </Frame>
  )
} // prettier-ignore

export function StateForm({ customerId, row, today, onClose }: Base & { row: Funding; today: string }) {
  const set = useEndpointMutation(fundings.setState)
  const refresh = useRefreshFundings()
  const [draft, setDraft] = useState({ progress: row.progress, outcome: row.outcome, outcomeReason: row.outcomeReason, on: today }) // prettier-ignore
  const [errors, setErrors] = useState<Record<string, string>>({})
  const found = { ...fieldErrors(set.error), ...errors }
  return (
    <Frame
      title="How far is it?"
      label="Save"
      error={set.error}
      busy={set.isPending}
      onClose={onClose}
      onSubmit={() => {
        const checked = check(fundingState, { ...draft, version: row.version })
        setErrors(checked.errors ?? {})
        if (checked.errors) return
        set.mutate(
          { params: { customerId, fundingId: row.id }, body: checked.value },
          {
            onSuccess: () => {
              refresh()
              toastDone('The funding was saved.')
              onClose()
            },
          },
        )
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="Progress"
          data={Object.entries(fundingProgresses).map(([value, label]) => ({ value, label }))}
          value={draft.progress}
          error={found.progress}
          onChange={(event) => setDraft({ ...draft, progress: event.currentTarget.value as FundingProgress })}
        />
        <NativeSelect
          label="Outcome"
          data={[
            { value: '', label: 'Not decided' },
            ...Object.entries(fundingOutcomes).map(([value, label]) => ({ value, label })),
          ]}
          value={draft.outcome ?? ''}
          error={found.outcome}
          onChange={(event) =>
            setDraft({ ...draft, outcome: (event.currentTarget.value || null) as FundingOutcome | null })
          }
        />
        <TextInput
          label="On"
          type="date"
          withAsterisk
          value={draft.on}
          error={found.on}
          onChange={(event) => setDraft({ ...draft, on: event.currentTarget.value })}
        />
      </SimpleGrid>
      {draft.outcome && (
        <Textarea
          label="Reason"
          description="What the funder said; needed of a refusal"
          autosize
          minRows={2}
          maxLength={500}
          value={draft.outcomeReason}
          error={found.outcomeReason}
          onChange={(event) => setDraft({ ...draft, outcomeReason: event.currentTarget.value })}
        />
      )}
    </Frame>
  )
}

export function EntryForm({ customerId, row, today, onClose }: Base & { row: Funding; today: string }) {
  const add = useEndpointMutation(fundings.addEntry)
  const refresh = useRefreshFundings()
  const requestKey = useRef(crypto.randomUUID())
  const first: FundingEntryKind = row.receivedCents > 0 && row.heldCents > 0 ? 'holdback_release' : 'payout'
  const [draft, setDraft] = useState<{ kind: FundingEntryKind; amount: string; on: string; reason: string }>({
    kind: first,
    amount: '',
    on: today,
    reason: '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const found = { ...fieldErrors(add.error), ...errors }
  const proposed = {
    payout: Math.max(0, row.remainingCents - row.heldCents),
    holdback: holdbackOf(row.expectedCents, row.holdbackPpm),
    holdback_release: row.heldCents,
    charge_back: Math.max(0, row.receivedCents),
  }[draft.kind]
  return (
    <Frame
      title="Add transaction"
      label="Add transaction"
      error={add.error}
      busy={add.isPending}
      onClose={onClose}
      onSubmit={() => {
        const amountCents = draft.amount.trim() === '' ? proposed : (parseMoney(draft.amount) ?? Number.NaN)
        const { kind, on, reason } = draft
        const checked = check(newFundingEntry, {
          kind,
          amountCents,
          on,
          reason,
          requestKey: requestKey.current,
        })
        setErrors(checked.errors ?? {})
        if (checked.errors) return
        add.mutate(
          { params: { customerId, fundingId: row.id }, body: checked.value },
          {
            onSuccess: () => {
              refresh()
              toastDone(`${fundingEntryKinds[kind]} was noted.`)
              onClose()
            },
            onError: ({ status }) => {
              if (status !== 0) requestKey.current = crypto.randomUUID()
            },
          },
        )
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="What"
          data={Object.entries(fundingEntryKinds).map(([value, label]) => ({ value, label }))}
          value={draft.kind}
          error={found.kind}
          onChange={(event) => setDraft({ ...draft, kind: event.currentTarget.value as FundingEntryKind })}
        />
        <TextInput
          label="Amount"
          withAsterisk
          inputMode="decimal"
          placeholder={(proposed / 100).toFixed(2)}
          value={draft.amount}
          error={found.amountCents}
          onChange={(event) => setDraft({ ...draft, amount: event.currentTarget.value })}
        />
        <TextInput
          label="On"
          type="date"
          withAsterisk
          value={draft.on}
          error={found.on}
          onChange={(event) => setDraft({ ...draft, on: event.currentTarget.value })}
        />
      </SimpleGrid>
      {draft.kind === 'charge_back' && row.chargeBackUntil !== null && row.chargeBackUntil < draft.on && (
        <Notice tone="attention">The charge-back period is over. Ask the funder before you note it.</Notice>
      )}
      <Textarea
        label="Reason"
        withAsterisk={draft.kind === 'charge_back'}
        autosize
        minRows={2}
        maxLength={500}
        value={draft.reason}
        error={found.reason}
        onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
      />
    </Frame>
  )
}
