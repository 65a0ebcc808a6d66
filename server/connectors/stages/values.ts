/** Single values between our formats and the station's. */
import { parsePhone } from '#shared/phone.ts'
import { FieldError } from '../look-first.ts'
import type { Phone } from './wire.ts'

export const clean = (text: string | null | undefined) => (text ?? '').trim()

export const checkLength = (field: string, value: string, maxLength: number): void => {
  if (value.length > maxLength)
    throw new FieldError(field, `The station keeps at most ${maxLength} characters`)
}

export function phoneFromWire({ PhoneNumber, Extension }: Phone): string {
  const number = clean(PhoneNumber)
  const extension = clean(Extension)
  const written = extension ? `${number} x${extension}` : number
  return parsePhone(written) ?? written
}

/** A number in our form as the wire has it, number and extension apart. Throws `FieldError`. */
export function phoneToWire(field: string, phone: string): { PhoneNumber: string; Extension: string | null } {
  const [PhoneNumber, Extension] = parsePhone(phone)?.split('x') ?? []
  if (!PhoneNumber) throw new FieldError(field, 'The station takes ten-digit telephone numbers only')
  return { PhoneNumber, Extension: Extension ?? null }
}
