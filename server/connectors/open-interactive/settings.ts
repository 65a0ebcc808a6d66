/** What a company fills in to reach a provider that speaks the Open Interactive API. */
import { z } from 'zod'

export const openInteractiveSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({
      label: 'Service address',
      help: 'The address that the provider gave you, beginning with https://',
    }),
  userId: z.string().min(1).max(64).meta({ label: 'User ID', help: 'Upper and lower case matter' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  dealerId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/, 'Up to 32 letters, digits, - and _')
    .meta({ label: 'Dealer ID', help: 'Upper and lower case matter' }),
})
