/** The project's sources, as the guards see them. */
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** A file by its path from the project's root, with forward slashes. */
export type SourceFile = { path: string; text: string }

export type Violation = { path: string; rule: string }

const NOT_OURS = new Set([
  'node_modules',
  '.git',
  'data',
  'dist',
  'test-results',
  'playwright-report',
  '.cache',
])

/** Every file of the project that is not installed, built or data. */
export function readSources(root: string): SourceFile[] {
  const read = (directory: string): SourceFile[] =>
    fs.readdirSync(path.join(root, directory), { withFileTypes: true }).flatMap((entry) => {
      if (NOT_OURS.has(entry.name)) return []
      const name = path.posix.join(directory, entry.name)
      if (entry.isDirectory()) return read(name)
      return entry.isFile() ? [{ path: name, text: fs.readFileSync(path.join(root, name), 'utf8') }] : []
    })
  return read('')
}

export const isCode = ({ path }: SourceFile): boolean => /\.(ts|tsx|mjs)$/.test(path)

export const isTest = ({ path }: SourceFile): boolean => /\.(test|spec)\.(ts|tsx|mjs)$/.test(path)

/** What a file imports: paths from the root for our own files, bare names for packages and Node's modules. */
export function importsOf({ path: from, text }: SourceFile): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  return importedFiles.map(({ fileName }) => {
    if (fileName.startsWith('#')) return fileName.slice(1)
    if (fileName.startsWith('.')) return path.posix.join(path.posix.dirname(from), fileName)
    return fileName
  })
}

const parsed = new WeakMap<SourceFile, ts.SourceFile>()

/** The file's syntax tree. */
export function treeOf(file: SourceFile): ts.SourceFile {
  const kind = file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const tree =
    parsed.get(file) ?? ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, false, kind)
  parsed.set(file, tree)
  return tree
}

/** Whether `matches` holds for any node of the file's tree. */
export function someNode(file: SourceFile, matches: (node: ts.Node) => boolean): boolean {
  const look = (node: ts.Node): boolean => matches(node) || ts.forEachChild(node, look) === true
  return look(treeOf(file))
}
