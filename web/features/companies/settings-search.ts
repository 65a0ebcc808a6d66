/** What the address of the settings page says. */
import { z } from 'zod'
import { searchParams } from '#web/api/search-params.ts'

export const settingsSearch = searchParams(z.object({ tab: z.enum(['settings', 'history']).optional() }))
