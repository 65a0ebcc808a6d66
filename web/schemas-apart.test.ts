import fs from 'node:fs'
import path from 'node:path'
import { build, type Rollup } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { schemasApart } from './schemas-apart.config.ts'

// Its real path: node_modules may be a link, and modules are known by where they really are.
const root = fs.realpathSync(
  fs.mkdtempSync(path.join(import.meta.dirname, '../node_modules/.schemas-apart-')),
)
const write = (file: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  fs.writeFileSync(path.join(root, file), text)
}

beforeAll(() => {
  write('package.json', JSON.stringify({ type: 'module', imports: { '#shared/*': './shared/*' } }))
  write(
    'shared/contract.ts',
    `import { z } from 'zod'
     export const endpoint = <const E>(e: E): E => e
     export const text = (max: number) => z.string().max(max)`,
  )
  write(
    'shared/doors.ts',
    `import { z } from 'zod'
     import { endpoint, text } from './contract.ts'
     const lock = z.object({ name: text(40) })
     const helper = (n: number) => lock.parse({ name: String(n) })
     const base = '/doors' as const
     export const longest = 40
     export const lockName = text(longest)
     export const doors = {
       list: endpoint({ method: 'GET', path: base, response: z.array(lock) }),
       save: endpoint({ method: 'PUT', path: \`\${base}/:id\`, body: lock, response: helper(1) as never }),
     }`,
  )
  write(
    'web/calls.ts',
    `import { doors, longest } from '#shared/doors.ts'\nconsole.log(doors.save.path, longest)`,
  )
  write(
    'web/checks.ts',
    `import { doors, lockName } from '#shared/doors.ts'\nconsole.log(doors.list.method, doors.save.body, lockName)`,
  )
})
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

async function built(entry: string): Promise<string> {
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [schemasApart(root)],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: path.join(root, 'web', entry), external: ['zod'] },
    },
  })) as Rollup.RollupOutput
  return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
}

it('[PERF-008] who calls an endpoint gets its method and its path, and no zod', async () => {
  const code = await built('calls.ts')
  // The name that the path is made of is there, too.
  expect(code).toMatch(/base = ["']\/doors["'][\s\S]*method: ["']PUT["'],\s*path: `\$\{base\}\/:id`/)
  expect(code).not.toMatch(/zod|z\.|response|body|lock\b|helper/)
})

it('[PERF-008] who names a schema gets it, whole', async () => {
  const code = await built('checks.ts')
  expect(code).toMatch(/from ["']zod["']/)
  expect(code).toMatch(/body: lock/)
  expect(code).toContain('lockName')
})

it('a schema that cannot be told apart stops the build, and says where', async () => {
  write(
    'shared/odd.ts',
    `import { z } from 'zod'\nexport const { shape } = z.object({})\nexport const one = 1`,
  )
  write('web/odd.ts', `import { one } from '#shared/odd.ts'\nconsole.log(one)`)
  await expect(built('odd.ts')).rejects.toThrow(/odd\.ts: give each export/)
})
