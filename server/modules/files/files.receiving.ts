/** Takes an upload in: counted, digested and looked at while it is on its way to the file store. */
import { createHash } from 'node:crypto'
import { fail } from '#shared/errors.ts'
import { sizeText } from '#shared/rules/files.ts'
import type { Upload } from '#server/http/upload.ts'
import { fileStore } from '#server/platform/file-store.ts'
import type { NewVersion } from './files.queries.ts'
import { contentTypeOf, headBytes } from './files.types.ts'

/**
 * Stores the bytes. Whatever fails leaves nothing in the store.
 * @param name as it will be kept; what is in the file must not contradict it.
 * @throws files.too_large, files.empty, files.refused, files.mismatch, files.interrupted
 */
export async function receive(
  companyId: number,
  { bytes, announcedBytes }: Upload,
  name: string,
  maxBytes: number,
): Promise<NewVersion> {
  const tooLarge = () => fail('files.too_large', { max: sizeText(maxBytes) })
  if (announcedBytes !== null && announcedBytes > maxBytes) tooLarge()
  const hash = createHash('sha256')
  let size = 0
  let contentType: string | undefined
  const watched = async function* () {
    // Held back until enough has come to tell what it is: what is refused never reaches the store.
    let head: Buffer | undefined = Buffer.alloc(0)
    for await (const chunk of bytes) {
      size += chunk.length
      if (size > maxBytes) tooLarge()
      hash.update(chunk)
      if (!head) {
        yield chunk
        continue
      }
      head = Buffer.concat([head, chunk])
      if (head.length < headBytes) continue
      contentType = contentTypeOf(head.subarray(0, headBytes), name)
      yield head
      head = undefined
    }
    if (announcedBytes !== null && size !== announcedBytes) fail('files.interrupted')
    if (size === 0) fail('files.empty')
    if (!head) return
    contentType = contentTypeOf(head, name)
    yield head
  }
  const key = await fileStore().put(companyId, watched())
  return {
    original_name: name,
    content_type: contentType!,
    size_bytes: size,
    sha256: hash.digest(),
    storage_key: key,
  }
}
