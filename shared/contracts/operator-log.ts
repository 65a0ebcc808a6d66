/** The log of the platform's staff: every act, by whom, when and why (ADM-012). */
import { z } from 'zod'
import { date, endpoint, id, instant } from '../contract.ts'

export const operatorActs = [
  'signed_in',
  'wrong_password',
  'wrong_second_factor',
  'entered',
  'company_created',
  'add_on_on',
  'add_on_off',
  'billing_on',
  'billing_off',
] as const

export const operatorLog = {
  list: endpoint({
    method: 'GET',
    path: '/operator/log',
    access: 'operator',
    summary: 'What the staff did, newest first; days are those of UTC',
    query: z.object({
      operatorId: id.optional(),
      companyId: id.optional(),
      act: z.enum(operatorActs).optional(),
      /** In the reason, or the company’s name or address. */
      search: z.string().trim().max(100).optional(),
      from: date.optional(),
      to: date.optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          at: instant,
          operator: z.string(),
          act: z.string(),
          company: z.object({ id, name: z.string() }).nullable(),
          reason: z.string(),
          address: z.string(),
        }),
      ),
      next: id.nullable(),
      /** For the filter: everybody who ever was one of the staff. */
      operators: z.array(z.object({ id, name: z.string() })),
    }),
  }),
}
