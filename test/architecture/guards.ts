/** Rules of the house that a machine can hold. Each takes the files and returns what breaks it. */
import ts from 'typescript'
import { isCode, isTest, someNode, treeOf, type SourceFile, type Violation } from './source.ts'

export { forbiddenImports, forbiddenPackages } from './import-rules.ts'

const LONGEST_FILE = 400
/** Written by a program: scripts/gen.ts, the seed script of the ZIP table. */
const GENERATED = [/^server\/db\/types\.ts$/, /\.gen\.ts$/, /\.d\.ts$/]

const inRooms =
  (...rooms: string[]) =>
  (file: SourceFile) =>
    rooms.some((room) => file.path.startsWith(`${room}/`))

const violations = (
  files: readonly SourceFile[],
  rule: string,
  breaks: (file: SourceFile) => boolean,
): Violation[] => files.filter(breaks).map(({ path }) => ({ path, rule }))

/** Files that nobody reads to the end. */
export const longFiles = (files: readonly SourceFile[]): Violation[] =>
  files
    .filter((file) => isCode(file) && !GENERATED.some((pattern) => pattern.test(file.path)))
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LONGEST_FILE)
    .map(({ path, lines }) => ({ path, rule: `has ${lines} lines; ${LONGEST_FILE} is the most` }))

/** Names that say nothing of what is inside. */
export const emptyNames = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter(inRooms('shared', 'server', 'web', 'sandboxes')),
    'is named utils, helpers, common, manager or base: say what it holds',
    ({ path }) =>
      /(^|[/.-])(utils?|helpers?|common|managers?|base)([./-]|$)/i.test(path) ||
      /(Utils?|Helpers?|Manager)\./.test(path),
  )

/** A file that only passes on what others export hides where a thing lives. */
export const barrels = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter((file) => isCode(file) && inRooms('shared', 'server', 'web', 'sandboxes')(file)),
    'is a barrel: import from where the thing lives',
    (file) => {
      const { statements } = treeOf(file)
      return (
        statements.length > 0 &&
        statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)
      )
    },
  )

/** The tools that read these files ask for a default export. */
const MAY_EXPORT_DEFAULT = /(^|\/)[\w.-]+\.config\.(ts|mjs|js)$/

export const defaultExports = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter(
      (file) => isCode(file) && !MAY_EXPORT_DEFAULT.test(file.path) && !file.path.endsWith('.d.ts'),
    ),
    'has a default export: a thing has one name everywhere',
    (file) =>
      someNode(
        file,
        (node) =>
          ts.isExportAssignment(node) ||
          (ts.isExportSpecifier(node) && node.name.text === 'default') ||
          (ts.canHaveModifiers(node) &&
            (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false)),
      ),
  )

export const consoleCalls = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter((file) => isCode(file) && inRooms('server', 'web', 'shared')(file)),
    'writes to the console: the log is pino, and the page has notifications',
    (file) =>
      someNode(
        file,
        (node) =>
          ts.isPropertyAccessExpression(node) &&
          ts.isIdentifier(node.expression) &&
          node.expression.text === 'console',
      ),
  )

/** Words that promise work for later. The guards themselves have to spell them. */
export const unfinishedWork = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter(
      (file) => (isCode(file) || /\.(sql|css)$/.test(file.path)) && !inRooms('test/architecture')(file),
    ),
    'holds a TODO, FIXME, stub or the like: finish it, or leave it out',
    ({ text }) =>
      /\b(TODO|FIXME|XXX|HACK)\b/.test(text) ||
      /\b(stub|stubbed|not (yet )?implemented|lorem ipsum)\b/i.test(text),
  )

/** A test that sleeps is slow when all is well, and wrong when the machine is slow. */
export const sleepsInTests = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter(
      (file) =>
        !inRooms('test/architecture')(file) && (isTest(file) || inRooms('test/e2e', 'test/acceptance')(file)),
    ),
    'sleeps: wait for the thing itself',
    ({ text }) =>
      /\bwaitForTimeout\(|\bsleep\(|timers\/promises|=>\s*\{?\s*setTimeout\(\s*\w+\s*,\s*[\d_]+\s*\)/.test(
        text,
      ),
  )

/** Paths that exist on one machine only. */
export const machinePaths = (files: readonly SourceFile[]): Violation[] =>
  violations(
    files.filter(({ path }) => !path.startsWith('test/architecture/') && path !== 'package-lock.json'),
    'holds a path of one machine',
    ({ text }) => /(^|[\s'"`(=:])\/(home|Users|work|root)\/[\w.-]+|[A-Z]:\\+Users\\/m.test(text),
  )

/** The plan of the house, folder by folder; `*` stands for one folder of any name. */
const FOLDERS = [
  ...['', '.ci', 'bench', 'bench/*', 'docs', 'docs/*', 'scripts', 'scripts/*'],
  ...['shared', 'shared/contracts', 'shared/rules'],
  ...['server', 'server/modules', 'server/modules/*', 'server/connectors', 'server/connectors/*'],
  ...[
    'server/http',
    'server/db',
    'server/db/migrations',
    'server/db/data',
    'server/jobs',
    'server/platform',
    'server/demo',
  ],
  ...['sandboxes', 'sandboxes/*'],
  ...['test', 'test/helpers', 'test/architecture', 'test/architecture/requests', 'test/acceptance'],
  ...['test/e2e', 'test/e2e/places'],
]
/** Below these, folders are as the room needs them. */
const FREE_BELOW = ['web', 'docs', '.github']

export const strayFolders = (files: readonly SourceFile[]): Violation[] => {
  const allowed = FOLDERS.map(
    (folder) => new RegExp(`^${folder.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`),
  )
  return violations(files, 'lies outside the plan of the house (test/architecture/guards.ts)', ({ path }) => {
    const folder = path.split('/').slice(0, -1).join('/')
    if (FREE_BELOW.some((room) => folder === room || folder.startsWith(`${room}/`))) return false
    return !allowed.some((pattern) => pattern.test(folder))
  })
}
