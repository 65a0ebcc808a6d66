/** A payable by hand, and what may be changed of one: payee, dates, notes, and the lines that people enter. */
import { ActionIcon, Button, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { type Payable, payables } from '#shared/contracts/payables.ts'
import { parseMoney } from '#shared/money.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { PayableDialog } from './PayableDialogs.tsx'
import type { PayablesOf } from './PayablesPage.tsx'
import { useRefreshPayables } from './use-payables.ts'
import classes from './accounting.module.css'
import own from './payables.module.css'

type Props = { customerId: number; page: PayablesOf; row: Payable | null; onClose: () => void }
type Line = { key: number; name: string; description: string; amount: string }
const outside = 'outside'
let keys = 0
const newLine = (): Line => ({ key: ++keys, name: '', description: '', amount: '' })

const begin = (row: Payable | null, today: string) => ({
  functionId: row?.function ? String(row.function.id) : '',
  payee: row ? (row.payee.userId === null ? outside : String(row.payee.userId)) : '',
  payeeName: row && row.payee.userId === null ? row.payee.name : '',
  earnedOn: row?.earnedOn ?? today,
  noteToPayee: row?.noteToPayee ?? '',
  notes: row?.notes ?? '',
  lines: row
    ? row.lines.filter(({ byRule }) => !byRule).map(({ name, description, amountCents }): Line => ({ key: ++keys, name, description, amount: (amountCents / 100).toFixed(2) }))
    : [newLine()],
}) // prettier-ignore

export function PayableForm({ customerId, page, row, onClose }: Props) {
  const create = useEndpointMutation(payables.create)
  const save = useEndpointMutation(payables.save)
  const refresh = useRefreshPayables()
  const [draft, setDraft] = useState(() => begin(row, page.today))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const error = create.error ?? save.error
  const found: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(fieldErrors(error)).map(([path, text]) => [path.replace(/^fields\./, ''), text]),
    ),
    ...errors,
  }
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const byRule = row?.lines.filter((line) => line.byRule) ?? []
  const linesOpen = !row || row.abilities.lines
  const done = {
    onSuccess: () => {
      refresh()
      toastDone(row ? 'The payable was saved.' : 'The payable was added.')
      onClose()
    },
  }
  const submit = () => {
    if (!draft.payee) return setErrors({ payeeUserId: 'Choose who is paid' })
    const fields = {
      functionId: draft.functionId ? Number(draft.functionId) : null,
      payeeUserId: draft.payee === outside ? null : Number(draft.payee),
      payeeName: draft.payee === outside ? draft.payeeName.trim() || null : null,
      earnedOn: draft.earnedOn,
      noteToPayee: draft.noteToPayee,
      notes: draft.notes,
      lines: draft.lines.map(({ name, description, amount }) => ({
        name,
        description,
        amountCents: parseMoney(amount) ?? Number.NaN,
      })),
    }
    const checked = check(payables.create.body, fields)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    if (row)
      save.mutate(
        { params: { customerId, payableId: row.id }, body: { version: row.version, fields: checked.value } },
        done,
      )
    else create.mutate({ params: { customerId }, body: checked.value }, done)
  }
  const fixed = row !== null && (!linesOpen || row.payments.length > 0)
  return (
    <PayableDialog
      title={row ? `Payable #${row.id}` : 'New payable'}
      label={row ? 'Save' : 'Add payable'}
      size="lg"
      error={error}
      busy={create.isPending || save.isPending}
      onClose={onClose}
      onSubmit={submit}
    >
      {row && !linesOpen && <Notice tone="info">Its amounts stay as they are. Notes can be changed.</Notice>}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="Payee"
          data-autofocus
          withAsterisk
          disabled={fixed}
          data={[
            { value: '', label: 'Choose' },
            { value: outside, label: 'Somebody outside the company' },
            ...page.users
              .filter(({ id, active }) => active || id === row?.payee.userId)
              .map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          value={draft.payee}
          error={found['payeeUserId'] ?? (draft.payee === outside ? undefined : found['payee'])}
          onChange={(event) => set({ payee: event.currentTarget.value })}
        />
        {draft.payee === outside ? (
          <TextInput
            label="Name of the payee"
            withAsterisk
            disabled={fixed}
            maxLength={120}
            value={draft.payeeName}
            error={found['payeeName'] ?? found['payee']}
            onChange={(event) => set({ payeeName: event.currentTarget.value })}
          />
        ) : (
          <span className={own.gap} />
        )}
        <NativeSelect
          label="Job function"
          disabled={fixed || byRule.length > 0}
          data={[
            { value: '', label: '--' },
            ...page.functions
              .filter(({ id, active }) => active || id === row?.function?.id)
              .map(({ id, name, role }) => ({ value: String(id), label: `${role}: ${name}` })),
          ]}
          value={draft.functionId}
          error={found['functionId']}
          onChange={(event) => set({ functionId: event.currentTarget.value })}
        />
        <TextInput
          label="Earned"
          type="date"
          withAsterisk
          disabled={fixed && !linesOpen}
          max={page.today}
          value={draft.earnedOn}
          error={found['earnedOn']}
          onChange={(event) => set({ earnedOn: event.currentTarget.value })}
        />
      </SimpleGrid>
      <fieldset className={own.lines}>
        <legend>{byRule.length > 0 ? 'Lines of the rule, and adjustments' : 'What it is for'}</legend>
        {byRule.map((line) => (
          <div key={line.id} className={classes.headLine}>
            <span>{line.name}</span>
            <span className={classes.dim}>{line.description}</span>
            <span className={classes.end}>
              <Money amountCents={line.amountCents} />
            </span>
          </div>
        ))}
        {draft.lines.map((line, i) => {
          const change = (next: Partial<Line>) =>
            set({ lines: draft.lines.map((one) => (one.key === line.key ? { ...one, ...next } : one)) })
          return (
            <div key={line.key} className={own.line}>
              <TextInput
                aria-label={`Line ${i + 1}, what it is for`}
                placeholder={byRule.length > 0 ? 'Adjustment' : 'Referral fee'}
                disabled={!linesOpen}
                maxLength={255}
                value={line.name}
                error={found[`lines.${i}.name`]}
                onChange={(event) => change({ name: event.currentTarget.value })}
              />
              <TextInput
                aria-label={`Line ${i + 1}, description`}
                placeholder="Description"
                disabled={!linesOpen}
                maxLength={500}
                value={line.description}
                error={found[`lines.${i}.description`]}
                onChange={(event) => change({ description: event.currentTarget.value })}
              />
              <TextInput
                aria-label={`Line ${i + 1}, amount`}
                placeholder="0.00"
                inputMode="decimal"
                disabled={!linesOpen}
                value={line.amount}
                error={found[`lines.${i}.amountCents`]}
                onChange={(event) => change({ amount: event.currentTarget.value })}
              />
              {linesOpen && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove line ${i + 1}`}
                  onClick={() => set({ lines: draft.lines.filter(({ key }) => key !== line.key) })}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </div>
          )
        })}
        {found['lines'] && <p className={classes.error}>{found['lines']}</p>}
        {linesOpen && (
          <Button
            variant="subtle"
            size="xs"
            className={own.add}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set({ lines: [...draft.lines, newLine()] })}
          >
            {byRule.length > 0 ? 'Add adjustment' : 'Add line'}
          </Button>
        )}
      </fieldset>
      <Textarea
        label="Note to payee"
        description="Stands in My Payroll and on the pay statement"
        autosize
        minRows={1}
        maxLength={2000}
        value={draft.noteToPayee}
        error={found['noteToPayee']}
        onChange={(event) => set({ noteToPayee: event.currentTarget.value })}
      />
      <Textarea
        label="Notes"
        description="Not seen by the payee"
        autosize
        minRows={1}
        maxLength={2000}
        value={draft.notes}
        error={found['notes']}
        onChange={(event) => set({ notes: event.currentTarget.value })}
      />
    </PayableDialog>
  )
}
