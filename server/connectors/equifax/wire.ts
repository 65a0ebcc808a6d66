/** Equifax's answers, as far as they are read. What stands beside is left alone. */
import { z } from 'zod'
import type { CreditPurpose } from '#shared/rules/credit.ts'
import type { CreditAnswer } from '../credit.ts'

export const tokenReply = z.object({
  access_token: z.string().min(1).max(4000),
  expires_in: z.coerce.number(),
})
export const refusalReply = z
  .object({
    error: z.string().optional(),
    error_description: z.string().optional(),
    description: z.string().optional(),
  })
  .refine(({ error, description }) => error !== undefined || description !== undefined)

/** The codes are Equifax's, by contract; these are ours until one has them. */
export const permissiblePurposeCode: Record<CreditPurpose, string> = {
  written_instructions: 'W',
  credit_transaction: 'C',
  business_transaction: 'B',
  account_review: 'A',
  collection: 'L',
}

const coded = z.object({ code: z.string().optional(), description: z.string().optional() })
const report = z.object({
  transactionId: z.string().max(60).optional(),
  customerReferenceNumber: z.string().max(60).optional(),
  hitCode: coded,
  models: z
    .array(z.object({ score: z.coerce.number().optional(), reasons: z.array(coded).optional() }))
    .optional(),
  alerts: z.array(coded).optional(),
  addressDiscrepancyIndicator: z.string().optional(),
})
export const reportReply = z.object({
  consumers: z.object({ equifaxUSConsumerCreditReport: z.array(report).min(1) }),
})

/** 1 is a hit, 2 none, 6 a hit with an alert; 7 and above mean that the file may not be seen. */
const outcomeOf = (code: string): 'no_hit' | 'frozen' | 'thin' =>
  code === '2' ? 'no_hit' : ['7', '8', '9'].includes(code) ? 'frozen' : 'thin'

export function readReport(reply: z.output<typeof reportReply>, body: string): CreditAnswer {
  const one = reply.consumers.equifaxUSConsumerCreditReport[0]!
  const score = one.models?.map((model) => model.score).find((n) => n !== undefined && n >= 300 && n <= 850)
  const transactionId = one.transactionId ?? one.customerReferenceNumber ?? ''
  const words = (found: z.output<typeof coded>[] = []) =>
    found
      .flatMap(({ description, code }) => description ?? code ?? [])
      .map((text) => text.slice(0, 300))
      .slice(0, 20)
  return {
    transactionId,
    trackingNumber: transactionId,
    source: 'Equifax',
    outcome: score === undefined ? outcomeOf(one.hitCode.code ?? '') : 'scored',
    score: score ?? null,
    alerts: [
      ...words(one.alerts),
      ...(one.addressDiscrepancyIndicator === 'Y' ? ['Address discrepancy'] : []),
    ],
    factors: words(one.models?.flatMap(({ reasons = [] }) => reasons)),
    report: { text: JSON.stringify(JSON.parse(body), null, 2) },
  }
}
