/**
 * Filters by the company's own fields, as one text of an address: `12:=north,13:true,14:[red,15:#1250`. A value after `=`
 * must be the field's own, one after `[` must be among those of a list, `true` is a ticked box, a number stands after `#`
 * (money in cents). Values are percent-encoded. All of them are equalities: that is what the index of the values answers.
 */
export type CustomCondition = { fieldId: number } & (
  { is: string } | { holds: string } | { equals: number } | { ticked: true }
)

export const writeCustomFilter = (conditions: readonly CustomCondition[]): string | undefined =>
  conditions
    .map((c) => {
      if ('ticked' in c) return `${c.fieldId}:true`
      if ('equals' in c) return `${c.fieldId}:#${c.equals}`
      return 'is' in c
        ? `${c.fieldId}:=${encodeURIComponent(c.is)}`
        : `${c.fieldId}:[${encodeURIComponent(c.holds)}`
    })
    .join(',') || undefined

/** The conditions of a text; parts that cannot be read are left out. At most ten. */
export function readCustomFilter(text: string | undefined): CustomCondition[] {
  return (text ?? '')
    .split(',')
    .slice(0, 10)
    .flatMap((part): CustomCondition[] => {
      const [, field, value] = /^([1-9]\d{0,14}):(true|#-?\d{1,15}(?:\.\d{1,4})?|[=[].+)$/.exec(part) ?? []
      if (!field || !value) return []
      const fieldId = Number(field)
      if (value === 'true') return [{ fieldId, ticked: true }]
      if (value.startsWith('#')) return [{ fieldId, equals: Number(value.slice(1)) }]
      const plain = decoded(value.slice(1))
      if (plain === null) return []
      return [value.startsWith('=') ? { fieldId, is: plain } : { fieldId, holds: plain }]
    })
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** What the record's values must hold: `{"12": "north", "14": ["red"]}`; null for no condition. */
export function customContains(text: string | undefined): Record<string, unknown> | null {
  const conditions = readCustomFilter(text)
  if (!conditions.length) return null
  const wanted: Record<string, unknown> = {}
  for (const c of conditions) {
    if ('ticked' in c) wanted[c.fieldId] = true
    else if ('is' in c) wanted[c.fieldId] = c.is
    else if ('equals' in c) wanted[c.fieldId] = c.equals
    else wanted[c.fieldId] = [...((wanted[c.fieldId] as string[] | undefined) ?? []), c.holds]
  }
  return wanted
}
