/**
 * Where the bytes of uploaded files lie: one folder a company, random keys for names, so that nothing that a user types
 * ever names a file on a disk. Rows refer to keys (file_version.storage_key); a key without a row is swept away.
 */
import type { Readable } from 'node:stream'

/** Positions of the first and the last byte, both included. */
export type ByteRange = { first: number; last: number }

export type StoredKey = { key: string; storedAt: Date }

/** A second kind of store (S3, say) implements this, and nothing else changes. */
export type FileStore = {
  /** Takes the bytes in and returns their key once they would outlive a power cut. If they break off, nothing stays. */
  put(companyId: number, bytes: AsyncIterable<Uint8Array>): Promise<string>
  /** @throws MissingBytes */
  read(companyId: number, key: string, range?: ByteRange): Promise<Readable>
  /** Removing what is not there is no error. */
  remove(companyId: number, key: string): Promise<void>
  /** The company's keys, some at a time. What broke off in the middle is listed with them. */
  list(companyId: number): AsyncIterable<StoredKey[]>
}

export class MissingBytes extends Error {
  constructor(key: string) {
    super(`The file store has nothing under ${key}`)
    this.name = 'MissingBytes'
  }
}

let current: FileStore | undefined

/** The process's store; openInstallation() sets it. */
export const useFileStore = (store: FileStore): void => void (current = store)

export function fileStore(): FileStore {
  if (!current) throw new Error('No file store: useFileStore() was not called')
  return current
}
