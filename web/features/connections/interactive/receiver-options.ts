import { formatPhone } from '#shared/phone.ts'

type Receiver = { code: string; label: string; phone: string }

const digits = (text: string) => text.replace(/\D/g, '')

/** For a select: what stands at the provider is in it also where the provider does not list it any more. */
export function receiverOptions(receivers: readonly Receiver[] | undefined, stored: string) {
  const listed = (receivers ?? []).map(({ code, label, phone }) => ({
    value: code,
    label: digits(label).includes(digits(phone)) ? label : `${label} (${formatPhone(phone)})`,
  }))
  return [
    { value: '', label: 'None' },
    ...(stored && !listed.some(({ value }) => value === stored) ? [{ value: stored, label: stored }] : []),
    ...listed,
  ]
}
