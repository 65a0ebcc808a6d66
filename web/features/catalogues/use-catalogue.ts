/** One catalogue as its page shows it. */
import type { Output } from '#shared/contract.ts'
import {
  type CatalogueReference,
  catalogues,
  type ListedCatalogueValue,
} from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { notes } from '#shared/contracts/notes.ts'
import type { Data, ValueTexts } from '#shared/rules/catalogue-fields.ts'
import { type CatalogueDefinition } from '#shared/rules/catalogue-definition.ts'
import { catalogueDefinitions, type CatalogueKey } from '#shared/rules/catalogues.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'

export const from = '/$company/administration/catalogues/$catalogue'

export type Value = Omit<ListedCatalogueValue, 'data'> & { data: Data }
export type References = Record<string, CatalogueReference[]>

export type Catalogue = {
  key: CatalogueKey
  definition: CatalogueDefinition
  /** undefined while loading. */
  values: Value[] | undefined
  list: Output<typeof catalogues.list> | undefined
  references: References
  texts: ValueTexts
  abilities: { create: boolean; modify: boolean; delete: boolean }
  error: Error | null
  reload: () => void
}

export function useCatalogue(key: CatalogueKey): Catalogue {
  const { company } = useMe()
  const query = useEndpointQuery(catalogues.list, { params: { catalogue: key } })
  const references = query.data?.references ?? {}
  const definition = catalogueDefinitions[key]
  return {
    key,
    definition,
    values: query.data?.items as Value[] | undefined,
    list: query.data,
    references,
    texts: {
      currency: company.currency,
      nameOf(f, id) {
        const name = Object.keys(definition.fields).find((each) => definition.fields[each] === f)
        return references[name ?? '']?.find((reference) => reference.id === id)?.name
      },
    },
    abilities: query.data?.abilities ?? { create: false, modify: false, delete: false },
    error: query.error,
    reload: () => void query.refetch(),
  }
}

/** After a change: every catalogue, since they point to each other, and whatever offers their values. */
export function useCatalogueChanged(): () => Promise<unknown> {
  const { invalidate } = useInvalidate()
  return () =>
    Promise.all([invalidate(catalogues.list), invalidate(customers.options), invalidate(notes.ticketOptions)])
}
