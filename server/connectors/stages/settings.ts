/** What a company fills in to reach a stages station, and the codes of the station's own tables. */
import { z } from 'zod'
import { agenciesFlaw, choicesFlaw } from './lists.ts'

/** A code of a table that the station keeps. */
const code = z.string().regex(/^[A-Za-z0-9]{1,16}$/, 'Up to 16 letters and digits')

const listHelp = 'One code;name a line, or parted by |'
const checked = (flaw: (text: string) => string | null) =>
  z
    .string()
    .max(2000)
    .superRefine((text, context) => {
      const message = flaw(text)
      if (message) context.addIssue({ code: 'custom', message })
    })
const choices = checked(choicesFlaw)

export const stagesSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({
      label: 'Gateway address',
      help: 'The address that the station gave you, up to /SiteGroupGateway or to its .asmx, beginning with https://',
    }),
  userId: z
    .string()
    .min(1)
    .max(64)
    .meta({ label: 'User name', help: 'The user that the station made for this interface' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  transport: z
    .enum(['json', 'soap11', 'soap12'])
    .default('json')
    .meta({
      label: 'Form of the messages',
      help: 'The same interface in three forms; ask the station which one it has opened for you',
      choices: { json: 'JSON', soap11: 'SOAP 1.1', soap12: 'SOAP 1.2' },
    }),
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
  siteTypes: choices
    .default('R;Residential|C;Commercial|CF;Commercial fire|E|M;Medical')
    .meta({ label: 'Site types', help: `${listHelp}. Codes that begin with C are businesses` }),
  deviceTypes: choices
    .default('MISC;Miscellaneous|2WBURG;Two-way burglary')
    .meta({ label: 'Device types', help: listHelp }),
  equipmentTypes: choices
    .default('')
    .meta({ label: 'Equipment types of zones', help: `${listHelp}; empty asks for none` }),
  equipmentLocations: choices
    .default('')
    .meta({ label: 'Equipment locations of zones', help: `${listHelp}; empty asks for none` }),
  testCategories: choices
    .default('')
    .meta({ label: 'Test categories', help: `${listHelp}; empty sends none. Ask the station for its table` }),
  outOfServiceCategories: choices
    .default('')
    .meta({ label: 'Out-of-service categories', help: `${listHelp}; empty sends none` }),
  agencyTypes: z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9]{1,16}( [A-Za-z0-9]{1,16}){3}$/, 'Four codes, parted by spaces')
    .default('PD FD MD GD')
    .meta({
      label: 'Agency types',
      help: 'The station’s four codes for police, fire, medical and guard, in this order',
    }),
  agencies: checked(agenciesFlaw).default('').meta({
    label: 'Authorities',
    help: 'The gateway has no search: one kind;number;name;phone;ZIPs;city;state a line, or parted by |. The number is the station’s',
  }),
  testEndActions: z
    .string()
    .max(200)
    .regex(/^([A-Za-z0-9]{1,16}( [A-Za-z0-9]{1,16})*)?$/, 'Codes, parted by spaces')
    .default('')
    .meta({
      label: 'Actions that end a test',
      help: 'Codes of operator actions in the station’s history; those that say cleared, ended or expired are known without',
    }),
})
export type StagesSettings = z.infer<typeof stagesSettings>
