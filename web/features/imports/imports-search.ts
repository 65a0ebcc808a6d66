/** What the addresses of imports may say. */
import { z } from 'zod'
import { importKinds, type ImportKind, importStates, type ImportState } from '#shared/rules/imports.ts'

const keysOf = <K extends string>(words: Record<K, unknown>) => Object.keys(words) as [K, ...K[]]

export const importsSearch = z.object({
  kind: z.enum(keysOf<ImportKind>(importKinds)).optional(),
  state: z.enum(keysOf<ImportState>(importStates)).optional(),
  new: z.literal(true).optional(),
})

export const importSearch = z.object({
  /** A saved mapping that is looked at before it is kept. */
  mapping: z.coerce.number().int().positive().optional(),
})
