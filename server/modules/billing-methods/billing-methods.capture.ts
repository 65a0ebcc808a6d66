/** The document in which the processor's own script takes card and account numbers (ADB-008): nothing of ours sees them. */
import { fail } from '#shared/errors.ts'
import type { MethodKind } from '#shared/rules/billing-methods.ts'
import type { Frame } from '#server/http/frames.ts'
import { listProcessors, type StationDesk } from '../providers/providers.service.ts'
import { offered } from './billing-methods.page.ts'

export const captureFrame = (desk: StationDesk): Frame => ({
  path: 'capture/:processorId/:kind',
  file: 'capture.html',
  permission: 'billing_information.modify',
  async open({ actor }, db, { processorId, kind }) {
    const found = offered(desk, actor.company.id, await listProcessors(db)).find(
      ({ row, capture }) => String(row.id) === processorId && capture.kinds.includes(kind as MethodKind),
    )
    if (!found) return fail('billing_methods.no_processor')
    const { form, script, publicKey, origins } = found.capture
    return { data: { form, script, publicKey, kind }, origins }
  },
})
