import path from 'node:path'
import { describe, expect, test } from 'vitest'
import * as guards from './guards.ts'
import { readSources, type SourceFile, type Violation } from './source.ts'

const sources = readSources(path.join(import.meta.dirname, '..', '..'))

type Guard = (files: readonly SourceFile[]) => Violation[]
type Planted = Record<string, string>

/**
 * Each guard with files that it must let pass and files that it must not: a guard that cannot go red guards
 * nothing.
 */
const cases: [name: string, guard: Guard, fine: Planted, wrong: Planted][] = [
  [
    'the import table',
    guards.forbiddenImports,
    {
      'shared/rules/a.ts': "import { b } from '../money.ts'",
      'web/features/a/Page.tsx':
        "import { CustomerPicker } from '#web/features/customers/CustomerPicker.tsx'",
      'web/ui/Table.tsx': "import { money } from '#shared/money.ts'",
      'sandboxes/bold/server.ts': "import { kit } from '../kit.ts'",
      'server/http/mount.ts': "import { Db } from '../db/database.ts'",
      'server/modules/a/a.service.ts': "import { b } from '../b/b.service.ts'",
      'server/modules/a/a.jobs.ts': "import { registry } from '#server/connectors/registry.ts'",
      'server/modules/index.ts': "import { a } from './a/a.module.ts'",
      'server/connectors/bold/client.ts': "import { send } from '../http.ts'",
      'server/connectors/http.ts':
        "import { assertNoTransaction } from '#server/platform/open-transaction.ts'",
      'server/modules/a/a.test.ts': "import { startSandboxes } from '#sandboxes/all.ts'",
      'server/main.ts': "import { buildApp } from './app.ts'",
    },
    {
      'shared/a.ts': "import { b } from '#server/b.ts'",
      'shared/b.ts': "const b = await import('../web/b.ts')",
      'web/api/call.ts': "import type { B } from '#server/http/mount.ts'",
      'web/features/a/Page.tsx': "import { B } from '../b/B.tsx'",
      'sandboxes/bold/server.ts': "import { map } from '#server/connectors/bold/map.ts'",
      'server/http/mount.ts': "import { b } from '../modules/b/b.service.ts'",
      'server/db/copy.ts': "export { send } from '#server/connectors/http.ts'",
      'server/modules/a/a.service.ts': "import { b } from '../b/b.queries.ts'",
      'server/modules/b/b.jobs.ts': "import { askConnector } from '#server/connectors/conformance.ts'",
      'server/modules/a/a.jobs.ts': "import { bold } from '#server/connectors/bold/bold.ts'",
      'server/modules/index.ts': "import { bold } from '#server/connectors/bold/bold.ts'",
      'server/connectors/bold/client.ts': "import { db } from '#server/db/database.ts'",
      'server/connectors/bold/map.ts': "import { map } from '../cops/map.ts'",
      'server/connectors/http.ts': "import { a } from '#server/modules/a/a.service.ts'",
      'server/app.ts': "import { fake } from '#sandboxes/all.ts'",
      'server/main.ts': "import { suite } from './modules/a/a.test.ts'",
    },
  ],
  [
    'what the browser lacks',
    guards.forbiddenPackages,
    { 'shared/a.ts': "import { z } from 'zod'", 'web/vite.config.ts': "import path from 'node:path'" },
    { 'shared/a.ts': "import fs from 'node:fs'", 'web/ui/b.ts': "import pg from 'pg'" },
  ],
  [
    'long files',
    guards.longFiles,
    {
      'server/a.ts': '\n'.repeat(300),
      'server/db/types.ts': 'x\n'.repeat(500),
      'docs/a.md': 'x\n'.repeat(500),
    },
    { 'server/a.ts': 'x\n'.repeat(401) },
  ],
  [
    'empty names',
    guards.emptyNames,
    { 'server/db/database.ts': '', 'test/helpers/cluster.ts': '' },
    {
      'server/utils.ts': '',
      'web/ui/helpers.tsx': '',
      'shared/common/a.ts': '',
      'server/job-manager.ts': '',
      'web/dateUtils.ts': '',
      'sandboxes/base.ts': '',
    },
  ],
  [
    'barrels',
    guards.barrels,
    { 'server/modules/index.ts': "import { a } from './a/a.module.ts'\nexport const modules = [a]" },
    { 'shared/index.ts': "export * from './money.ts'\nexport { a } from './a.ts'" },
  ],
  [
    'default exports',
    guards.defaultExports,
    { 'vitest.config.ts': 'export default {}', 'web/a.ts': 'export const a = 1' },
    {
      'web/a.tsx': 'export default function A() {}',
      'server/b.ts': 'const b = 1\nexport { b as default }',
      'server/c.ts': 'export default 1',
    },
  ],
  [
    'console calls',
    guards.consoleCalls,
    {
      'scripts/a.ts': 'console.log(1)',
      'server/a.ts': "// console.log(1)\nexport const text = 'console.log'",
    },
    {
      'server/a.ts': 'console.log(1)',
      'web/b.tsx': 'export const B = () => <a onClick={() => console.error(1)} />',
    },
  ],
  [
    'unfinished work',
    guards.unfinishedWork,
    { 'server/a.ts': "const ssn = 'xxx-xx-1234'", 'docs/a.md': 'TODO' },
    {
      'server/a.ts': '// TODO later',
      'server/b.ts': "throw new Error('Not implemented')",
      'server/db/migrations/0001_a.sql': '-- FIXME',
      'sandboxes/c.ts': '// a stub for now',
    },
  ],
  [
    'sleeping tests',
    guards.sleepsInTests,
    {
      'server/a.test.ts': 'await expect.poll(read).toBe(1)',
      'server/poll.ts': "import { setTimeout } from 'node:timers/promises'",
    },
    {
      'test/e2e/a.spec.ts': 'await page.waitForTimeout(500)',
      'server/a.test.ts': 'await new Promise((resolve) => setTimeout(resolve, 100))',
      'server/b.test.ts': "import { setTimeout as delay } from 'node:timers/promises'",
    },
  ],
  [
    'paths of one machine',
    guards.machinePaths,
    { 'docs/a.md': 'under /api/v1/homes, or at /var/lib/keyholder', 'web/a.ts': "path: '/work-orders/1'" },
    { 'docs/a.md': 'see /home/sam/keyholder', 'scripts/a.ts': "const at = '/Users/kim/x'" },
  ],
  [
    'stray folders',
    guards.strayFolders,
    { 'server/modules/customers/customers.service.ts': '', 'README.md': '', 'web/features/a/b/C.tsx': '' },
    {
      'lib/a.ts': '',
      'server/modules/customers/deep/a.ts': '',
      'server/services/a.ts': '',
      'shared/helpers/a.ts': '',
    },
  ],
]

const planted = (files: Planted): SourceFile[] =>
  Object.entries(files).map(([path, text]) => ({ path, text }))

describe.each(cases)('[HOUSE] %s', (_name, guard, fine, wrong) => {
  test('the project keeps to it', () => {
    expect(guard(sources)).toEqual([])
  })

  test('it lets pass what is fine', () => {
    expect(guard(planted(fine))).toEqual([])
  })

  test('it goes red for each planted violation', () => {
    for (const file of planted(wrong)) expect(guard([file]), file.path).toHaveLength(1)
  })
})
