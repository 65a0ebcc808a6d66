/** News that providers send by themselves, signed with a secret that both sides know (docs/connectors/alarmnet.md). */
import { z } from 'zod'
import { endpoint, id } from '../contract.ts'

export const callbacks = {
  alarmnet: endpoint({
    method: 'POST',
    path: '/callbacks/alarmnet/:companyId/:monitoringCompanyId',
    access: 'public',
    signed: true,
    summary:
      'AlarmNet’s side says that an account was changed there; signed by X-AlarmNet-Signature over X-AlarmNet-Timestamp and the body',
    params: z.object({ companyId: id, monitoringCompanyId: id }),
    body: z.object({
      /** The same for every try of the same news. */
      eventId: z.string().regex(/^[\w-]{8,64}$/),
      kind: z.enum(['account.changed']),
      accountNumber: z.string().min(1).max(16),
    }),
    response: z.object({
      /** Whether an account that is linked here is looked at; else nobody here has it. */
      looking: z.boolean(),
      /** Whether this news had come before. */
      repeated: z.boolean(),
    }),
    history: { none: 'Has the account looked at; the look notes what it finds' },
  }),
}
