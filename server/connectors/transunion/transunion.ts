/** TransUnion (US) as a profile of the Open Credit API; README.md says why not its own wire. */
import { z } from 'zod'
import type { CreditConnector } from '../credit.ts'
import { openCreditBureau } from '../open-credit/bureau.ts'
import { openCreditProfile, subjectPin } from '../open-credit/profile.ts'
import { openCreditSettings } from '../open-credit/settings.ts'

const settings = z.object({
  baseUrl: openCreditSettings.shape.baseUrl,
  subscriberCode: z
    .string()
    .regex(/^[A-Z0-9]{8,12}$/i, 'Market, submarket, industry and member: 0125A12345')
    .meta({ label: 'Subscriber code', help: 'Market 2, submarket 2, industry 1, member: 0125A12345' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  productCode: z
    .enum(['07000', '08000'])
    .default('08000')
    .meta({ label: 'Product code', choices: { '07000': '07000 standard', '08000': '08000 with FICO' } }),
  addOn: z.string().max(10).default('').meta({ label: 'Add-on', help: 'A code, if you have one' }),
})

export const transunion: CreditConnector = {
  manifest: {
    ...openCreditProfile,
    key: 'transunion',
    name: 'TransUnion (US)',
    honesty:
      'TransUnion’s own wire asks for a client certificate under contract; this connector speaks our Open Credit API to a gateway and has never run against the live service.',
    brands: ['TransUnion'],
    settings,
    extras: z.object({ subjectPin }),
    scorecard: [
      { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
      { rule: 'Finds an inquiry whose answer was lost', state: 'done' },
      { rule: 'Speaks the provider’s own wire format', state: 'todo', reason: 'Needs a client certificate' },
      { rule: 'Has run against the live service', state: 'todo', reason: 'Needs a subscriber’s contract' },
    ],
  },
  open(given, fetch) {
    const { baseUrl, subscriberCode, password, productCode, addOn } = settings.parse(given)
    const product = { productCode, ...(addOn && { addOn }) }
    return openCreditBureau({ baseUrl, subscriber: subscriberCode, password, product }, fetch)
  },
}
