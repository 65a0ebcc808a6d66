/** What may be done with an invoice or quote beside editing it. */
import { Button, Modal, Stack, Textarea } from '@mantine/core'
import { IconCash, IconFileTypePdf, IconLinkPlus, IconMail, IconSend } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import type { Invoice } from '#shared/contracts/invoice-values.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { addressOf } from '#web/api/call.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { SendLinkDialog } from './SendLinkDialog.tsx'
import { onItsWay, SendPaperDialog } from './SendPaperDialog.tsx'
import { useChargeMethods, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/invoices/$invoiceId'
type Step = 'void' | 'writeOff' | 'decline'
const steps = {
  void: { endpoint: invoices.void, title: 'Void this invoice?', label: 'Void', done: 'The invoice is void.', text: 'It is no longer owed. What was paid of it stays as credit and can be applied to another invoice. It keeps its number.' },
  writeOff: { endpoint: invoices.writeOff, title: 'Write this invoice off?', label: 'Write off', done: 'The invoice was written off.', text: 'What is open of it is no longer expected. This can be taken back.' },
  decline: { endpoint: invoices.decline, title: 'Was this quote declined?', label: 'Declined', done: 'The quote counts as declined.', text: 'It can no longer become an invoice, unless it is reopened.' },
} as const // prettier-ignore

export function InvoiceActions({ invoice, unsaved }: { invoice: Invoice; unsaved: boolean }) {
  const params = useParams({ from })
  const { customerId, invoiceId } = params
  const navigate = useNavigate()
  const refresh = useRefresh()
  const issue = useEndpointMutation(invoices.issue)
  const reopen = useEndpointMutation(invoices.reopen)
  const remove = useEndpointMutation(invoices.remove)
  const [dialog, setDialog] = useState<Step | 'email' | 'link' | null>(null)
  const { abilities, version, kind } = invoice
  const quote = kind === 'quote'
  const canCharge = useChargeMethods(invoice.payer.id, abilities.pay)?.some(({ ofParent }) => !ofParent)
  const of = { params: { customerId, invoiceId }, body: { version } }
  const done = (text: string) => ({
    onSuccess: () => {
      refresh()
      toastDone(text)
    },
    onError: (problem: { detail: string }) => toastFailed(problem.detail),
  })
  const why = unsaved ? 'Save or discard your changes first' : undefined
  const step = (key: Step) => (
    <Button
      key={key}
      size="xs"
      variant="subtle"
      color="gray"
      disabled={unsaved}
      title={why}
      onClick={() => setDialog(key)}
    >
      {steps[key].label}
    </Button>
  )
  return (
    <div className={classes.actions}>
      {invoice.status === 'draft' && abilities.modify && (
        <Button
          size="xs"
          leftSection={<IconSend size={14} aria-hidden />}
          loading={issue.isPending}
          disabled={unsaved}
          title={why}
          onClick={() => issue.mutate(of, done('The invoice was issued.'))}
        >
          Issue
        </Button>
      )}
      {abilities.pay && (
        <LinkButton
          to="/$company/customers/$customerId/accounting/payments/new"
          params={{ company: params.company, customerId: invoice.payer.id }}
          search={{
            invoice: invoice.id,
            ...(invoice.payer.id === invoice.customer.id && { own: true as const }),
          }}
          size="xs"
          leftSection={<IconCash size={14} aria-hidden />}
        >
          Add payment
        </LinkButton>
      )}
      {abilities.pay && canCharge && (
        <LinkButton
          to="/$company/customers/$customerId/accounting/payments/new"
          params={{ company: params.company, customerId: invoice.payer.id }}
          search={{
            invoice: invoice.id,
            charge: true,
            ...(invoice.payer.id === invoice.customer.id && { own: true as const }),
          }}
          size="xs"
          variant="default"
        >
          Charge
        </LinkButton>
      )}
      {abilities.invoice && (
        <LinkButton
          to="/$company/customers/$customerId/accounting/invoices/new"
          params={params}
          search={{ quote: invoice.id }}
          size="xs"
        >
          Make invoice
        </LinkButton>
      )}
      <Button
        size="xs"
        variant="default"
        component="a"
        href={addressOf(invoices.pdf, { params: { customerId, invoiceId }, query: { inline: 'true' } })}
        target="_blank"
        rel="noreferrer"
        leftSection={<IconFileTypePdf size={14} aria-hidden />}
      >
        PDF
      </Button>
      {abilities.email && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMail size={14} aria-hidden />}
          disabled={unsaved}
          title={why}
          onClick={() => setDialog('email')}
        >
          E-mail
        </Button>
      )}
      {abilities.paymentLink && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLinkPlus size={14} aria-hidden />}
          onClick={() => setDialog('link')}
        >
          Send payment link
        </Button>
      )}
      {abilities.void && step('void')}
      {abilities.writeOff && step('writeOff')}
      {quote && abilities.modify && invoice.status === 'open' && step('decline')}
      {(invoice.status === 'written_off' || invoice.status === 'declined') && (abilities.void || quote) && (
        <Button
          size="xs"
          variant="default"
          loading={reopen.isPending}
          onClick={() => reopen.mutate(of, done('It is open again.'))}
        >
          Reopen
        </Button>
      )}
      {abilities.delete && (
        <ConfirmButton
          label="Delete"
          danger
          variant="subtle"
          size="xs"
          title={quote ? 'Delete this quote?' : 'Delete this draft?'}
          onConfirm={async () => {
            await remove.mutateAsync({ params: of.params })
            toastDone(quote ? 'The quote was deleted.' : 'The draft was deleted.')
            await navigate({
              to: '/$company/customers/$customerId/accounting/invoices',
              params,
              replace: true,
              ignoreBlocker: true,
            })
            refresh()
          }}
        >
          It is gone for good. What was issued is void rather than deleted.
        </ConfirmButton>
      )}
      {dialog === 'email' && <EmailDialog invoice={invoice} onClose={() => setDialog(null)} />}
      {dialog === 'link' && (
        <SendLinkDialog customerId={invoice.payer.id} invoice={invoice} onClose={() => setDialog(null)} />
      )}
      {dialog !== null && dialog !== 'email' && dialog !== 'link' && (
        <NoteDialog invoice={invoice} step={dialog} onClose={() => setDialog(null)} />
      )}
    </div>
  )
}

