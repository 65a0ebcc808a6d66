import { receiveImport } from '#server/modules/imports/imports.file.ts'
import type { Requests } from '../every-endpoint.ts'

const choices = {
  columns: ['firstName', 'lastName', 'city', 'state', 'primaryPhone', 'accountType', 'locationId'],
}

/** Imports are their user's own: these belong to somebody who does not ask. */
export const importsRequests: Requests = {
  async plant(house, { marker, here }) {
    const { company } = here
    const owner = await house.plant.user({ company, lastName: marker })
    const bytes = Buffer.from(
      `First,Last,City,State,Phone,Type,Office\n${marker},Row,Provo,UT,8015550100,Residential,${here.name}\n`,
    )
    const file = await receiveImport(company.id, {
      bytes: (async function* () { yield bytes })(), // prettier-ignore
      announcedBytes: bytes.length,
    })
    const importId = await house.plant.insert('data_import', company, {
      user_id: owner.id,
      kind: 'customer',
      file_name: `${marker}.csv`,
      size_bytes: bytes.length,
      storage_key: file.key,
      encoding: file.encoding,
      delimiter: file.delimiter,
      headings: file.headings,
      total: file.total,
      choices,
    })
    const mappingId = await house.plant.insert('import_mapping', company, {
      kind: 'customer',
      name: marker,
      headings: file.headings,
      choices,
      saved_by: owner.id,
    })
    return { importId, mappingId }
  },
  queries: {
    'imports.upload': ({ marker }) => ({ kind: 'customer', name: `${marker} new.csv` }),
    'imports.live': () => ({ once: 'true' }),
  },
  bodies: {
    'imports.map': () => ({ version: 1, choices }),
    'imports.check': () => ({ version: 1 }),
    'imports.run': () => ({ version: 1 }),
  },
}
