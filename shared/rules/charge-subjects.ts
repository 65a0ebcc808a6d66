/**
 * The charge engine knows what is charged by a kind and a uuid; invoices and payments have numbers of their company. The number stands in
 * the uuid's last 48 bits, in the form that RFC 9562 leaves to the application (version 8).
 */
const prefix = '00000000-0000-8000-8000-'

export const subjectUuid = (id: number): string => prefix + id.toString(16).padStart(12, '0')

/** Null: a uuid of somebody else's. */
export const subjectNumber = (uuid: string): number | null =>
  uuid.startsWith(prefix) ? Number.parseInt(uuid.slice(prefix.length), 16) : null
