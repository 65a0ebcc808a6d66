/**
 * The Billing Integration checkbox of a provider (ADB-003), for the platform's own staff. The provider is asked and told first, outside of
 * any transaction; only what it confirms is kept, so that a box that it does not allow does not stay checked.
 */
import { randomBytes } from 'node:crypto'
import type { Parsed } from '#shared/contract.ts'
import type { AppBillingSetup, operators } from '#shared/contracts/operators.ts'
import { fail } from '#shared/errors.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import { interactiveConnectors } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import { type OperatorCtx, staffName } from '#server/http/operator-door.ts'
import {
  findServiceProvider,
  reasonOf,
  type ServiceProviderRow,
  type StationDesk,
} from '../providers/providers.service.ts'
import { sealKey } from './app-billing.door.ts'
import * as queries from './app-billing.queries.ts'

type Request<K extends keyof typeof operators> = Parsed<(typeof operators)[K]>

/** Connectors whose providers' apps show bills. */
export const billingConnectors: readonly string[] = interactiveConnectors
  .filter(({ manifest }) => manifest.appBilling)
  .map(({ manifest }) => manifest.key)

/** The integrations of the open company, one for each provider that could have one. */
export async function listSetups(db: Db): Promise<AppBillingSetup[]> {
  return (await queries.listSetups(db, billingConnectors)).map((row) => ({
    serviceProviderId: row.serviceProviderId,
    provider: row.provider,
    active: row.active,
    enabled: row.enabled,
    changedAt: row.changedAt?.toISOString() ?? null,
    changedBy: row.changedBy,
    lastCallAt: row.lastCallAt?.toISOString() ?? null,
    publicUrl: row.publicUrl,
  }))
}

const getSetup = async (db: Db, serviceProviderId: number): Promise<AppBillingSetup> =>
  (await listSetups(db)).find((one) => one.serviceProviderId === serviceProviderId) ??
  fail('providers.not_found')

/** @throws operator.signed_out, providers.not_found */
export const readSetup = (ctx: OperatorCtx, { params }: Request<'readSetup'>): Promise<AppBillingSetup> =>
  ctx.tx(params.companyId, (db) => getSetup(db, params.serviceProviderId))

/** @throws operator.signed_out, providers.not_found, app_billing.not_offered, .role_missing, .provider_failed */
export const saveSetup =
  (desk: StationDesk) =>
  async (ctx: OperatorCtx, { params, body }: Request<'saveSetup'>): Promise<AppBillingSetup> => {
    const { companyId, serviceProviderId } = params
    const row = await ctx.tx(companyId, async (db) => {
      await getSetup(db, serviceProviderId)
      return (await findServiceProvider(db, serviceProviderId)) ?? fail('providers.not_found')
    })
    const { provider, manifest } = desk.openInteractive(companyId, row)
    const { billing } = provider
    if (!billing) return fail('app_billing.not_offered', { provider: row.name })
    const publicUrl = body.publicUrl.replace(/\/+$/, '')
    const key = randomBytes(32).toString('base64url')
    const setting = {
      enabled: body.enabled,
      url: `${publicUrl}/api/v1/app-billing/${companyId}/${serviceProviderId}`,
      keyId: randomBytes(12).toString('hex'),
      key,
    }
    try {
      // Asked first, as Alarm.com’s rule has it: whoever may not read is not let set.
      await billing.read()
      const there = await billing.set(setting)
      if (there.enabled !== body.enabled || (body.enabled && there.keyId !== setting.keyId))
        return fail('app_billing.provider_failed', {
          provider: row.name,
          reason: 'The setting did not stay there',
        })
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      return refuse(row, manifest.name, error)
    }
    const saved = await ctx.tx(companyId, async (db, history) => {
      const before = await getSetup(db, serviceProviderId)
      const by = staffName(ctx.operator.name)
      const { keyId } = setting
      if (body.enabled)
        await queries.saveSetup(db, {
          ...{ serviceProviderId, enabled: true, keyId, publicUrl, at: ctx.now, by },
          sealedKey: sealKey(companyId, key),
        })
      else await queries.switchOff(db, { serviceProviderId, at: ctx.now, by })
      history.add({
        event: 'app_billing.set_up',
        entity: 'service_provider',
        entityId: serviceProviderId,
        detail: {
          what: body.enabled ? 'Switched on' : 'Switched off',
          provider: row.name,
          reason: body.reason,
        },
        changes: [
          {
            field: 'Billing Integration',
            old: before.enabled ? 'Yes' : 'No',
            new: body.enabled ? 'Yes' : 'No',
          },
        ],
      })
      return getSetup(db, serviceProviderId)
    })
    const act = body.enabled ? 'billing_on' : 'billing_off'
    await ctx.note({ act, companyId, reason: `${row.name}: ${body.reason}` })
    return saved
  }

function refuse(row: ServiceProviderRow, brand: string, error: ConnectorError): never {
  const reason = reasonOf(error).replace(/^The station/, 'The provider')
  if (error.kind === 'rejected' || error.kind === 'bad_credentials')
    return fail('app_billing.role_missing', { provider: row.name, brand, reason })
  return fail('app_billing.provider_failed', { provider: row.name, reason })
}
