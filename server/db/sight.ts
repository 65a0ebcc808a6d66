/**
 * What of a request's answer was confidential and unmasked: who turns rows into answers says so here, field by field,
 * and http/audit-trail.ts keeps it (ADM-013). Names of fields alone, never values.
 */
export class Sight {
  /** Names of fields by the record; null: of no record alone. */
  #seen: Map<number | null, Set<string>> | undefined

  note(customerId: number | null, field: string): void {
    const seen = (this.#seen ??= new Map<number | null, Set<string>>())
    const fields = seen.get(customerId)
    if (fields) fields.add(field)
    else seen.set(customerId, new Set([field]))
  }

  /** What was noted since it was last taken: the records with the same fields together. */
  take(): { customerIds: (number | null)[]; fields: string[] }[] {
    if (!this.#seen) return []
    const groups = new Map<string, { customerIds: (number | null)[]; fields: string[] }>()
    for (const [customerId, names] of this.#seen) {
      const fields = [...names].sort()
      const known = groups.get(fields.join())
      if (known) known.customerIds.push(customerId)
      else groups.set(fields.join(), { customerIds: [customerId], fields })
    }
    this.#seen = undefined
    return [...groups.values()]
  }
}
