/**
 * Keeps zod out of the pages that check nothing (PERF-008). A module of shared/ that speaks zod becomes two modules in
 * the built page: itself without its schemas, and `?schemas` with all of it. Who names a schema gets it from there, and
 * an endpoint that is only called is its method and its path. Nobody has to know: the compiler sees one module.
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseAst, type Plugin, transformWithOxc } from 'vite'

const suffix = '?schemas'
/** Of an endpoint, what a call needs; the rest is for the server, for openapi.json and for checks. */
const ofCalls = new Set(['method', 'path'])
const schemasOfEndpoint = new Set(['params', 'query', 'body', 'response'])

type Node = { type: string; start: number; end: number; [member: string]: unknown }
type Edit = { start: number; end: number; text: string }
/** A name at the top of a module: the statement that makes it, and all names that the statement speaks. */
type Declared = { statement: Node; speaks: Set<string> }
/** Where an imported name comes from. */
type Imported = { file: string; name: string }
type Module = {
  code: string
  body: Node[]
  imports: Map<string, Imported>
  /** What the module exports or keeps that cannot be without zod. */
  schemas: Set<string>
  /** What is spoken once the schemas are gone. */
  live: Set<string>
  /** Cuts endpoints down to what a call needs. */
  cuts: Edit[]
}

export function schemasApart(root: string): Plugin {
  const shared = path.join(root, 'shared') + path.sep
  const web = path.join(root, 'web') + path.sep
  const known = new Map<string, Promise<Module>>()
  const ours = (file: string) => /\.tsx?$/.test(file) && (file.startsWith(shared) || file.startsWith(web))

  const moduleOf = (file: string): Promise<Module> => {
    const found = known.get(file)
    if (found) return found
    const reading = transformWithOxc(fs.readFileSync(file, 'utf8'), file).then(({ code }) => read(code, file))
    known.set(file, reading)
    return reading
  }

  const fileOf = (source: string, importer: string): string =>
    source.startsWith('#shared/')
      ? path.join(shared, source.slice('#shared/'.length))
      : source.startsWith('.')
        ? path.resolve(path.dirname(importer), source)
        : source

  async function read(code: string, file: string): Promise<Module> {
    const body = (parseAst(code) as unknown as { body: Node[] }).body
    const imports = importsOf(body, (source) => fileOf(source, file))
    const cuts = file.startsWith(shared) ? endpointCuts(body) : []
    const module: Module = { code, body, imports, cuts, schemas: new Set(), live: new Set() }
    if (!file.startsWith(shared)) return module
    const declared = declarationsOf(body, cuts)
    for (const [local, from] of imports) if (await isSchema(from)) module.schemas.add(local)
    for (let grown = true; grown;) {
      grown = false
      for (const [name, { speaks }] of declared) {
        if (module.schemas.has(name) || ![...speaks].some((spoken) => module.schemas.has(spoken))) continue
        module.schemas.add(name)
        grown = true
      }
    }
    markLive(module, declared, file)
    return module
  }

  /** Whether an imported name stands for something that cannot be without zod. */
  async function isSchema({ file, name }: Imported): Promise<boolean> {
    if (file === 'zod') return true
    if (!file.startsWith(shared) || name === 'endpoint') return false
    return (await moduleOf(file)).schemas.has(name)
  }

  /** Has the names that are schemas come from where the schemas are. */
  async function importEdits(module: Module, whole: boolean): Promise<Edit[]> {
    const edits: Edit[] = []
    for (const statement of module.body.filter(({ type }) => type === 'ImportDeclaration')) {
      const specifiers = statement.specifiers as Node[]
      const first = specifiers[0] && module.imports.get((specifiers[0].local as Named).name)
      if (first?.file === 'zod' && !whole)
        edits.push({ start: statement.start, end: statement.end, text: '' })
      if (!first?.file.startsWith(shared)) continue
      const [plain, schemas]: [string[], string[]] = [[], []]
      for (const { local } of specifiers) {
        const from = module.imports.get((local as Named).name)!
        if (!whole && !module.live.has((local as Named).name)) continue
        const text = `${from.name} as ${(local as Named).name}`
        if (await isSchema(from)) schemas.push(text)
        else plain.push(text)
      }
      const lines = [
        plain.length && `import { ${plain.join(', ')} } from ${JSON.stringify(first.file)};`,
        whole &&
          schemas.length &&
          `import { ${schemas.join(', ')} } from ${JSON.stringify(first.file + suffix)};`,
      ]
      edits.push({ start: statement.start, end: statement.end, text: lines.filter(Boolean).join('\n') })
    }
    return edits
  }

  /** `places.verify.body` names a schema of an endpoint that is otherwise only called. */
  async function memberEdits(module: Module): Promise<Edit[]> {
    const edits: Edit[] = []
    const added = new Map<string, Imported>()
    for (const node of nodesOf(module.body)) {
      const local = schemaOfEndpoint(node)
      const from = local && module.imports.get(local.name)
      if (!from || !from.file.startsWith(shared) || (await isSchema(from))) continue
      added.set(local.name, from)
      edits.push({ start: local.start, end: local.end, text: `${local.name}$schemas` })
    }
    const lines = [...added].map(
      ([local, { file, name }]) =>
        `import { ${name} as ${local}$schemas } from ${JSON.stringify(file + suffix)};`,
    )
    return [...edits, { start: 0, end: 0, text: lines.map((line) => `${line}\n`).join('') }]
  }

  return {
    name: 'schemas-apart',
    apply: 'build',
    resolveId: { order: 'pre', handler: (source) => (source.endsWith(suffix) ? source : null) },
    load: (id) => (id.endsWith(suffix) ? fs.readFileSync(id.slice(0, -suffix.length), 'utf8') : null),
    async transform(code, id) {
      const file = id.replace(/\?.*$/, '')
      if (!ours(file) || (id !== file && id !== file + suffix)) return null
      if (file.startsWith(web) && !code.includes('shared/')) return null
      const whole = id !== file || file.startsWith(web)
      const module = whole ? await read(code, file) : await moduleOf(file)
      const edits = await importEdits(module, whole)
      if (whole) edits.push(...(await memberEdits(module)))
      else edits.push(...module.cuts, ...droppedSchemas(module))
      // Nothing in shared/ does anything by being imported, so that what names nothing there goes.
      return {
        code: applied(module.code, edits),
        map: null,
        ...(file.startsWith(shared) && { moduleSideEffects: false }),
      }
    },
  }
}

