/** What every part of the port works with: the client, the brand's manifest, and the check that a reply is ours. */
import type { z } from 'zod'
import { dayMs } from '#shared/time.ts'
import type { AccountRef, Capability, Manifest } from '../contract.ts'
import { ConnectorError } from '../errors.ts'
import type { Choice, Period } from '../station-parts.ts'
import type { StationCall, StationClient } from './client.ts'
import { FieldError } from './map.ts'
import { choicesReply } from './wire-parts.ts'

type SerialReply = z.ZodObject<{ serial: z.ZodString }>

export type Line = ReturnType<typeof openLine>

export function openLine(manifest: Manifest, send: StationClient) {
  return {
    manifest,
    send,
    can: (capability: Capability) => manifest.capabilities.includes(capability),
    /** A call about one customer's part; an answer about another is never taken for it. */
    about: async <T extends SerialReply>(
      { externalId }: AccountRef,
      part: string,
      call: Omit<StationCall, 'path'>,
      schema: T,
    ): Promise<z.output<T>> => {
      const reply = await send({ ...call, path: `${customerPath(externalId)}/${part}` }, schema)
      if ((reply as { serial: string }).serial !== externalId)
        throw new ConnectorError('unexpected_reply', {
          call: call.call,
          outcome: call.effect === 'write' ? 'unknown' : 'not_applied',
          reason: 'The reply is about another account',
        })
      return reply
    },
    /** One of the station's lists: `event-types`, `details/template`. */
    choices: async (call: string, list: string): Promise<Choice[]> =>
      (await send({ call, effect: 'read', method: 'GET', path: `/reference/${list}` }, choicesReply)).choices,
    /** The period as the wire asks for it; refused if it is empty or longer than the station answers. */
    period: (call: string, { from, until }: Period): Record<string, string> =>
      checked(call, () => {
        const days = (Date.parse(until) - Date.parse(from)) / dayMs
        if (!(days > 0)) throw new FieldError('until', 'The end must be later than the beginning')
        const { maxDays } = manifest.parts ?? {}
        if (maxDays !== undefined && days > maxDays)
          throw new FieldError('until', `The station answers for at most ${maxDays} days at a time`)
        return { from, until }
      }),
  }
}

export const customerPath = (externalId: string) => `/customers/${encodeURIComponent(externalId)}`

/** Runs `map`; a value that the station cannot hold becomes a refusal before anything is sent. */
export function checked<T>(call: string, map: () => T): T {
  try {
    return map()
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    const { message: reason, field } = error
    throw new ConnectorError('rejected', { call, outcome: 'not_applied', reason, field })
  }
}
