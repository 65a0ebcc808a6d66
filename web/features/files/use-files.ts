/** Reading the files of one record, and sending new ones. */
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type FileRow, files, type FileValues } from '#shared/contracts/files.ts'
import { history } from '#shared/contracts/history.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { upload } from '#web/api/upload.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { countText } from './files-words.ts'
import { UploadQueue } from './upload-queue.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export const useFiles = (customerId: number) => useEndpointQuery(files.list, { params: { customerId } })

/** Has the list, the tab's count and all history read anew. */
export function useFilesChanged(customerId: number): () => void {
  const { invalidate } = useInvalidate()
  const params = { customerId }
  return () => {
    void invalidate(files.list, params)
    void invalidate(files.get)
    void invalidate(files.history)
    void invalidate(customers.open, params)
    void invalidate(history.ofCustomer, params)
  }
}

/** The page's uploads: they end with it. */
export function useUploads(customerId: number) {
  const changed = useFilesChanged(customerId)
  const latest = useRef(changed)
  latest.current = changed
  const [queue] = useState(() => {
    let arrived: string[] = []
    const made: UploadQueue = new UploadQueue((name) => {
      arrived.push(name)
      latest.current()
      // Said once, when the last of those that were sent together is there.
      if (made.uploads().some(({ state }) => state !== 'failed')) return
      toastDone(
        arrived.length === 1 ? `${name} was uploaded.` : `${countText(arrived.length)} were uploaded.`,
      )
      arrived = []
    })
    return made
  })
  useEffect(() => () => queue.dropAll(), [queue])
  const uploads = useSyncExternalStore(queue.subscribe, queue.uploads)
  return {
    queue,
    uploads,
    add: (file: File, { name, categoryId, description }: FileValues) =>
      queue.add(name, file, (bytes, how) => {
        const query = { name, description, ...(categoryId !== null && { categoryId }) }
        return upload(files.upload, { params: { customerId }, query }, bytes, how)
      }),
    addVersion: (of: FileRow, file: File) =>
      queue.add(`${of.name} (version ${of.number + 1})`, file, (bytes, how) => {
        const input = {
          params: { customerId, fileId: of.id },
          query: { version: of.version, name: file.name },
        }
        return upload(files.addVersion, input, bytes, how)
      }),
  }
}
export type Uploads = ReturnType<typeof useUploads>
