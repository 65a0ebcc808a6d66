/**
 * Patterns that an administrator writes for values of a field: regular expressions without what can run away. They are
 * matched by an automaton that reads the text once and keeps all its states at the same time (R. Cox, "Regular
 * Expression Matching Can Be Simple And Fast", 2007), so that no pattern and no text can make it backtrack: the work
 * is at most the text's length times the pattern's size. A pattern always speaks of the whole text.
 */

/** Longest pattern, in UTF-16 code units. */
export const longestPattern = 200
/** The automaton's size; a repetition is as many copies as it may have. */
const mostStates = 1000
const mostRepeats = 255

export type Pattern = { matches: (text: string) => boolean }
export type ReadPattern = { ok: true; pattern: Pattern } | { ok: false; message: string }

type Test = (char: string) => boolean
type Node =
  | { is: 'char'; test: Test }
  | { is: 'all'; of: Node[] }
  | { is: 'any'; of: Node[] }
  | { is: 'repeat'; of: Node; min: number; max: number }
/** Consumes a character that passes its test, or none. */
type State = { test: Test | null; to: number[] }

class Unfit extends Error {}

const read = new Map<string, ReadPattern>()

/** Reads a pattern; `message` says why it cannot be one. Remembers the last hundred. */
export function readPattern(source: string): ReadPattern {
  const known = read.get(source)
  if (known) return known
  const made = tryRead(source)
  if (read.size >= 100) read.delete(read.keys().next().value!)
  read.set(source, made)
  return made
}

function tryRead(source: string): ReadPattern {
  if (source.length > longestPattern)
    return { ok: false, message: `A pattern has at most ${longestPattern} characters` }
  try {
    return { ok: true, pattern: automaton(new Reader(source).read()) }
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, message: error.message }
    throw error
  }
}

/** One character as JavaScript's own expression judges it: it cannot backtrack over a single one. */
function oneCharacter(source: string): Node {
  try {
    const expression = new RegExp(`^${source}$`, 'u')
    return { is: 'char', test: (char) => expression.test(char) }
  } catch {
    throw new Unfit(`“${source}” is not a character or a set of them`)
  }
}

class Reader {
  readonly #chars: string[]
  #at = 0

  constructor(source: string) {
    // The pattern speaks of the whole text anyway.
    this.#chars = [...source.replace(/^\^/, '').replace(/(^|[^\\])((?:\\\\)*)\$$/, '$1$2')]
  }

