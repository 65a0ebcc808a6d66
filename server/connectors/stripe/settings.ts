/** What a company fills in to charge by Stripe. */
import { z } from 'zod'

export const stripeSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .default('https://api.stripe.com')
    .meta({ label: 'API address', help: 'https://api.stripe.com' }),
  scriptUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .default('https://js.stripe.com/v3/')
    .meta({
      label: 'Script address',
      help: 'https://js.stripe.com/v3/: it takes the card number in the browser',
    }),
  secretKey: z
    .string()
    .min(1)
    .max(200)
    .meta({ label: 'Secret key', help: 'sk_live_… or, better, a restricted key rk_live_…', secret: true }),
  publishableKey: z
    .string()
    .min(1)
    .max(200)
    .meta({ label: 'Publishable key', help: 'pk_live_…; the browser gets it' }),
  webhookSecret: z.string().max(200).optional().meta({
    label: 'Webhook signing secret',
    help: 'whsec_…; without it returns and disputes are read once a night instead of at once',
    secret: true,
  }),
})
export type StripeSettings = z.output<typeof stripeSettings>
