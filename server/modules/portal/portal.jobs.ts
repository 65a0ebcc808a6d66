/** Finds out who has an address that was typed at the door, and sends a link there. */
import { z } from 'zod'
import { companySettings } from '#shared/rules/company-settings.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { unseal } from '#server/platform/encryption.ts'
import { readReach, type Surroundings } from '../messages/messages.service.ts'
import * as queries from './portal.queries.ts'
import { type Letter, makeLink, sendLink } from './portal.sending.ts'
import { askPlace } from './portal.signin.ts'

const ask = z.object({ companyId: z.number(), sealed: z.string() })
const fromWeb = { source: 'web', address: '', requestId: '' } as const

export const portalTasks = (
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
): Record<string, Task> => ({
  'portal.ask': async (raw) => {
    const { companyId, sealed } = ask.parse(raw)
    const typed = unseal(sealed, askPlace(companyId))
    const way = typed.includes('@') ? 'email' : 'sms'
    const tx = asCompany(database, companyId, fromWeb)
    const made = await tx(async (db, history) => {
      const company = await queries.findCompany(db)
      const { publicUrl, sms } = await readReach(db, companyId)
      if (!company || !companySettings(company.settings).paymentPortal || publicUrl === null) return []
      if (way === 'sms' && !sms) return []
      const found = await queries.listByAddress(db, way, typed)
      const letters: { linkId: number; letter: Letter }[] = []
      for (const { id, locationId, name, address } of found) {
        const order = { customerId: id, way, askedBy: 'customer', to: typed, invoiceId: null, by: null, now: now() } as const
        const { id: linkId, path } = await makeLink(db, history, companyId, order)
        letters.push({
          linkId,
          letter: {
            way,
            to: typed,
            name,
            locationId,
            company: company.name,
            url: `${publicUrl}${path}`,
            about: null,
            place: found.length > 1 ? address || null : null,
            askedBy: 'customer',
          },
        })
      }
      return letters
    })
    // Once: a link that was lost is asked for again, and one that came twice confuses.
    for (const { linkId, letter } of made) await sendLink(tx, surroundings, companyId, linkId, letter)
  },
}) // prettier-ignore
