/** What the address of the Contacts page may say: which form lies over it. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { agencyKinds, type AgencyKind } from '#shared/rules/contacts.ts'

export const contactsSearch = z.object({
  new: z.literal(true).optional(),
  contact: id.optional(),
  agency: z.enum(Object.keys(agencyKinds) as [AgencyKind, ...AgencyKind[]]).optional(),
})
