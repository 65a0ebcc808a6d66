/** ADT Credit as a profile of the Open Credit API. Its settings are known from public pages; the wire is ours. */
import { z } from 'zod'
import type { CreditConnector } from '../credit.ts'
import { openCreditBureau } from '../open-credit/bureau.ts'
import { openCreditProfile } from '../open-credit/profile.ts'
import { openCreditSettings } from '../open-credit/settings.ts'

const settings = z.object({
  baseUrl: openCreditSettings.shape.baseUrl,
  dealerNumber: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/, 'Up to 32 letters, digits, - and _')
    .meta({ label: 'Dealer number' }),
  password: z
    .string()
    .min(1)
    .max(128)
    .meta({ label: 'Dealer password', help: 'Of the DealerWeb system user', secret: true }),
})

export const adtCredit: CreditConnector = {
  manifest: {
    ...openCreditProfile,
    key: 'adt-credit',
    name: 'ADT Credit',
    honesty:
      'No public contract for ADT’s credit service exists; this connector speaks our own Open Credit API and has never run against the live service.',
    brands: ['ADT'],
    settings,
    scorecard: [
      { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
      { rule: 'A tracking number without a score: pending, declined', state: 'done' },
      { rule: 'Finds an inquiry whose answer was lost', state: 'done' },
      { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'ADT publishes none' },
      {
        rule: 'Has run against the live service',
        state: 'todo',
        reason: 'Needs a dealer’s contract with ADT',
      },
    ],
  },
  open(given, fetch) {
    const { baseUrl, dealerNumber, password } = settings.parse(given)
    return openCreditBureau({ baseUrl, subscriber: dealerNumber, password, product: {} }, fetch)
  },
}
