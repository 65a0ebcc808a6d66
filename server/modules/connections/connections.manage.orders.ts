/** The order of an account, where the station takes orders: how it stands, and submitting it (SYS-03). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { AccountOrder, stationAccounts } from '#shared/contracts/station-accounts.ts'
import type { StationOrder } from '#server/connectors/station-parts.ts'
import type { IoCtx } from '#server/http/context.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { type Account, askStation, changeAtStation, requirePart, settle } from './connections.manage.ts'

const ordersOf = (account: Account) => requirePart(account, 'order', account.station.orders)
const toOrder = ({ state, report, at }: StationOrder): AccountOrder => ({ state, report, at: at || null })

/** @throws connections.… */
export const readOrder = (
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Parsed<typeof stationAccounts.order>,
): Promise<Output<typeof stationAccounts.order>> =>
  askStation(ctx, desk, params.customerId, async (account) =>
    toOrder(await ordersOf(account).read(account.ref)),
  )

/** @throws connections.provider_… with the station's words where it refuses */
export const submitOrder = (
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Parsed<typeof stationAccounts.submitOrder>,
): Promise<Output<typeof stationAccounts.submitOrder>> =>
  changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const orders = ordersOf(account)
      const before = await orders.read(account.ref)
      const submitted = await settle(
        account,
        () => orders.submit(account.ref, { idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await orders.read(account.ref)
          return now.state !== before.state || now.at !== before.at ? now : undefined
        },
      )
      return toOrder(submitted)
    },
    (_answer, { company, ref }) => ({
      event: 'connections.order_submitted',
      detail: { accountNumber: ref.accountNumber, company: company.name },
    }),
  )
