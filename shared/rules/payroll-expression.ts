/**
 * Expressions of payroll rules: `mmr * 0.5 + if(contract_months >= 36, 50, 0)`. A grammar of its own of numbers, names,
 * + - * /, comparisons and a few functions: it reads nothing but the values that it is given, and ends.
 */
import {
  add,
  compare,
  divide,
  floor,
  fraction,
  type Fraction,
  isTooLarge,
  multiply,
  one,
  readNumber,
  roundTo,
  subtract,
  zero,
} from './payroll-fractions.ts'
import { maxExpression } from './payroll.ts'

type Node =
  | { kind: 'number'; value: Fraction }
  | { kind: 'name'; name: string }
  | { kind: 'call'; name: string; args: Node[] }
  | { kind: 'binary'; op: string; left: Node; right: Node }
  | { kind: 'minus'; of: Node }
export type Expression = { root: Node; names: readonly string[] }

/** An expression that cannot be read, or cannot be worked out; its message is for people. */
export class ExpressionError extends Error {}
const refuse = (message: string): never => {
  throw new ExpressionError(message)
}

/** How many arguments each function takes. */
const functions: Record<string, [least: number, most: number]> = {
  min: [1, 20],
  max: [1, 20],
  round: [1, 2],
  floor: [1, 1],
  ceil: [1, 1],
  abs: [1, 1],
  if: [3, 3],
  and: [1, 20],
  or: [1, 20],
}
export const expressionFunctions: readonly string[] = Object.keys(functions)

