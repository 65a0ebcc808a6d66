/** The table of public facts, docs/connectors/brinks-midi.json: what the sandbox is strict about. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const names = z.array(z.string())
const attributes = z.object({ B: names, ours: names })
const action = z.object({ root: z.string(), attributes: names })
const filter = action.extend({ row: z.string() })
const entityNames = [
  'Sitesystems',
  'Contacts',
  'Zones',
  'SiteAgencyPermits',
  'SiteOptions',
  'SiteSystemOptions',
  'Eventhistories',
  'Agencies',
  'Agencytypes',
  'Testcats',
  'Events',
  'Equiptypes',
  'Equiplocs',
  'Equip_event_xref',
  'Systypes',
  'Twoways',
  'Ooscats',
  'CellProviders',
  'Options',
] as const
export type Entity = (typeof entityNames)[number]
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
    account: z.object({
      order: names,
      SiteSystem: attributes,
      Zone: attributes,
      SiteAgencyPermit: attributes,
      Contact: attributes,
      SiteOption: attributes,
      SiteSystemOption: attributes,
    }),
    immediate: z.object({ OnTest: action, OutOfService: action, Twoway: action }),
    filters: z.object({ Agencies: filter, Eventhistories: filter }),
    entities: z.record(z.enum(entityNames), z.object({ columns: names })),
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

export type RowName =
  'SiteSystem' | 'Zone' | 'SiteAgencyPermit' | 'Contact' | 'SiteOption' | 'SiteSystemOption'
export type Immediate = 'OnTest' | 'OutOfService' | 'Twoway'

/** The attributes that a row of the account's XML may have, of either grade. */
export const attributesOf = (row: RowName): string[] => [...table.account[row].B, ...table.account[row].ours]

/** The entity of that name, whatever its case: public clients write some of them both ways. */
export const entityOf = (name: string): Entity | undefined =>
  entityNames.find((entity) => entity.toLowerCase() === name.toLowerCase())