type Named = Node & { name: string }

/** `a` of `a.b.body`; of `a.b.query.pick(…)` too, which stands around it. */
function schemaOfEndpoint(node: Node): Named | null {
  const { type, object, property } = node as Node & { object?: Node; property?: Named }
  if (type !== 'MemberExpression' || node.computed || !schemasOfEndpoint.has(property!.name)) return null
  const inner = object as Node & { object?: Named }
  return inner.type === 'MemberExpression' && inner.object?.type === 'Identifier' ? inner.object : null
}

function importsOf(body: Node[], fileOf: (source: string) => string): Map<string, Imported> {
  const found = new Map<string, Imported>()
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration') continue
    const file = fileOf((statement.source as Node & { value: string }).value)
    for (const specifier of statement.specifiers as Node[]) {
      const imported = specifier.imported as Named | undefined
      const name = specifier.type === 'ImportSpecifier' ? imported!.name : '*'
      found.set((specifier.local as Named).name, { file, name })
    }
  }
  return found
}

/** Of every `endpoint({ … })`, the members that a call does without. */
function endpointCuts(body: Node[]): Edit[] {
  return [...nodesOf(body)].flatMap((node) => {
    if (node.type !== 'CallExpression' || (node.callee as Named).name !== 'endpoint') return []
    const [literal] = node.arguments as Node[]
    const members = (literal?.type === 'ObjectExpression' ? literal.properties : []) as Node[]
    if (members.some(({ type }) => type === 'SpreadElement')) return []
    const kept = members.filter((member) => ofCalls.has((member.key as Named).name))
    const text = kept.map(({ start, end }) => ({ start, end }))
    return literal ? [{ start: literal.start, end: literal.end, text: '', kept: text } as Cut] : []
  })
}
type Cut = Edit & { kept: { start: number; end: number }[] }

