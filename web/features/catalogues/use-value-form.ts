/** What is typed into the drawer of a value, and how it is saved. */
import { useState } from 'react'
import { type CatalogueConflict, catalogues, type CatalogueValue } from '#shared/contracts/catalogues.ts'
import {
  type Data,
  type DataValue,
  emptyValue,
  fieldSchema,
  firstValue,
  isThere,
} from '#shared/rules/catalogue-fields.ts'
import { checkData, proposedName, settle, storedData } from '#shared/rules/catalogue-data.ts'
import { fieldErrors, Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { type Catalogue, useCatalogueChanged, type Value } from './use-catalogue.ts'

/** A field whose text is no value yet holds the text. */
export type Draft = { name: string; active: boolean; data: Data }

export type ValueForm = {
  draft: Draft
  errors: Record<string, string>
  /** What was refused and belongs to no field. */
  problem: string | null
  conflict: CatalogueConflict | null
  isDirty: boolean
  isSaving: boolean
  setName: (name: string) => void
  setActive: (active: boolean) => void
  set: (changes: Readonly<Record<string, DataValue>>) => void
  /** The saved value; null if it was refused. */
  save: () => Promise<CatalogueValue | null>
  /** Empties the form for another value. */
  begin: () => void
  /** Goes on from the value as somebody else saved it: with theirs, or with what is typed here. */
  resolve: (whose: 'theirs' | 'mine') => void
}

function firstDraft(catalogue: Catalogue, value: Value | null): Draft {
  if (value) return { name: value.name, active: value.active, data: value.data }
  const { fields } = catalogue.definition
  const data = Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, firstValue(f)]))
  return { name: '', active: true, data }
}

/** Mine where I changed something, theirs where I did not. */
function merge(read: Draft, mine: Draft, theirs: Draft): Draft {
  const pick = <T>(was: T, my: T, their: T): T => (JSON.stringify(was) === JSON.stringify(my) ? their : my)
  const names = Object.keys({ ...theirs.data, ...mine.data })
  return {
    name: pick(read.name, mine.name, theirs.name),
    active: pick(read.active, mine.active, theirs.active),
    data: Object.fromEntries(
      names.map((name) => [
        name,
        pick(read.data[name] ?? null, mine.data[name] ?? null, theirs.data[name] ?? null),
      ]),
    ),
  }
}

export function useValueForm(catalogue: Catalogue, value: Value | null): ValueForm {
  const { key, definition, texts } = catalogue
  const [base, setBase] = useState(() => ({
    version: value?.version ?? 0,
    draft: firstDraft(catalogue, value),
  }))
  const [draft, setDraft] = useState(base.draft)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [conflict, setConflict] = useState<CatalogueConflict | null>(null)
  const create = useEndpointMutation(catalogues.create)
  const update = useEndpointMutation(catalogues.save)
  const changed = useCatalogueChanged()

  /** What the contract and the catalogue’s own rules refuse, by path. */
  const check = (): Record<string, string> => {
    const found: [string, string][] = []
    const data = settle(key, draft.data)
    for (const [name, f] of Object.entries(definition.fields)) {
      if (!isThere(f, data)) continue
      const result = fieldSchema(f).safeParse(data[name])
      for (const { path, message } of result.error?.issues ?? [])
        found.push([['data', name, ...path].join('.'), message])
    }
    if (!found.length)
      for (const { path, message } of checkData(key, storedData(key, data))) found.push([path, message])
    const { namedBy, nameLabel = 'Name' } = definition
    if (!draft.name.trim() && !(namedBy && proposedName(key, data, texts.currency)))
      found.push(['name', `${nameLabel} is required`])
    return Object.fromEntries(found.reverse())
  }

  const save = async (): Promise<CatalogueValue | null> => {
    const refused = check()
    setErrors(refused)
    setProblem(null)
    if (Object.keys(refused).length) return null
    const data = settle(key, draft.data) as CatalogueValue['data']
    const body = { name: draft.name, active: draft.active, data }
    try {
      const saved = value
        ? await update.mutateAsync({
            params: { catalogue: key, valueId: value.id },
            body: { ...body, version: base.version },
          })
        : await create.mutateAsync({ params: { catalogue: key }, body })
      await changed()
      return saved
    } catch (error) {
      setErrors(fieldErrors(error))
      if (error instanceof Problem && error.code === 'catalogues.stale')
        setConflict(error.extra.conflict as CatalogueConflict)
      else if (!(error instanceof Problem) || !error.errors.length) setProblem(problemText(error))
      return null
    }
  }

  return {
    draft,
    errors,
    problem,
    conflict,
    isDirty: JSON.stringify(draft) !== JSON.stringify(base.draft),
    isSaving: create.isPending || update.isPending,
    setName: (name) => setDraft((now) => ({ ...now, name })),
    setActive: (active) => setDraft((now) => ({ ...now, active })),
    set: (changes) => setDraft((now) => ({ ...now, data: { ...now.data, ...changes } })),
    save,
    begin() {
      const first = firstDraft(catalogue, null)
      // What stays the same from one to the next: the source of campaigns, the station of dealer numbers.
      const { uniqueWithin } = definition
      const data = uniqueWithin
        ? {
            ...first.data,
            [uniqueWithin]: draft.data[uniqueWithin] ?? emptyValue(definition.fields[uniqueWithin]!),
          }
        : first.data
      setBase({ version: 0, draft: { ...first, data } })
      setDraft({ ...first, data })
      setErrors({})
    },
    resolve(whose) {
      if (!conflict) return
      const { version, name, active } = conflict.value
      const theirs: Draft = { name, active, data: conflict.value.data as Data }
      setBase({ version, draft: theirs })
      setDraft(whose === 'theirs' ? theirs : merge(base.draft, draft, theirs))
      setConflict(null)
      void changed()
    },
  }
}
