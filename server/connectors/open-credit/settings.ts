/** What a company fills in to reach a bureau that speaks the Open Credit API. */
import { z } from 'zod'

export const openCreditSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({ label: 'Service address', help: 'The address of the gateway, beginning with https://' }),
  subscriber: z.string().min(1).max(64).meta({ label: 'Subscriber', help: 'Upper and lower case matter' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
})

export type OpenCreditAccess = {
  baseUrl: string
  subscriber: string
  password: string
  /** What the inquiry is to be, in the brand's own codes: product, add-on. */
  product: Record<string, string>
}
