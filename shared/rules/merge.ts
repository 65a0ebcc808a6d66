/**
 * Putting two people's changes of one record together (REC-141). Both sides began from the same values; what only
 * one of them changed is kept, what both changed to different values is a clash for a person to decide.
 */
import type { CustomValue, FieldKey, RecordValues } from './custom-fields.ts'
import { sameValue } from './custom-values.ts'

export type Side = 'ours' | 'theirs'

/** One field on both sides. `base` is what both began from. */
export type MergedField = { field: FieldKey; base: CustomValue; ours: CustomValue; theirs: CustomValue }

export type Merge = {
  /** Both changed it, to different values: somebody has to choose. */
  clashes: MergedField[]
  /** Only they changed it: their value stands. */
  taken: MergedField[]
  /** Only we changed it: our value stands. */
  kept: MergedField[]
  /** Both changed it to the same value: nothing is left to save. */
  agreed: MergedField[]
}

/** A field that is not there holds nothing, and an emptied text holds nothing either. */
const valueOf = (values: RecordValues, name: FieldKey): CustomValue => {
  const value = values[name]
  return value === undefined || value === '' ? null : value
}

/**
 * Sorts every field that either side changed.
 * @param base what both sides read.
 * @param ours our changed fields, in the form in which they would be saved; unchanged ones may be among them.
 * @param theirs the fields that they changed meanwhile, as stored now; unchanged ones may be among them.
 */
export function mergeFields(base: RecordValues, ours: RecordValues, theirs: RecordValues): Merge {
  const merge: Merge = { clashes: [], taken: [], kept: [], agreed: [] }
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)] as FieldKey[])
  for (const field of names) {
    const was = valueOf(base, field)
    const our = field in ours ? valueOf(ours, field) : was
    const their = field in theirs ? valueOf(theirs, field) : was
    const both: MergedField = { field, base: was, ours: our, theirs: their }
    const [weChanged, theyChanged] = [!sameValue(our, was), !sameValue(their, was)]
    if (!weChanged && !theyChanged) continue
    if (sameValue(our, their)) merge.agreed.push(both)
    else if (!weChanged) merge.taken.push(both)
    else if (!theyChanged) merge.kept.push(both)
    else merge.clashes.push(both)
  }
  return merge
}

/**
 * What is left to save on top of their version, once each clash is decided; a clash without a choice is ours.
 * What they hold already is not in it.
 */
export function fieldsToSave(merge: Merge, choices: { [K in FieldKey]?: Side }): RecordValues {
  const ours = merge.clashes.filter(({ field }) => choices[field] !== 'theirs')
  return Object.fromEntries([...merge.kept, ...ours].map((m) => [m.field, m.ours])) as RecordValues
}
