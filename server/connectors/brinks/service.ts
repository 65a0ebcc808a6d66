/**
 * In and out of service at Brinks Home. A new account is pending (`sitestat_id` P) until it is made active; an active
 * one is taken out of service and put back by `Immediate` OutOfService.
 */
import { inSteps } from '../look-first.ts'
import type { Service } from '../station-parts.ts'
import { isSet } from './map.ts'
import type { Session } from './session.ts'
import { choicesFrom } from './zones.ts'

/** "At the dealer's request", the one category that public clients show. */
const dealersRequest = 'DLRREQ'

export function serviceOf(session: Session): Service {
  return {
    set: async (ref, { inService, category, revision }) => {
      const call = inService ? 'Put in service' : 'Take out of service'
      const site = await session.siteFor(call, ref, revision)
      const active = site.sitestat_id?.trim() === 'A'
      const out = isSet(site.oos_flag)
      const flag = (status_flag: 'O' | 'I', ooscat_id: string) => () =>
        session.immediate(call, 'OutOfService', ref.accountNumber, { status_flag, ooscat_id })
      const activate = () =>
        session.update(call, 'C', ref.accountNumber, { SiteSystems: [{ sitestat_id: 'A' }] })
      const reason = category || dealersRequest
      if (inService) await inSteps([...(active ? [] : [activate]), ...(out ? [flag('I', reason)] : [])])
      else if (active && !out) await inSteps([flag('O', reason)])
      return { inService }
    },
    categories: async () =>
      choicesFrom(await session.table('List reasons out of service', 'Ooscats'), 'ooscat_id'),
  }
}
