import { type AddressSuggestion, type Place, places } from '#shared/contracts/places.ts'
import { type Module, module } from '#server/http/module.ts'
import { verifyAddress } from './places.checking.ts'
import { citiesStatement, onFileStatement, zipStatement } from './places.queries.ts'
import { readVerifier, saveVerifier, testVerifier, type Verifiers } from './places.verifier.ts'

const shown = 6

/** “2214 North Canyon Road, Prov” is a street and the beginning of a city. */
function splitTyped(text: string): { street: string; city: string } {
  const comma = text.indexOf(',')
  return comma < 0
    ? { street: text, city: '' }
    : { street: text.slice(0, comma).trim(), city: text.slice(comma + 1).trim() }
}

export const placesModule = (verifiers: Verifiers): Module =>
  module('places', places, {
    byZip: {
      statements: ({ params }) => [zipStatement(params.zip.slice(0, 5))],
      answer: (_ctx, [rows]) => ({ place: (rows![0] as Place | undefined) ?? null }),
    },
    suggest: {
      statements({ query }) {
        const { street, city } = splitTyped(query.text)
        return [
          onFileStatement(street, shown),
          // Without a city there is nothing to look for: the statement then finds no row.
          citiesStatement(city || '\u0001', query.state ?? null, shown),
        ]
      },
      answer(_ctx, [onFile, cities], { query }) {
        const { street, city } = splitTyped(query.text)
        const known = (onFile as Omit<AddressSuggestion, 'source'>[])
          .filter((row) => row.city.toLowerCase().startsWith(city.toLowerCase()))
          .map((row) => ({ ...row, source: 'on_file' as const }))
        const made = street
          ? (cities as Place[]).map((row) => ({ ...row, addressLine1: street, source: 'zip' as const }))
          : []
        return { items: [...known, ...made].slice(0, shown) }
      },
    },
    verify: (ctx, input) => verifyAddress(ctx, input, verifiers),
    verifier: readVerifier,
    saveVerifier,
    testVerifier: (ctx) => testVerifier(ctx, verifiers),
  })
