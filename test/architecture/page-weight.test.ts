/** What the record's page weighs as it is built and sent (PERF-008). `npm run bench -- page` measures the rest in a browser. */
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildWeb, isWebBuildDue } from '../../scripts/start/web-build.ts'

const root = path.resolve(import.meta.dirname, '../..')
const dist = path.join(root, 'web/dist')

type Chunk = { file: string; src?: string; isEntry?: boolean; imports?: string[] }
type Manifest = Record<string, Chunk>

const record = 'features/customers/record'
/** What a visit of a record loads, beside the entry: its page, its Home, and the inputs of the company's own fields. */
const pages = ['RecordPage.tsx', 'HomePage.tsx', 'form/inputs/CustomInput.tsx'].map(
  (file) => `${record}/${file}`,
)

/** The files of script that the named modules cannot be without. */
function scriptsOf(manifest: Manifest, names: readonly string[]): string[] {
  const found = new Set<string>()
  const add = (name: string) => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`The page has no chunk ${name}`)
    if (found.has(chunk.file)) return
    found.add(chunk.file)
    chunk.imports?.forEach(add)
  }
  names.forEach(add)
  return [...found]
}

/** Bytes as they are sent: each script has its compressed twin. */
const weightOf = (file: string): number => fs.statSync(path.join(dist, `${file}.gz`)).size

describe('[PERF-008] the page of a record', () => {
  let manifest: Manifest
  let scripts: string[]
  beforeAll(async () => {
    if (isWebBuildDue(root)) await buildWeb(root)
    manifest = JSON.parse(fs.readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8')) as Manifest
    // The document of a frame is no part of the page.
    const entry = Object.keys(manifest).filter((name) => manifest[name]!.isEntry && name !== 'capture.html')
    scripts = scriptsOf(manifest, [...entry, ...pages])
  }, 120_000)

  it('weighs at most 250 kB of compressed script, in a sane number of files', () => {
    const weights = scripts.map((file) => ({ file, bytes: weightOf(file) })).sort((a, b) => b.bytes - a.bytes)
    const total = weights.reduce((sum, { bytes }) => sum + bytes, 0)
    const heaviest = weights.slice(0, 12).map(({ file, bytes }) => `${bytes} ${file}`)
    expect(total, `Heaviest:\n${heaviest.join('\n')}`).toBeLessThanOrEqual(250_000)
    expect(scripts.length).toBeLessThanOrEqual(48)
  })

  it('leaves to their own moment what checks values, tables, dialogs and calendars', () => {
    const late = scripts.filter((file) =>
      /\/(schemas|checks|tables|Modal|Drawer|Menu|Calendar|Palette|RecordList)-/.test(file),
    )
    expect(late).toEqual([])
    const withZod = scripts.filter((file) =>
      fs.readFileSync(path.join(dist, file), 'utf8').includes('ZodError'),
    )
    expect(withZod).toEqual([])
  })
})