  read(): Node {
    const node = this.#alternatives()
    if (this.#at < this.#chars.length) throw new Unfit('A “)” closes nothing')
    return node
  }

  #alternatives(): Node {
    const of = [this.#sequence()]
    while (this.#take('|')) of.push(this.#sequence())
    return of.length === 1 ? of[0]! : { is: 'any', of }
  }

  #sequence(): Node {
    const of: Node[] = []
    while (this.#at < this.#chars.length && !'|)'.includes(this.#chars[this.#at]!))
      of.push(this.#repeated(this.#atom()))
    return { is: 'all', of }
  }

  #atom(): Node {
    const char = this.#next()
    if (char === '(') {
      if (this.#take('?') && !this.#take(':'))
        throw new Unfit('Only plain groups are understood: no looking ahead or behind, no names')
      const inside = this.#alternatives()
      if (!this.#take(')')) throw new Unfit('A “(” is not closed')
      return inside
    }
    if (char === '[') return this.#set()
    if (char === '\\') return this.#escaped()
    if (char === '^' || char === '$')
      throw new Unfit(`“${char}” has no place inside: the whole text is compared`)
    if ('*+?{'.includes(char)) throw new Unfit(`“${char}” repeats nothing`)
    return char === '.' ? oneCharacter('.') : { is: 'char', test: (other) => other === char }
  }

  #escaped(): Node {
    const char = this.#next()
    if (/[dDwWsS]/.test(char)) return oneCharacter(`\\${char}`)
    if (/[A-Za-z0-9]/.test(char)) throw new Unfit(`“\\${char}” is not understood`)
    return { is: 'char', test: (other) => other === char }
  }

  #set(): Node {
    let source = '['
    for (let char = this.#next(); ; char = this.#next()) {
      source += char
      if (char === ']' && source !== '[]' && source !== '[^]') return oneCharacter(source)
      if (char === '\\') {
        const escaped = this.#next()
        if (/[A-Za-z0-9]/.test(escaped) && !/[dDwWsS]/.test(escaped))
          throw new Unfit(`“\\${escaped}” is not understood`)
        source += escaped
      }
    }
  }

  #repeated(of: Node): Node {
    let min = 1
    let max = 1
    if (this.#take('*')) [min, max] = [0, Infinity]
    else if (this.#take('+')) max = Infinity
    else if (this.#take('?')) min = 0
    else if (this.#take('{')) [min, max] = this.#counts()
    else return of
    this.#take('?') // lazy or not is one to who asks for the whole text
    if ('*+?{'.includes(this.#chars[this.#at] ?? ' ')) throw new Unfit('A repetition is repeated')
    return { is: 'repeat', of, min, max }
  }

  #counts(): [min: number, max: number] {
    let text = ''
    for (let char = this.#next(); char !== '}'; char = this.#next()) text += char
    const [, from, comma, to] = /^(\d{1,4})(,?)(\d{0,4})$/.exec(text) ?? []
    if (from === undefined) throw new Unfit(`“{${text}}” is not a number of times, as {3} or {2,5}`)
    const min = Number(from)
    const max = to ? Number(to) : comma ? Infinity : min
    if (min > max || min > mostRepeats || (max !== Infinity && max > mostRepeats))
      throw new Unfit(`“{${text}}” is not possible: at most ${mostRepeats} times`)
    return [min, max]
  }

  #take(char: string): boolean {
    if (this.#chars[this.#at] !== char) return false
    this.#at += 1
    return true
  }

  #next(): string {
    const char = this.#chars[this.#at]
    if (char === undefined) throw new Unfit('The pattern ends too early')
    this.#at += 1
    return char
  }
}

/** Builds from the end: each part knows the state that follows it. */
function automaton(root: Node): Pattern {
  const states: State[] = []
  let steps = 0
  const add = (test: Test | null, ...to: number[]) => states.push({ test, to }) - 1
  const build = (node: Node, next: number): number => {
    if (++steps > 4 * mostStates || states.length > mostStates)
      throw new Unfit('The pattern is too complicated')
    if (node.is === 'char') return add(node.test, next)
    if (node.is === 'all') return node.of.reduceRight((after, part) => build(part, after), next)
    if (node.is === 'any') return add(null, ...node.of.map((part) => build(part, next)))
    let start = next
    if (node.max === Infinity) {
      start = add(null, next)
      states[start]!.to.push(build(node.of, start))
    } else for (let i = node.min; i < node.max; i++) start = add(null, next, build(node.of, start))
    for (let i = 0; i < node.min; i++) start = build(node.of, start)
    return start
  }
  const end = add(null)
  const start = build(root, end)
  return { matches: (text) => reaches(states, start, end, text) }
}

function reaches(states: readonly State[], start: number, end: number, text: string): boolean {
  let here = closure(states, [start])
  for (const char of text) {
    const next: number[] = []
    for (const index of here) {
      const { test, to } = states[index]!
      if (test?.(char)) next.push(...to)
    }
    if (next.length === 0) return false
    here = closure(states, next)
  }
  return here.has(end)
}

/** All states that are reached without another character. */
function closure(states: readonly State[], from: number[]): Set<number> {
  const reached = new Set<number>()
  const open = from
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue
    reached.add(index)
    const { test, to } = states[index]!
    if (!test) open.push(...to)
  }
  return reached
}
