import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { layOut } from './new-connector.ts'

const project = join(import.meta.dirname, '..')
const copy = mkdtempSync(join(tmpdir(), 'new-connector-'))
afterAll(() => rmSync(copy, { recursive: true }))

const contents = () => {
  const files = readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [file.slice(copy.length + 1), readFileSync(file, 'utf8')]))
}

describe('a new connector', () => {
  it('[CON-101] is two folders and a line in each list, compiles, and passes the suite as it is laid out', async () => {
    // A second try begins anew.
    for (const entry of readdirSync(copy)) rmSync(join(copy, entry), { recursive: true })
    for (const path of [
      'server/connectors',
      'server/platform/open-transaction.ts',
      'sandboxes',
      'shared',
      'docs/connectors',
      // What the connectors' own tests share.
      'test/helpers/open-station-brand.ts',
    ])
      cpSync(join(project, path), join(copy, path), {
        recursive: true,
        // The rules' own tests lean on helpers of the whole house.
        filter: (from) => !from.startsWith(join(project, 'shared')) || !from.endsWith('.test.ts'),
      })
    for (const path of ['package.json', 'tsconfig.json', '.prettierrc.json'])
      cpSync(join(project, path), join(copy, path))
    const before = contents()
    const paths = await layOut(copy, { key: 'acorn', name: 'Acorn Monitoring', system: 'SYS-90' })

    const after = contents()
    const touched = [...after.keys()].filter((path) => after.get(path) !== before.get(path))
    expect(touched.sort()).toEqual([...paths].sort())
    const elsewhere = touched.filter((path) => !/^(server\/connectors|sandboxes)\/acorn\//.test(path))
    expect(elsewhere.sort()).toEqual(['CHANGELOG.md', 'sandboxes/all.ts', 'server/connectors/registry.ts'])
    // An import and an entry; the list may be laid out anew when it grows past a line.
    const bare = (text: string) => text.replace(/\s+/g, '').replace(/,(?=[\]}])/g, '')
    for (const [path, file] of [
      ['sandboxes/all.ts', 'server'],
      ['server/connectors/registry.ts', 'acorn'],
    ] as const) {
      const without = bare(after.get(path)!)
        .replace(`import{acorn}from'./acorn/${file}.ts'`, '')
        .replace(/,acorn(?=[\]}])/, '')
      expect(without).toBe(bare(before.get(path)!))
      expect(after.get(path)).toMatch(/\bacorn\b/)
    }

    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
    const run = (script: string, ...args: string[]) =>
      execFileSync(process.execPath, [join(project, 'node_modules', script), ...args], {
        cwd: copy,
        encoding: 'utf8',
      })
    run('ts7/bin/tsc', '-p', '.')
    run(
      'vitest/vitest.mjs',
      'run',
      '--root',
      copy,
      'server/connectors/acorn',
      '--reporter=json',
      '--outputFile=report.json',
    )
    const report = JSON.parse(readFileSync(join(copy, 'report.json'), 'utf8')) as {
      numPassedTests: number
      success: boolean
    }
    expect(report.success).toBe(true)
    expect(report.numPassedTests).toBeGreaterThan(30)
  }, 60_000)

  it('[CON-101] is refused under a name that is taken or cannot be one', async () => {
    for (const key of ['bold', 'connectors', 'Acorn', 'ac-orn', '../x'])
      await expect(layOut(project, { key, name: 'X', system: 'SYS-02' }), key).rejects.toThrow()
    await expect(layOut(project, { key: 'fresh', name: "it's", system: 'SYS-02' })).rejects.toThrow('no name')
  })
})
