/** What the address of the connection-health page says: which list, and of which provider. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { findings } from '#shared/rules/health.ts'
import { linkedKinds } from '#shared/rules/providers.ts'

export const healthLists = ['accounts', 'failed', 'late', 'billed', 'monitored', 'strays'] as const
export type HealthList = (typeof healthLists)[number]

export const healthSearch = z.object({
  list: z.enum(healthLists).optional(),
  /** Of the list of accounts. */
  finding: z.enum([...findings, 'unreachable']).optional(),
  /** With `providerId`: of this provider alone. */
  providerKind: z.enum(linkedKinds).optional(),
  providerId: id.optional(),
})
export type HealthSearch = z.output<typeof healthSearch>

export const pageSize = 50

/** The filter by provider, as every list takes it. */
export const ofProvider = ({ providerKind, providerId }: HealthSearch) => ({
  ...(providerKind && providerId && { providerKind, providerId }),
})