function NoteDialog({ invoice, step, onClose }: { invoice: Invoice; step: Step; onClose: () => void }) {
  const { customerId, invoiceId } = useParams({ from })
  const refresh = useRefresh()
  const { endpoint, title, label, done, text } = steps[step]
  const mutation = useEndpointMutation(endpoint)
  const [note, setNote] = useState('')
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          mutation.mutate(
            { params: { customerId, invoiceId }, body: { version: invoice.version, note } },
            {
              onSuccess: () => {
                refresh()
                toastDone(done)
                onClose()
              },
            },
          )
        }}
      >
        <Stack gap="md">
          {mutation.error && <Notice tone="bad">{problemText(mutation.error)}</Notice>}
          <div>{text}</div>
          <Textarea
            label="Note"
            data-autofocus
            autosize
            minRows={2}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={step === 'decline' ? undefined : 'red'} loading={mutation.isPending}>
              {step === 'decline' ? 'Mark as declined' : label}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}

function EmailDialog({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const { customerId, invoiceId } = useParams({ from })
  const refresh = useRefresh()
  const record = useEndpointQuery(customers.open, { params: { customerId: invoice.payer.id } }).data
  const email = useEndpointMutation(invoices.email)
  const stored = record?.fields.email
  return (
    <SendPaperDialog
      title={`Send ${invoice.kind === 'quote' ? 'quote' : 'invoice'} #${invoice.number}`}
      hint="Stands above the lines and the total"
      email={typeof stored === 'string' ? stored : ''}
      error={email.error}
      isSending={email.isPending}
      onClose={onClose}
      onSend={(mail) =>
        email.mutate(
          { params: { customerId, invoiceId }, body: mail },
          {
            onSuccess: () => {
              refresh()
              toastDone(onItsWay)
              onClose()
            },
          },
        )
      }
    />
  )
}
