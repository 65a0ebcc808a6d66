/** docs/operations/security.md is believed as far as this goes: every row names a test that there is, every requirement has a row. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSources } from './source.ts'

const root = resolve(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/operations/security.md'), 'utf8')

/** Chapter by chapter, section by section, how many requirements of levels 1 and 2 there are; chapters 10 and 17 have one row each. */
const numbers: Record<string, string[]> = {
  1: ['1-2', '1-9', '1-11', '1-3', '1-2'],
  2: ['1-3', '1-3', '1-4', '1'],
  3: ['', '1-2', '1-4', '1-6', '1-5', '', '1-2'],
  4: ['1-3', '1', '1-2', '1-4'],
  5: ['1', '1-3', '1-2', '1-3'],
  6: ['1-3', '1-11', '1-3', '1-4', '1-5', '1-3', '', '1-4'],
  7: ['1-3', '1-4', '1-2', '1-5', '1-2', '1-2'],
  8: ['1-2', '1-3', '1', '1'],
  9: ['1-3', '1-4'],
  11: ['1-2', '1-3', '1-3', '1-4', '1', '1'],
  12: ['1-3', '1-2', '1-4'],
  13: ['1', '1-5', '1-2', '1-5'],
  14: ['1-2', '1-4', '1-3'],
  15: ['1-3', '1-3', '1-7'],
  16: ['1', '1-5', '1-4', '1-3', '1-3'],
}
const required = [
  '10.*',
  '17.*',
  ...Object.entries(numbers).flatMap(([chapter, sections]) =>
    sections.flatMap((range, i) => {
      if (!range) return []
      const [first = 1, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, n) => `${chapter}.${i + 1}.${first + n}`)
    }),
  ),
]

type Row = { id: string; words: string; stands: string }
const rowsOf = (text: string): Row[] =>
  [...text.matchAll(/^\| (\d+\.(?:\*|\d+\.\d+)) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, id, words, stands]) => ({
      id: id!,
      words: words!.trim(),
      stands: stands!.trim(),
    }),
  )

/** What is wrong with a row; null if nothing is. */
function flawOf({ id, stands }: Row): string | null {
  if (stands.startsWith('held: ')) {
    const named = [...stands.matchAll(/`([^`]+\.(?:test|spec)\.ts)` “([^”]+)”/g)]
    if (!named.length || stands.split(/; (?=`)/).length !== named.length) return `${id} names no test`
    for (const [, file, name] of named) {
      const path = join(root, file!)
      if (!existsSync(path)) return `${id} names ${file}, which is not there`
      if (!titlesIn(readFileSync(path, 'utf8')).some((title) => title.includes(name!)))
        return `${id} names “${name}”, which is no test of ${file}`
    }
    return null
  }
  if (/^(not applicable, because |not met: |with the operator: |written: ).{5,}/.test(stands)) return null
  return `${id} says neither what holds it nor why nothing does`
}

/** The names of a file's tests, and nothing else of it. */
const titlesIn = (text: string): string[] =>
  [...text.matchAll(/\b(?:it|test)(?:\.\w+)?\(\s*(['"`])(.+?)\1\s*,/gs)].map(([, , title]) => title!)

describe('the security list', () => {
  it('[SEC-002] has a row for every requirement, and each names a test that there is, or why there is none', () => {
    const rows = rowsOf(page)
    expect(rows.map(({ id }) => id).sort()).toEqual([...required].sort())
    expect(rows.map(flawOf).filter(Boolean)).toEqual([])
    const met = rows.filter(({ stands }) => stands.startsWith('held: '))
    expect(met.length).toBeGreaterThan(required.length / 2)
  })

  it('[SEC-002] a row that names a test that is gone, no test, or no reason is found', () => {
    const stands = (text: string) => flawOf({ id: '9.9.9', words: 'planted', stands: text })
    const file = 'test/architecture/security-list.test.ts'
    expect(stands(`held: \`${file}\` “a row that names a test”`)).toBeNull()
    expect(stands(`held: \`${file}\` “no such test”`)).toContain('is no test of')
    // The words of a file that are no test’s name do not count.
    expect(stands(`held: \`${file}\` “The names of a file’s tests”`)).toContain('is no test of')
    expect(stands('held: `server/gone.test.ts` “x”')).toContain('not there')
    expect(stands('held: because we are careful')).toContain('names no test')
    expect(stands('not met: ')).toContain('neither')
    expect(stands('probably')).toContain('neither')
  })
})

/** What no file of ours may do, whatever for. */
const forbidden: [string, RegExp][] = [
  ['switches off the check of certificates', /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/],
  ['makes code of text', /\beval\(|new Function\(|dangerouslySetInnerHTML|\.innerHTML\s*=/],
  ['hashes with MD5', /createHash\(\s*['"]md5['"]/],
  ['sends somewhere else', /\breply\s*\.\s*redirect\(/],
]
const breaches = (files: readonly { path: string; text: string }[]): string[] =>
  files
    .filter(({ path }) => /^(server|shared|web)\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .flatMap(({ path, text }) =>
      forbidden.filter(([, sign]) => sign.test(text)).map(([what]) => `${path} ${what}`),
    )

it('[SEC-002] nothing makes code of text, trusts any certificate, hashes with MD5 or redirects', () => {
  const files = readSources(root)
  expect(files.length).toBeGreaterThan(500)
  expect(breaches(files)).toEqual([])
  const planted = (text: string) => breaches([{ path: 'server/http/planted.ts', text }])
  expect(planted('tls: { rejectUnauthorized: false }')).toHaveLength(1)
  expect(planted('element.innerHTML = name')).toHaveLength(1)
  expect(planted('return reply.redirect(query.to)')).toHaveLength(1)
})
