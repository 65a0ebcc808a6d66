/** What a company fills in to charge by NMI. */
import { z } from 'zod'

export const nmiSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .default('https://secure.nmi.com')
    .meta({
      label: 'Gateway address',
      help: 'https://secure.nmi.com, or the address that your reseller gave you',
    }),
  securityKey: z.string().min(1).max(128).meta({
    label: 'Security key',
    help: 'Private: Settings, Security Keys, with the API permission',
    secret: true,
  }),
  tokenizationKey: z.string().min(1).max(128).meta({
    label: 'Tokenization key',
    help: 'Public: the browser gets it to take card numbers by Collect.js',
  }),
  webhookKey: z.string().max(128).optional().meta({
    label: 'Webhook signing key',
    help: 'Without it returns and chargebacks are read once a night instead of at once',
    secret: true,
  }),
  cards: z.boolean().default(true).meta({ label: 'Credit cards' }),
  ach: z.boolean().default(true).meta({ label: 'Bank accounts (ACH)' }),
  validateCards: z.boolean().default(true).meta({
    label: 'Validate new cards',
    help: 'Asks the issuer when a card is added, without taking money',
  }),
  duplicateCheck: z.boolean().default(true).meta({
    label: 'Duplicate transaction check',
    help: 'Off, the gateway takes the same amount from the same card twice within minutes. Keyholder charges once either way',
  }),
})
export type NmiSettings = z.output<typeof nmiSettings>
