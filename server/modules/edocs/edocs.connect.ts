/**
 * News that DocuSign's Connect brings. They are believed as far as their signature reaches, and say no more than which
 * envelope to ask for: how it stands is read from DocuSign itself, so that news may come twice, late and in any order.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { callbacks } from '#shared/contracts/callbacks.ts'
import { fail } from '#shared/errors.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { findEdocProvider, openSecrets } from '../providers/providers.service.ts'
import * as queries from './edocs.queries.ts'

/** Stands in for the key that is not there, so that an unknown address takes as long to refuse. */
const nobodys = 'no key is known here, and none can be guessed'

/** @throws callbacks.refused for a wrong address or signature, all alike */
export function takeConnect(
  ctx: PublicCtx,
  { params, body }: Parsed<typeof callbacks.docusign>,
): Promise<Output<typeof callbacks.docusign>> {
  const { companyId, edocProviderId } = params
  return ctx.tx({ of: 'company', companyId, userId: null }, async (db) => {
    const provider = await findEdocProvider(db, edocProviderId)
    const key =
      provider?.connector === 'docusign'
        ? openSecrets(companyId, 'edoc', provider.sealed_secrets)['connectKey'] || null
        : null
    const wanted = createHmac('sha256', key ?? nobodys)
      .update(ctx.signed?.body ?? '')
      .digest()
    // One header for each key of the account, while a new key takes the place of an old one.
    const good = [1, 2, 3].some((at) => {
      const given = Buffer.from(ctx.signed?.header(`x-docusign-signature-${at}`) ?? '', 'base64')
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    })
    if (!good || key === null) return fail('callbacks.refused')
    const edocId = await queries.findByEnvelope(db, edocProviderId, body.data.envelopeId)
    if (edocId === undefined) return { looking: false }
    await queries.addJob(db, 'edocs.provider', edocId)
    return { looking: true }
  })
}
