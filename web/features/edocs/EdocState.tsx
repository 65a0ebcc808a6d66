/** A document’s state in a word: beside `Sent`, whether it was looked at. */
import type { EdocRow } from '#shared/contracts/edoc-values.ts'
import { edocStatuses, type EdocStatus } from '#shared/rules/edocs.ts'
import { StatusDot } from '#web/ui/Status.tsx'
import type { Tone } from '#web/ui/tone.ts'

const tones: Record<EdocStatus, Tone> = {
  draft: 'neutral',
  sent: 'info',
  completed: 'good',
  declined: 'bad',
  voided: 'neutral',
  expired: 'attention',
}

export function EdocState({ doc }: { doc: EdocRow }) {
  if (doc.tamperedAt) return <StatusDot tone="bad" label="Seal broken" />
  if (doc.providerState === 'sending' || doc.providerState === 'unknown')
    return <StatusDot tone="info" label={doc.providerState === 'sending' ? 'Being sent' : 'Looking it up'} />
  if (doc.status === 'draft' && doc.providerState === 'failed')
    return <StatusDot tone="bad" label="Draft, not sent" detail={doc.failure ?? ''} />
  const signed = doc.signers.filter(({ status }) => status === 'signed').length
  const label =
    doc.status === 'sent' && signed > 0
      ? `Signed by ${signed} of ${doc.signers.length}`
      : doc.status === 'sent' && doc.viewedAt
        ? 'Viewed'
        : edocStatuses[doc.status]
  return <StatusDot tone={tones[doc.status]} label={label} />
}
