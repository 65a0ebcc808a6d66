/**
 * A sandbox's memory across a restart: one JSON line per change, written before the change is answered, so
 * that killing the process loses nothing that anybody was told. (No fsync: a power cut may.)
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

export type Journal<Entry> = {
  append(entry: Entry): void
  /** Replaces the whole file, all or nothing. */
  rewrite(entries: readonly Entry[]): void
  close(): void
}

/** Reads what is there and opens the file for more; a null `file` keeps nothing. Throws if the file is damaged. */
export function openJournal<Entry>(file: string | null): { entries: Entry[]; journal: Journal<Entry> } {
  if (file === null) return { entries: [], journal: { append() {}, rewrite() {}, close() {} } }
  mkdirSync(dirname(file), { recursive: true })
  const entries = existsSync(file) ? readEntries<Entry>(file) : []

  let handle = -1
  const journal: Journal<Entry> = {
    append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      for (let written = 0; written < line.length;) written += writeSync(handle, line, written)
    },
    rewrite(all) {
      const fresh = `${file}.new`
      writeFileSync(fresh, all.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
      renameSync(fresh, file)
      if (handle >= 0) closeSync(handle)
      handle = openSync(file, 'a')
    },
    close() {
      if (handle >= 0) closeSync(handle)
      handle = -1
    },
  }
  // Also cuts off a torn last line, so that the next one does not grow onto it.
  journal.rewrite(entries)
  return { entries, journal }
}

function readEntries<Entry>(file: string): Entry[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  // What follows the last line feed was being written when the process died; nobody was told of it.
  lines.pop()
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Entry
    } catch (cause) {
      throw new Error(`${file} is damaged at line ${index + 1}; delete it to start from the seed`, { cause })
    }
  })
}
