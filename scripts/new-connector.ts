/**
 * Lays out a new connector: `npm run new:connector -- acorn "Acorn Monitoring" SYS-90`.
 *
 * It makes two folders, `server/connectors/<key>` and `sandboxes/<key>`, one import and one entry each in
 * `registry.ts` and `all.ts`, and a line in CHANGELOG.md; nothing else. What it lays out works at once, as a
 * profile of our own Open Station API, and says so; docs/connectors/tutorial.md goes on from there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'

export type NewConnector = {
  /** The word for it everywhere: lower-case letters and digits, as in `acorn`. */
  key: string
  /** As dealers name it: "Acorn Monitoring". */
  name: string
  /** Its requirement: "SYS-90". */
  system: string
}

/** Writes the connector's files under `root` and returns their paths; throws, writing nothing, if it cannot. */
export async function layOut(root: string, connector: NewConnector): Promise<string[]> {
  const { key, name, system } = connector
  if (!/^[a-z][a-z0-9]{1,30}$/.test(key)) throw new Error(`${key} is no key: lower-case letters and digits`)
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .&()’-]{0,60}$/u.test(name)) throw new Error(`${name} is no name`)
  if (!/^[A-Z]+-\d+$/.test(system)) throw new Error(`${system} is no requirement`)
  for (const room of ['server/connectors', 'sandboxes'])
    if (existsSync(join(root, room, key))) throw new Error(`${room}/${key} exists already`)

  const edited = {
    'server/connectors/registry.ts': (text: string) =>
      addEntry(
        addImport(text, key, `import { ${key} } from './${key}/${key}.ts'`),
        /(connectors: readonly StationConnector\[\] = \[)([^\]]*)\]/,
        key,
      ),
    'sandboxes/all.ts': (text: string) =>
      addEntry(
        addImport(text, key, `import { ${key} } from './${key}/server.ts'`),
        /(sandboxes: Record<string, \(dataDir: string \| null, signalLog: SignalLog\) => Sandbox> = \{)([^}]*)\}/,
        key,
      ),
    'CHANGELOG.md': (text: string) =>
      addChange(text, `- Connector \`${key}\`: ${name}, by the Open Station API.`),
  }
  const files: Record<string, string> = { ...serverFiles(connector), ...sandboxFiles(connector) }
  for (const [path, edit] of Object.entries(edited)) {
    const file = join(root, path)
    files[path] = edit(existsSync(file) ? readFileSync(file, 'utf8') : '')
  }

  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    const options = await resolveConfig(file)
    writeFileSync(
      file,
      path.endsWith('.ts') ? await format(text, { ...options, parser: 'typescript' }) : text,
    )
  }
  return Object.keys(files)
}

/** Puts the import behind the last of its kind. */
function addImport(text: string, key: string, line: string): string {
  const imports = [...text.matchAll(/^import \{ \w+ \} from '\.\/\w+\/\w+\.ts'\n/gm)]
  const last = imports.at(-1)
  if (!last || new RegExp(`\\b${key}\\b`).test(text))
    throw new Error(`${key} cannot be added: the name is taken`)
  const end = last.index + last[0].length
  return `${text.slice(0, end)}${line}\n${text.slice(end)}`
}

function addEntry(text: string, list: RegExp, key: string): string {
  if (!list.test(text)) throw new Error('The list of connectors is not where it was')
  return text.replace(list, (whole: string, head: string, entries: string) => {
    const kept = entries.trim().replace(/,$/, '')
    return `${head} ${kept}, ${key} ${whole.at(-1)}`
  })
}

/** Puts a line under the newest heading. */
function addChange(text: string, line: string): string {
  const heading = /^## .*\n+/m.exec(text)
  if (!heading) return `${text || '# Changelog\n'}\n## Unreleased\n\n${line}\n`
  const end = heading.index + heading[0].length
  return `${text.slice(0, end)}${line}\n${text.slice(end)}`
}

const honesty = ({ name }: NewConnector) =>
  `This connector does not speak the own wire of ${name}; it speaks our own Open Station API and has never run against a live station.`

