import { createHash } from 'node:crypto'
import { fileStore } from '#server/platform/file-store.ts'
import type { Requests } from '../every-endpoint.ts'

const bytes = Buffer.from('Front door sticks in winter.\n')

export const filesRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const storageKey = await fileStore().put(company.id, (async function* () { yield bytes })()) // prettier-ignore
    const fileId = await house.plant.insert('file', company, {
      customer_id: customer.id,
      name: `${marker}.txt`,
    })
    await house.plant.insert('file_version', company, {
      file_id: fileId,
      number: 1,
      original_name: `${marker}.txt`,
      content_type: 'text/plain',
      size_bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest(),
      storage_key: storageKey,
    })
    return { fileId }
  },
  queries: {
    'files.upload': ({ marker }) => ({ name: `${marker} new.txt` }),
    'files.addVersion': ({ marker }) => ({ version: 1, name: `${marker} again.txt` }),
  },
  bodies: {
    'files.update': ({ marker }) => ({ version: 1, file: { name: `${marker} renamed.txt` } }),
  },
}
