/** Any gateway that speaks the Open Credit API as it is published: docs/connectors/open-credit-api.json. */
import type { CreditConnector } from '../credit.ts'
import { openCreditBureau } from './bureau.ts'
import { openCreditProfile } from './profile.ts'
import { openCreditSettings } from './settings.ts'

export const openCredit: CreditConnector = {
  manifest: {
    ...openCreditProfile,
    key: 'open-credit',
    name: 'Open Credit API',
    honesty: 'Our own published contract, for a gateway that is made to it; it is no bureau’s own wire.',
    brands: [],
    settings: openCreditSettings,
    scorecard: [
      { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
      { rule: 'Finds an inquiry whose answer was lost', state: 'done' },
      { rule: 'Has run against a live gateway', state: 'todo', reason: 'None is known to us' },
    ],
  },
  open(settings, fetch) {
    const { baseUrl, subscriber, password } = openCreditSettings.parse(settings)
    return openCreditBureau({ baseUrl, subscriber, password, product: {} }, fetch)
  },
}