function serverFiles(connector: NewConnector): Record<string, string> {
  const { key, name, system } = connector
  const folder = `server/connectors/${key}`
  return {
    [`${folder}/manifest.ts`]: `/** ${name} as a profile of the Open Station API. Lengths are our contract's. */
import type { Manifest } from '../contract.ts'
import { openStationProfile } from '../open-station/profile.ts'

export const manifest: Manifest = {
  ...openStationProfile,
  key: '${key}',
  name: '${name}',
  honesty: '${honesty(connector)}',
  brands: ['${name}'],
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'Speaks the provider’s own wire format', state: 'todo', reason: 'Nobody has looked for one yet' },
    { rule: 'Has run against a live station', state: 'todo', reason: 'Needs a dealer’s contract with a station' },
  ],
}
`,
    [`${folder}/${key}.ts`]: `/** The connector for ${name}. Its wire is the Open Station API; see README.md. */
import { openStationConnector } from '../open-station/station.ts'
import { manifest } from './manifest.ts'

export const ${key} = openStationConnector(manifest)
`,
    [`${folder}/${key}.test.ts`]: `import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-station/document.ts'
import { askConnector } from '../conformance.ts'
import { ${key} } from './${key}.ts'

const settings = (url: string) => ({
  baseUrl: url,
  userId: 'keyholder',
  password: 'sandbox-demo',
  dealerId: 'ACME01',
})

askConnector({
  connector: ${key},
  system: '${system}',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['${key}'] })
    return { url: \`\${url}/${key}\`, close }
  },
  settings,
  badSettings: (url, password = 'not-the-password') => [
    { ...settings(url), password },
    { ...settings(url), userId: 'Keyholder' },
    { ...settings(url), dealerId: 'acme01' },
  ],
  known: {
    accountNumber: 'A-1001',
    fields: {
      firstName: 'MARTHA',
      lastName: 'KESTREL',
      businessName: '',
      addressLine1: '9 Harbor Rd',
      addressLine2: '',
      city: 'OREM',
      state: 'UT',
      zip: '84057-1234',
      county: '',
      crossStreet: '',
      primaryPhone: '8015550131',
      workPhone: '',
      cellPhone: '',
      otherPhone: '',
      email: '',
      abortCode: 'lantern',
    },
    contacts: [
      {
        order: 1,
        firstName: 'Hugh',
        lastName: 'Kestrel',
        phone: '8015550132',
        relation: 'Brother',
        passcode: '',
        hasKey: true,
      },
    ],
  },
  missing: ['A-9999', 'a-1001', 'A 1001', ''],
  accountNumber: (n) => \`CT-\${n}\`,
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
`,
    [`${folder}/README.md`]: `${honesty(connector)}

# ${name}

| file | what is in it |
|---|---|
| \`manifest.ts\` | name, brands, honesty, scorecard; the rest is the Open Station profile |
| \`${key}.ts\` | the connector: the manifest on \`../open-station/station.ts\` |
| \`${key}.test.ts\` | the conformance suite against \`sandboxes/${key}\`, each exchange held against the published contract |

Whether the provider publishes a contract of its own has not been looked into yet. How to go on: \`docs/connectors/tutorial.md\`.
`,
  }
}

function sandboxFiles({ key, name }: NewConnector): Record<string, string> {
  const folder = `sandboxes/${key}`
  return {
    [`${folder}/server.ts`]: `/** ${name}, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { openStationSandbox } from '../open-station/server.ts'
import { seed } from './seed.ts'

/** Builds the sandbox; with a \`dataDir\` it remembers across restarts. */
export const ${key} = (dataDir: string | null): Sandbox =>
  openStationSandbox(
    {
      key: '${key}',
      name: '${name}',
      about:
        'A central station of nobody’s. Sign in with dealer ACME01, user keyholder, password sandbox-demo.',
      logins: [{ userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }],
      seed,
    },
    dataDir,
  )
`,
    [`${folder}/seed.ts`]: `/** Accounts that show what linking meets. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedAccount } from '../open-station/wire.ts'

export const seed: readonly SeedAccount[] = [
  {
    // As an operator typed it: equal to ours once the formats are set aside.
    accountNumber: 'A-1001',
    name: { first: 'MARTHA', last: 'KESTREL' },
    premises: { street1: '9 Harbor Rd', city: 'OREM', state: 'ut', postalCode: '840571234' },
    phones: { premises: '(801) 555-0131' },
    abortCode: 'lantern',
    contacts: [{ first: 'Hugh', last: 'Kestrel', phone: '801.555.0132', relation: 'Brother', hasKey: true }],
  },
  ...sentinelEndings.map(({ ending, fault, when }): SeedAccount => ({
    accountNumber: \`A\${ending}\`,
    name: { first: 'Sentinel', last: \`\${fault} on \${when}\` },
  })),
]
`,
    [`${folder}/README.md`]: `# The ${name} sandbox

Speaks the Open Station API (\`docs/connectors/open-station-api.json\`) at \`/${key}\`. Sign in with dealer \`ACME01\`, user \`keyholder\`, password \`sandbox-demo\`.
Account \`A-1001\` differs from a record of ours by formats only; \`A-F500\`, \`A-W500\` and the like always fail. Control API, endings, and the lies
that all sandboxes of this wire tell: \`sandboxes/bold/README.md\`.

## Lies: where it is not like ${name}
- The wire is not theirs. Nothing of their own limits, formats or habits is known here yet.
`,
  }
}

if (import.meta.main) {
  const [key, name, system] = process.argv.slice(2)
  if (!key || !name || !system) {
    console.error(
      'Usage: npm run new:connector -- <key> "<Name>" <REQUIREMENT>, as in: acorn "Acorn Monitoring" SYS-90',
    )
    process.exit(1)
  }
  try {
    for (const path of await layOut(join(import.meta.dirname, '..'), { key, name, system })) console.log(path)
    console.log(`\nNow: npx vitest run server/connectors/${key}, then docs/connectors/tutorial.md`)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}
