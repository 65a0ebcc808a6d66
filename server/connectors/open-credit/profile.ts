/** What every brand of the Open Credit API has in common. */
import { z } from 'zod'
import type { CreditManifest } from '../credit.ts'

export const openCreditProfile = {
  kind: 'credit',
  idempotency: 'key',
  limits: { callsPerSecond: 5, timeoutMs: 45_000 },
  needs: ['ssn'],
  extras: z.object({}),
} as const satisfies Partial<CreditManifest>

/** A consumer who has frozen the file gives it, so that it opens for one inquiry. */
export const subjectPin = z.string().max(20).optional().meta({
  label: 'Subject PIN',
  help: 'Only for a frozen file: the PIN that the consumer had from the bureau. It is not kept.',
  secret: true,
})
