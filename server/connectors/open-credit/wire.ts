/** What the Open Credit API answers (docs/connectors/open-credit-api.json), as far as this client reads it. */
import { z } from 'zod'

export const subscriberReply = z.object({
  name: z.string().max(200),
  environment: z.enum(['production', 'test']),
})

const line = z.string().max(300)
export const inquiryReply = z.object({
  id: z.string().min(1).max(60),
  requestKey: z.string(),
  bureau: z.string().max(80),
  result: z.enum(['scored', 'thin', 'no_hit', 'frozen', 'pending', 'declined']),
  score: z.int().min(300).max(850).nullable(),
  trackingNumber: z.string().max(60),
  alerts: z.array(line).max(20),
  factors: z.array(line).max(20),
  reportAvailable: z.boolean(),
})
export type InquiryReply = z.output<typeof inquiryReply>
export const inquiriesReply = z.object({ inquiries: z.array(inquiryReply).max(1) })
export const reportReply = z.object({ text: z.string() })
export const problemReply = z.object({
  code: z.string(),
  detail: z.string().optional(),
  field: z.string().optional(),
})
