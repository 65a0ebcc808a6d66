/** The table of public facts, docs/connectors/brinks-midi.json: what the sandbox is strict about. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const names = z.array(z.string())
const attributes = z.object({ B: names, ours: names })
const operationName = z.enum(['GetData', 'AccountOnline', 'Update', 'Immediate'])

export const table = z
  .object({
    namespace: z.object({ value: z.string() }),
    header: z.object({ element: z.string(), child: z.string(), value: z.string() }),
    soapAction: z.object({ value: z.string() }),
    operations: z.record(
      operationName,
      z.object({ parameters: names, required: names, effect: z.enum(['read', 'write']) }),
    ),
    enums: z.record(z.string(), z.object({ values: names })),
    account: z.object({ order: names, SiteSystem: attributes, Contact: attributes }),
    entities: z.record(z.enum(['Sitesystems', 'Contacts', 'Testcats']), z.object({ columns: names })),
    confirmation: z.object({
      columns: names,
      informative: z.object({ msg_type: z.string(), err_no: z.string() }),
      online: z.object({ entry_id: z.string(), table_name: z.string(), err_text: z.string() }),
    }),
    readError: z.object({ columns: names }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../docs/connectors/brinks-midi.json', import.meta.url), 'utf8')))

export type Operation = z.output<typeof operationName>
export const isOperation = (name: string): name is Operation => Object.hasOwn(table.operations, name)

/** The attributes that a row of the account's XML may have, of either grade. */
export const attributesOf = (row: 'SiteSystem' | 'Contact') => [
  ...table.account[row].B,
  ...table.account[row].ours,
]
