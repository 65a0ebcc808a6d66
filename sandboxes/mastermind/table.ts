/** The table of publicly seen facts, docs/connectors/mastermind-nexus.json: what the sandbox is strict about. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const names = z.array(z.string())
const reqType = z.enum(['G', 'A', 'C', 'D'])
export type ReqType = z.output<typeof reqType>
const documents = ['NMCNexusDocument', 'MMDataDocument'] as const
export type Dialect = (typeof documents)[number]

export const table = z
  .object({
    operation: z.object({ name: z.string(), parameters: names, result: z.string() }),
    soapAction: z.object({ value: z.string() }),
    documents: z.record(z.enum(documents), z.object({ namespace: z.string() })),
    confirmation: z.object({ column: z.string(), value: z.string() }),
    refusals: z.object({ denied: z.string() }),
    elements: z.record(
      z.string(),
      z.object({
        reqTypes: z.array(reqType),
        request: names,
        requestOurs: names.default([]),
        response: names,
        responseOurs: names.default([]),
        /** Whether it acts though its reqType says get. */
        action: z.boolean().default(false),
      }),
    ),
    enums: z.record(z.string(), z.object({ values: names })),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../docs/connectors/mastermind-nexus.json', import.meta.url), 'utf8')),
  )

export type Element = (typeof table)['elements'][string]

/** The columns that a request about the element may carry, of either grade. */
export const columnsOf = ({ request, requestOurs }: Element): string[] => [...request, ...requestOurs]