function declarationsOf(body: Node[], cuts: Edit[]): Map<string, Declared> {
  const found = new Map<string, Declared>()
  const lies = ({ start, end }: Node, range: { start: number; end: number }) =>
    start >= range.start && end <= range.end
  // A path may be made of a name; what is kept of an endpoint is spoken like the rest.
  const isCut = (node: Node) =>
    cuts.some((cut) => lies(node, cut) && !(cut as Cut).kept.some((kept) => lies(node, kept)))
  for (const statement of body) {
    for (const maker of makersOf(statement)) {
      const id = maker.id as Named | undefined
      if (!id?.name) continue
      const speaks = new Set([...namesIn(maker)].filter((node) => !isCut(node)).map(({ name }) => name))
      speaks.delete(id.name)
      found.set(id.name, { statement, speaks })
    }
  }
  return found
}

/** What is exported without being a schema, and all that it speaks. */
function markLive({ body, live, schemas }: Module, declared: Map<string, Declared>, file: string): void {
  const mark = (name: string) => {
    if (live.has(name)) return
    live.add(name)
    declared.get(name)?.speaks.forEach(mark)
  }
  for (const [name, { statement }] of declared)
    if (statement.type === 'ExportNamedDeclaration' && !schemas.has(name)) mark(name)
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration' || makersOf(statement).some(({ id }) => (id as Named)?.name))
      continue
    const spoken = [...namesIn(statement)].map(({ name }) => name)
    if (
      /^Export(All|Default)/.test(statement.type) ||
      statement.source ||
      spoken.some((name) => schemas.has(name))
    )
      throw new Error(`${file}: give each export, and each schema, a name and a statement of its own`)
    spoken.forEach(mark)
  }
}

/** The statements that make schemas, or only what schemas need. */
function droppedSchemas({ body, schemas, live }: Module): Edit[] {
  return body.flatMap((statement) => {
    const names = makersOf(statement).flatMap(({ id }) => (id as Named | undefined)?.name ?? [])
    const isKept = names.length === 0 || names.some((name) => live.has(name) && !schemas.has(name))
    return isKept ? [] : [{ start: statement.start, end: statement.end, text: '' }]
  })
}

/** The declarators of a statement, behind its `export` too. */
function makersOf(statement: Node): Node[] {
  const declaration = (statement.declaration as Node | null | undefined) ?? statement
  return declaration.type === 'VariableDeclaration' ? (declaration.declarations as Node[]) : [declaration]
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one)
  else if (value && typeof value === 'object') {
    if (typeof (value as Node).type === 'string') yield value as Node
    for (const member of Object.values(value))
      if (member && typeof member === 'object') yield* nodesOf(member)
  }
}

/** The identifiers that stand for something: no keys, and no members. */
function* namesIn(value: unknown): Generator<Named> {
  if (Array.isArray(value)) for (const one of value) yield* namesIn(one)
  else if (value && typeof value === 'object') {
    const node = value as Node
    if (node.type === 'Identifier') yield node as Named
    for (const [member, inner] of Object.entries(node))
      if (node.computed || (member !== 'key' && member !== 'property')) yield* namesIn(inner)
  }
}

function applied(code: string, edits: Edit[]): string {
  let text = code
  for (const edit of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    const { kept } = edit as Partial<Cut>
    const written = kept
      ? `{ ${kept.map(({ start, end }) => code.slice(start, end)).join(', ')} }`
      : edit.text
    text = text.slice(0, edit.start) + written + text.slice(edit.end)
  }
  return text
}