const token = /\s*(?:(\d[\d,]*(?:\.\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|<>|!=|[-+*/%(),<>=]))/y
type Token = { text: string; kind: 'number' | 'name' | 'sign' }

function tokensOf(text: string): Token[] {
  const found: Token[] = []
  token.lastIndex = 0
  const end = text.trimEnd().length
  while (token.lastIndex < end) {
    const at = token.lastIndex
    const match = token.exec(text)
    if (!match) return refuse(`“${text.slice(at).trim().slice(0, 10)}” cannot be read`)
    const [, number, name, sign] = match
    // A comma between arguments is no part of a number: thousands are written without one here.
    if (number?.includes(',')) {
      token.lastIndex = at + match[0].indexOf(',')
      found.push({ text: number.slice(0, number.indexOf(',')), kind: 'number' })
    } else if (number !== undefined) found.push({ text: number, kind: 'number' })
    else if (name !== undefined) found.push({ text: name.toLowerCase(), kind: 'name' })
    else found.push({ text: sign!, kind: 'sign' })
  }
  return found
}

class Reader {
  readonly #tokens: Token[]
  readonly #known: ReadonlySet<string>
  readonly names = new Set<string>()
  #at = 0
  #depth = 0
  constructor(tokens: Token[], known: ReadonlySet<string>) {
    this.#tokens = tokens
    this.#known = known
  }
  get done(): boolean {
    return this.#at >= this.#tokens.length
  }
  get next(): string | undefined {
    return this.#tokens[this.#at]?.text
  }
  #take(...signs: string[]): string | undefined {
    const { text, kind } = this.#tokens[this.#at] ?? {}
    if (kind !== 'sign' || !signs.includes(text!)) return undefined
    this.#at += 1
    return text
  }
  #need(sign: string): void {
    if (!this.#take(sign))
      refuse(`A “${sign}” is missing${this.done ? ' at the end' : ` before “${this.next}”`}`)
  }
  comparison(): Node {
    if (++this.#depth > 40) refuse('It is nested too deep')
    const left = this.#sum()
    const op = this.#take('<', '<=', '>', '>=', '=', '<>', '!=')
    const node: Node = op ? { kind: 'binary', op: op === '!=' ? '<>' : op, left, right: this.#sum() } : left
    this.#depth -= 1
    return node
  }
  #sum(): Node {
    let left = this.#product()
    for (let op = this.#take('+', '-'); op; op = this.#take('+', '-'))
      left = { kind: 'binary', op, left, right: this.#product() }
    return left
  }
  #product(): Node {
    let left = this.#unary()
    for (let op = this.#take('*', '/'); op; op = this.#take('*', '/'))
      left = { kind: 'binary', op, left, right: this.#unary() }
    return left
  }
  #unary(): Node {
    if (!this.#take('-')) return this.#percent()
    if (++this.#depth > 40) refuse('It is nested too deep')
    const of = this.#unary()
    this.#depth -= 1
    return { kind: 'minus', of }
  }
  #percent(): Node {
    const value = this.#primary()
    return this.#take('%')
      ? { kind: 'binary', op: '/', left: value, right: { kind: 'number', value: fraction(100n) } }
      : value
  }
  #primary(): Node {
    if (this.#take('(')) {
      const inside = this.comparison()
      this.#need(')')
      return inside
    }
    const found = this.#tokens[this.#at]
    if (!found) return refuse('Something is missing at the end')
    this.#at += 1
    if (found.kind === 'number')
      return { kind: 'number', value: readNumber(found.text) ?? refuse(`“${found.text}” is no number`) }
    if (found.kind === 'sign') return refuse(`“${found.text}” stands where a value should`)
    return this.next === '(' ? this.#call(found.text) : this.#name(found.text)
  }
  #name(name: string): Node {
    if (!this.#known.has(name)) refuse(`There is no “${name}”`)
    this.names.add(name)
    return { kind: 'name', name }
  }
  #call(name: string): Node {
    const takes = functions[name] ?? refuse(`There is no function “${name}”`)
    this.#need('(')
    const args = [this.comparison()]
    while (this.#take(',')) args.push(this.comparison())
    this.#need(')')
    if (args.length < takes[0] || args.length > takes[1])
      refuse(`“${name}” takes ${takes[0] === takes[1] ? takes[0] : `${takes[0]} to ${takes[1]}`} values`)
    return { kind: 'call', name, args }
  }
}

/** @param known the names that it may use. @throws ExpressionError */
export function readExpression(text: string, known: Iterable<string>): Expression {
  if (text.length > maxExpression) refuse(`At most ${maxExpression} characters`)
  const reader = new Reader(tokensOf(text), new Set(known))
  if (reader.done) refuse('Enter an expression')
  const root = reader.comparison()
  if (!reader.done) refuse(`“${reader.next}” stands where nothing should follow`)
  return { root, names: [...reader.names] }
}

const truth = (holds: boolean) => (holds ? one : zero)
const isTrue = (value: Fraction) => value.n !== 0n
const binary: Record<string, (a: Fraction, b: Fraction) => Fraction> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': (a, b) => (b.n === 0n ? refuse('It divides by zero') : divide(a, b)),
  '<': (a, b) => truth(compare(a, b) < 0),
  '<=': (a, b) => truth(compare(a, b) <= 0),
  '>': (a, b) => truth(compare(a, b) > 0),
  '>=': (a, b) => truth(compare(a, b) >= 0),
  '=': (a, b) => truth(compare(a, b) === 0),
  '<>': (a, b) => truth(compare(a, b) !== 0),
}

/** @param valueOf of a name; throws ExpressionError where it has none. @throws ExpressionError */
export function evaluate({ root }: Expression, valueOf: (name: string) => Fraction): Fraction {
  const run = (node: Node): Fraction => {
    const value = step(node)
    return isTooLarge(value) ? refuse('The numbers grow too large') : value
  }
  const step = (node: Node): Fraction => {
    switch (node.kind) {
      case 'number':
        return node.value
      case 'name':
        return valueOf(node.name)
      case 'minus':
        return subtract(zero, run(node.of))
      case 'binary':
        return binary[node.op]!(run(node.left), run(node.right))
      case 'call':
        return call(node.name, node.args)
    }
  }
  const call = (name: string, args: Node[]): Fraction => {
    // Only the branch that holds is worked out: what it guards against may fail in the other.
    if (name === 'if') return run(args[isTrue(run(args[0]!)) ? 1 : 2]!)
    if (name === 'and') return truth(args.every((arg) => isTrue(run(arg))))
    if (name === 'or') return truth(args.some((arg) => isTrue(run(arg))))
    const values = args.map(run)
    const [first, second] = values as [Fraction, Fraction?]
    switch (name) {
      case 'min':
        return values.reduce((a, b) => (compare(a, b) <= 0 ? a : b))
      case 'max':
        return values.reduce((a, b) => (compare(a, b) >= 0 ? a : b))
      case 'floor':
        return fraction(floor(first))
      case 'ceil':
        return fraction(-floor(subtract(zero, first)))
      case 'abs':
        return first.n < 0n ? subtract(zero, first) : first
      default: {
        const decimals = second ? Number(floor(second)) : 0
        if (decimals < 0 || decimals > 6) refuse('“round” takes 0 to 6 decimals')
        return roundTo(first, decimals)
      }
    }
  }
  return run(root)
}
