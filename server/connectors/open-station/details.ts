/** The station's own fields of an account, and whether the station acts upon its signals. */
import type { DetailField, Details, DetailsPart, Service } from '../station-parts.ts'
import type { Manifest } from '../contract.ts'
import { checked, type Line } from './line.ts'
import { FieldError } from './map.ts'
import { customerReply } from './wire.ts'
import { detailsReply } from './wire-parts.ts'

const isDate = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text

/** What is wrong with a value, in words; null if the station can hold it. */
function fault(field: DetailField, value: string): string | null {
  if (value === '') return field.required ? 'The station needs this' : null
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return `The station keeps at most ${field.maxLength} characters`
  if (field.pattern && !new RegExp(field.pattern.like).test(value)) return field.pattern.help
  if (field.type === 'date' && !isDate(value)) return 'Must be a date as 2027-03-31'
  if (field.type === 'flag' && value !== 'yes') return 'Either yes or nothing'
  if (typeof field.choices === 'object' && !field.choices.some(({ code }) => code === value))
    return 'Not one of the choices'
  return null
}

/** The values as they go out; throws `FieldError` (`details.template`) for what the station cannot hold. */
export function detailsToWire(
  manifest: Manifest,
  values: Details,
  may: (field: DetailField) => boolean,
): Details {
  for (const [key, value] of Object.entries(values)) {
    const field = manifest.parts?.details?.find((one) => one.key === key)
    if (!field) throw new FieldError(`details.${key}`, 'The station keeps no such detail')
    const wrong = may(field) ? fault(field, value) : 'The station does not take this now'
    if (wrong) throw new FieldError(`details.${key}`, wrong)
  }
  return values
}

/** What creating sends of the station's own fields; throws `FieldError` for one that is needed and not given. */
export function detailsAtCreation(manifest: Manifest, given: Details = {}): Details {
  for (const { key, atCreation, required } of manifest.parts?.details ?? [])
    if (atCreation && required && !given[key])
      throw new FieldError(`details.${key}`, 'The station opens no account without it')
  return detailsToWire(manifest, given, ({ atCreation }) => atCreation)
}

export function openDetails(line: Line): DetailsPart {
  const { manifest } = line
  const fromWire = (details: Details): Details =>
    Object.fromEntries((manifest.parts?.details ?? []).map(({ key }) => [key, (details[key] ?? '').trim()]))
  return {
    read: async (ref) => {
      const call = { call: 'Read details', effect: 'read', method: 'GET' } as const
      return fromWire((await line.about(ref, 'details', call, detailsReply)).details)
    },
    write: async (ref, { values, idempotencyKey, revision }) => {
      const call = 'Save details'
      const details = checked(call, () => detailsToWire(manifest, values, ({ editable }) => editable))
      const write = {
        call,
        effect: 'write',
        method: 'PATCH',
        body: { details },
        idempotencyKey,
        revision,
      } as const
      return fromWire((await line.about(ref, 'details', write, detailsReply)).details)
    },
    choices: (key) => line.choices('List choices', `details/${encodeURIComponent(key)}`),
  }
}

export function openService(line: Line): Service {
  return {
    set: async (ref, { inService, category, comment, idempotencyKey, revision }) => {
      const call = inService ? 'Put in service' : 'Take out of service'
      checked(call, () => {
        if (comment.length > 200) throw new FieldError('comment', 'The station keeps at most 200 characters')
      })
      const reply = await line.about(
        ref,
        'service',
        {
          call,
          effect: 'write',
          method: 'PUT',
          body: { inService, category, comment },
          idempotencyKey,
          revision,
        },
        customerReply,
      )
      return { inService: reply.status === 'in_service' }
    },
    ...(line.manifest.parts?.service?.categories && {
      categories: () => line.choices('List reasons', 'service-categories'),
    }),
  }
}
