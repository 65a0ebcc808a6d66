/** The processor's own fields, for a customer in the portal: as the staff's page has them, by the visitor's cookie. */
import { fail } from '#shared/errors.ts'
import type { MethodKind } from '#shared/rules/billing-methods.ts'
import type { Frame } from '#server/http/frames.ts'
import { listCaptures } from '../billing-methods/billing-methods.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { findSession } from './portal.session.ts'

export const portalCaptureFrame = (desk: StationDesk): Frame => ({
  path: 'portal-capture/:processorId/:kind',
  file: 'capture.html',
  permission: 'visitor',
  async visit({ visitor, now }, db, { processorId, kind }) {
    const { company } = await findSession(db, visitor, now)
    const found = (await listCaptures(desk, db, company.id)).find(
      ({ id, capture }) => String(id) === processorId && capture.kinds.includes(kind as MethodKind),
    )
    if (!found) return fail('billing_methods.no_processor')
    const { form, script, publicKey, origins } = found.capture
    return { data: { form, script, publicKey, kind }, origins }
  },
})
