/** House.md's import table: which room may import which. */
import { importsOf, isCode, isTest, type SourceFile, type Violation } from './source.ts'

const ROOMS = ['shared', 'server', 'web', 'sandboxes', 'test', 'scripts', 'bench']

/** Mechanisms of the server: no word of the trade in them. */
const MECHANISMS = ['server/platform/', 'server/db/', 'server/http/', 'server/jobs/']

type Row = {
  name: string
  holds(path: string): boolean
  /** Whether `from` may import our own file `to`. */
  may(to: string, from: string): boolean
}

const under =
  (...places: string[]) =>
  (path: string) =>
    places.some((place) => path.startsWith(place))

const folderOf = (path: string, parent: string) => `${parent}${path.slice(parent.length).split('/')[0]}/`

/** `server/connectors/bold/client.ts` lies in a connector's folder, `server/connectors/http.ts` does not. */
const isInFolderOf = (parent: string) => (path: string) =>
  path.startsWith(parent) && path.slice(parent.length).includes('/')

const CONNECTOR_PORT = [
  'contract',
  'station-parts',
  'interactive',
  'credit',
  'payment',
  'payment-words',
  'esign',
  'errors',
  'http',
  'xml',
  'look-first',
  'site-name',
  'station-words',
  'token-session',
  'price-list',
].map((file) => `server/connectors/${file}.ts`)

const rows: Row[] = [
  { name: 'shared imports shared', holds: under('shared/'), may: under('shared/') },
  {
    name: 'a web feature imports web, shared, and of another feature its link or picker',
    holds: under('web/features/'),
    may: (to, from) =>
      under('shared/')(to) ||
      (under('web/')(to) &&
        (!under('web/features/')(to) ||
          to.startsWith(folderOf(from, 'web/features/')) ||
          /(^|[-/])(link|picker)\.tsx$|(Link|Picker)\.tsx$/.test(to))),
  },
  { name: 'web imports web and shared', holds: under('web/'), may: under('web/', 'shared/') },
  {
    name: 'sandboxes import sandboxes and shared',
    holds: under('sandboxes/'),
    may: under('sandboxes/', 'shared/'),
  },
  {
    name: 'mechanisms of the server import each other and shared',
    holds: under(...MECHANISMS),
    may: under(...MECHANISMS, 'shared/'),
  },
  {
    name: 'the list of modules puts modules together',
    holds: (path) => path === 'server/modules/index.ts',
    may: under('server/modules/', ...MECHANISMS, 'shared/'),
  },
  {
    name: 'a module imports itself, mechanisms, shared, the connectors’ port and registry, and other modules’ .service.ts',
    holds: isInFolderOf('server/modules/'),
    may: (to, from) =>
      under(folderOf(from, 'server/modules/'), ...MECHANISMS, 'shared/')(to) ||
      to === 'server/connectors/registry.ts' ||
      CONNECTOR_PORT.includes(to) ||
      /^server\/modules\/([^/]+)\/\1\.service\.ts$/.test(to),
  },
  {
    name: 'a connector imports itself, the Open Station, Open Interactive and Open Credit APIs that brands share, the port (contract, errors, http) and shared',
    holds: isInFolderOf('server/connectors/'),
    may: (to, from) =>
      under(
        folderOf(from, 'server/connectors/'),
        'server/connectors/open-station/',
        'server/connectors/open-interactive/',
        'server/connectors/open-credit/',
        'shared/',
      )(to) || CONNECTOR_PORT.includes(to),
  },
  {
    name: 'the connectors’ port imports connectors, server/platform and shared',
    holds: under('server/connectors/'),
    may: under('server/connectors/', 'server/platform/', 'shared/'),
  },
  { name: 'server imports server and shared', holds: under('server/'), may: under('server/', 'shared/') },
]

const isOurs = (path: string) => ROOMS.some((room) => path.startsWith(`${room}/`))

/** Imports that the table forbids. Tests stand outside it, and nothing but a test imports a test. */
export function forbiddenImports(files: readonly SourceFile[]): Violation[] {
  return files.filter(isCode).flatMap((file) => {
    if (isTest(file) || file.path.startsWith('test/')) return []
    const row = rows.find(({ holds }) => holds(file.path))
    return importsOf(file).flatMap((to) => {
      if (/\.(test|spec)\./.test(to)) return [{ path: file.path, rule: `imports the test ${to}` }]
      if (!row || !isOurs(to) || row.may(to, file.path)) return []
      return [{ path: file.path, rule: `imports ${to}, but ${row.name}` }]
    })
  })
}

/** Rooms that run in the browser and on the server alike import neither Node's modules nor the server's packages. */
export function forbiddenPackages(files: readonly SourceFile[]): Violation[] {
  const browserSide = files.filter(
    (file) =>
      isCode(file) && !isTest(file) && /^(shared|web)\//.test(file.path) && !file.path.endsWith('.config.ts'),
  )
  return browserSide.flatMap((file) =>
    importsOf(file)
      .filter((to) => /^node:|^(pg|kysely|fastify|pino|graphile-worker)(\/|$)/.test(to))
      .map((to) => ({ path: file.path, rule: `imports ${to}, which the browser does not have` })),
  )
}
