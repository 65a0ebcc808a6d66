/** What a company fills in to reach a stages station, and the codes of the station's own tables. */
import { z } from 'zod'

/** A code of a table that the station keeps. */
const code = z.string().regex(/^[A-Za-z0-9]{1,16}$/, 'Up to 16 letters and digits')

export const stagesSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({
      label: 'Gateway address',
      help: 'The address that the station gave you, up to /SiteGroupGateway, beginning with https://',
    }),
  userId: z
    .string()
    .min(1)
    .max(64)
    .meta({ label: 'User name', help: 'The user that the station made for this interface' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  siteGroup: z
    .string()
    .regex(/^\d{0,9}$/, 'A number of up to nine digits')
    .default('')
    .meta({ label: 'Site group', help: 'Your group’s number at the station; new sites are put into it' }),
  deviceType: code
    .default('MISC')
    .meta({ label: 'Device type of new accounts', help: 'From the station’s table of device types' }),
  premisesPhoneType: code.default('P').meta({
    label: 'Phone type of the primary phone',
    help: 'From the station’s table: P (premises) or H (home)',
  }),
  contactAuthority: z
    .union([z.literal(''), code])
    .default('')
    .meta({
      label: 'Authority of new contacts',
      help: 'From the station’s table of authorities; empty sends none. Contacts that are there keep theirs',
    }),
})
export type StagesSettings = z.infer<typeof stagesSettings>
