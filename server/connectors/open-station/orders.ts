/** The order of an account, where the station takes orders: how it stands, and submitting it. Our own extension. */
import type { Orders, StationOrder } from '../station-parts.ts'
import type { Line } from './line.ts'
import { orderReply } from './wire-parts.ts'
import type { z } from 'zod'

const fromWire = ({ state, report, at }: z.output<typeof orderReply>): StationOrder => ({
  state,
  report,
  at: at ?? '',
})

export function openOrders(line: Line): Orders {
  return {
    read: async (ref) => {
      const call = { call: 'Read order', effect: 'read', method: 'GET' } as const
      return fromWire(await line.about(ref, 'order', call, orderReply))
    },
    submit: async (ref, { idempotencyKey, revision }) => {
      const call = { call: 'Submit order', effect: 'write', method: 'POST', body: {} } as const
      return fromWire(
        await line.about(ref, 'order/submission', { ...call, idempotencyKey, revision }, orderReply),
      )
    },
  }
}
