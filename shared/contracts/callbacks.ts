/** News that providers send by themselves, signed with a secret that both sides know (docs/connectors/alarmnet.md). */
import { z } from 'zod'
import { endpoint, id, instant } from '../contract.ts'
import type { ProviderKind } from '../rules/providers.ts'

const news = z.object({
  /** The same for every try of the same news. */
  eventId: z.string().regex(/^[\w-]{8,64}$/),
  kind: z.enum(['account.changed']),
  /** City-CS-Sub at the monitoring side, the account's id at Total Connect. */
  accountNumber: z.string().min(1).max(32),
})
const taken = z.object({
  /** Whether an account that is linked here is looked at; else nobody here has it. */
  looking: z.boolean(),
  /** Whether this news had come before. */
  repeated: z.boolean(),
})

/** Where each kind of provider sends its news; the page shows the whole address. */
export const callbackPath = (kind: ProviderKind, companyId: number, providerId: number): string =>
  `/api/v1/callbacks/${kind === 'monitoring' ? 'alarmnet' : 'total-connect'}/${companyId}/${providerId}`

export const callbacks = {
  alarmnet: endpoint({
    method: 'POST',
    path: '/callbacks/alarmnet/:companyId/:monitoringCompanyId',
    access: 'public',
    signed: true,
    summary:
      'AlarmNet’s side says that an account was changed there; signed by X-AlarmNet-Signature over X-AlarmNet-Timestamp and the body',
    params: z.object({ companyId: id, monitoringCompanyId: id }),
    body: news,
    response: taken,
    history: { none: 'Has the account looked at; the look notes what it finds' },
  }),
  totalConnect: endpoint({
    method: 'POST',
    path: '/callbacks/total-connect/:companyId/:serviceProviderId',
    access: 'public',
    signed: true,
    summary: 'Total Connect’s side says that an account was changed there; signed as AlarmNet’s news are',
    params: z.object({ companyId: id, serviceProviderId: id }),
    body: news,
    response: taken,
    history: { none: 'Has the account looked at; the look notes what it finds' },
  }),
  standing: endpoint({
    method: 'GET',
    path: '/providers/:providerKind/:providerId/callback',
    access: 'administration_page.view',
    scope: 'company',
    summary: 'Where a provider sends news of changed accounts, and whether any came',
    params: z.object({ providerKind: z.enum(['monitoring', 'interactive']), providerId: id }),
    response: z.object({
      /** null: this provider sends none. */
      path: z.string().nullable(),
      /** Without a secret nothing is taken. */
      secretSaved: z.boolean(),
      /** The newest of the last day. */
      last: z.object({ at: instant, accountNumber: z.string() }).nullable(),
      /** How many came within the last day. */
      count: z.number().int(),
    }),
  }),
}
