/** What is paid, and by what. The sum on the button is the sum that is charged, or nothing is. */
import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { portal, type PortalHome, type PortalInvoice, type PortalPayment } from '#shared/contracts/portal.ts'
import { formatCents, parseMoney } from '#shared/money.ts'
import { fieldErrors, Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import type { Capture } from '#web/ui/CaptureFrame.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { Day } from '#web/ui/Time.tsx'
import { MethodFields, type NewMethodDraft, startOf } from './MethodFields.tsx'
import { PdfButton } from './PortalHistory.tsx'
import { useRefreshPortal } from './use-portal.ts'
import classes from './portal.module.css'

type Props = {
  companyId: number
  home: PortalHome
  chosenBefore: readonly number[] | null
  onPaid: (requestKey: string, chosen: readonly number[]) => void
}

export function PayForm({ companyId, home, chosenBefore, onPaid }: Props) {
  const payable = home.invoices.filter(({ underWay }) => !underWay)
  const first = home.chosenInvoiceId
  const again = chosenBefore?.filter((id) => payable.some((row) => row.id === id))
  const [chosen, setChosen] = useState(
    () => new Set(again?.length ? again : first === null ? payable.filter(({ autopay }) => !autopay).map(({ id }) => id) : [first]),
  )
  const [mode, setMode] = useState<'chosen' | 'amount'>('chosen')
  const [typed, setTyped] = useState('')
  const saved = home.methods.filter(({ expired }) => !expired)
  const [methodKey, setMethodKey] = useState(() => String((saved.find((one) => one.isDefault) ?? saved[0])?.id ?? ''))
  const [draft, setDraft] = useState<NewMethodDraft>(() => startOf(home))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const capture = useRef<Capture>(null)
  // One key for one click that goes through; another once something else is asked for.
  const requestKey = useRef(crypto.randomUUID())
  const pay = useEndpointMutation(portal.pay)
  const refresh = useRefreshPortal()
  const sum = payable.filter(({ id }) => chosen.has(id)).reduce((all, { openCents }) => all + openCents, 0)
  const most = payable.reduce((all, { openCents }) => all + openCents, 0)
  const amountCents = mode === 'chosen' ? sum : (parseMoney(typed) ?? 0)
  const kinds = (['card', 'bank_account'] as const).filter((kind) => home.processors.some((one) => one.kinds.includes(kind)))
  const newKind = kinds.find((kind) => kind === methodKey)
  const processor = home.processors.find((one) => newKind && one.kinds.includes(newKind))
  const noWay = saved.length === 0 && kinds.length === 0

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTrouble(null)
    const found: Record<string, string> = {}
    if (mode === 'chosen' && sum === 0) found.what = 'Choose what you pay'
    if (mode === 'amount' && amountCents < 1) found.amountCents = 'Enter an amount, for example 44.99'
    if (mode === 'amount' && amountCents > most) found.amountCents = `At most ${formatCents(most, home.company.currency)} is open`
    if (!methodKey) found.method = 'Choose how you pay'
    if (newKind && !draft.agreed) found['method.agreed'] = 'Please agree before you pay'
    if (newKind && !draft.company && !(draft.firstName && draft.lastName)) found['method.holder.lastName'] = 'Enter first and last name, or a company'
    setErrors(found)
    if (Object.keys(found).length) return
    setBusy(true)
    try {
      let method: PortalPayment['method'] = { billingMethodId: Number(methodKey) }
      if (newKind && processor) {
        const token = await capture.current!.tokenize()
        if (token === null) return
        const { agreed: _, own, address, ...holder } = draft
        method = { processorId: processor.id, kind: newKind, token, holder, address: own ? address : null, agreed: true }
      }
      const what = mode === 'chosen' ? { invoiceIds: [...chosen].filter((id) => payable.some((row) => row.id === id)) } : { oldestFirst: true as const }
      await pay.mutateAsync({ params: { companyId }, body: { requestKey: requestKey.current, what, amountCents, method } })
      onPaid(requestKey.current, [...chosen])
      refresh()
    } catch (error) {
      const fields = fieldErrors(error)
      setErrors(fields)
      setTrouble(Object.keys(fields).length ? 'Nothing was charged. Please look at the marked fields.' : error instanceof Error ? problemText(error) : null)
      // A lost answer is asked for again under its key; whatever was refused is another payment.
      if (!(error instanceof Problem) || error.status !== 0) requestKey.current = crypto.randomUUID()
      if (error instanceof Problem && ['portal.changed', 'portal.nothing_open', 'portal.under_way', 'portal.signed_out'].includes(error.code)) refresh()
    } finally {
      setBusy(false)
    }
  }
  const another = () => (requestKey.current = crypto.randomUUID())
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Panel title="Pay">
        <ul className={classes.bills} aria-label="Open invoices">
          {home.invoices.map((row) => (
            <Bill
              key={row.id}
              companyId={companyId}
              row={row}
              checked={mode === 'chosen' && chosen.has(row.id) && !row.underWay}
              disabled={row.underWay || mode === 'amount'}
              onChange={(on) => {
                another()
                setChosen((before) => {
                  const next = new Set(before)
                  if (on) next.add(row.id)
                  else next.delete(row.id)
                  return next
                })
              }}
            />
          ))}
        </ul>
        <PanelPart>
          <Radio.Group
            label="How much"
            value={mode}
            error={errors.what}
            onChange={(next) => {
              another()
              setMode(next as typeof mode)
            }}
          >
            <div className={classes.methods}>
              <Radio value="chosen" mt={6} label={<>The chosen invoices: <Money amountCents={sum} /></>} />
              <Radio value="amount" label="Another amount, for the oldest invoices first" />
            </div>
          </Radio.Group>
          {mode === 'amount' && (
            <TextInput
              label="Amount"
              mt="sm"
              inputMode="decimal"
              placeholder={(most / 100).toFixed(2)}
              value={typed}
              error={errors.amountCents}
              onChange={(event) => {
                another()
                setTyped(event.currentTarget.value)
              }}
            />
          )}
        </PanelPart>
        <PanelPart>
          {noWay ? (
            <Notice tone="info">
              Nothing can be paid here yet. Please call {home.company.name}{home.company.phone && `, ${home.company.phone}`}.
            </Notice>
          ) : (
            <div className={classes.block}>
              <Radio.Group
                label="Pay by"
                value={methodKey}
                error={errors.method}
                onChange={(next) => {
                  another()
                  setMethodKey(next)
                }}
              >
                <div className={classes.methods}>
                  {home.methods.map((one) => (
                    <Radio
                      key={one.id}
                      value={String(one.id)}
                      disabled={one.expired}
                      mt={6}
                      label={[one.name, one.expires && (one.expired ? `expired ${one.expires}` : `good until ${one.expires}`)].filter(Boolean).join(', ')}
                    />
                  ))}
                  {kinds.map((kind) => (
                    <Radio key={kind} value={kind} label={kind === 'card' ? 'Another card' : 'A bank account'} />
                  ))}
                </div>
              </Radio.Group>
              {newKind && processor && (
                <MethodFields
                  key={newKind}
                  ref={capture}
                  kind={newKind}
                  processorId={processor.id}
                  words={home.authorizationTexts[newKind]}
                  draft={draft}
                  errors={errors}
                  onChange={(change) => {
                    another()
                    setDraft({ ...draft, ...change })
                  }}
                />
              )}
              {trouble && <Notice tone="bad">{trouble}</Notice>}
              <Button type="submit" size="md" className={classes.pay} loading={busy} disabled={amountCents < 1}>
                Pay {formatCents(amountCents, home.company.currency)}
              </Button>
            </div>
          )}
        </PanelPart>
      </Panel>
    </form>
  )
} // prettier-ignore

function Bill({
  companyId,
  row,
  checked,
  disabled,
  onChange,
}: {
  companyId: number
  row: PortalInvoice
  checked: boolean
  disabled: boolean
  onChange: (on: boolean) => void
}) {
  const due = row.dueOn ?? row.invoiceOn
  return (
    <li className={classes.bill}>
      <Checkbox
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
        label={`Invoice #${row.number}`}
        description={
          <>
            {row.about && `${row.about} · `}
            {row.daysLate > 0 ? (
              <span className={classes.late}>
                Past due since <Day on={due} />
              </span>
            ) : (
              <>
                Due <Day on={due} />
              </>
            )}
            {row.underWay
              ? ' · a payment is being processed'
              : row.autopay && ` · paid automatically by ${row.autopay}`}
          </>
        }
      />
      <span className={classes.amount}>
        <Money amountCents={row.openCents} />
      </span>
      <PdfButton companyId={companyId} id={row.id} number={row.number} />
    </li>
  )
}
