import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestPattern, readPattern } from './safe-pattern.ts'

const matches = (source: string, text: string): boolean => {
  const read = readPattern(source)
  if (!read.ok) throw new Error(read.message)
  return read.pattern.matches(text)
}
const refusal = (source: string): string => {
  const read = readPattern(source)
  return read.ok ? 'taken' : read.message
}

/**
 * Patterns of everything that is understood, over few letters, so that texts often fit. Nested deeper, JavaScript's own
 * expression, which is asked for comparison, can take minutes on seven letters.
 */
const patterns: fc.Arbitrary<string> = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'pattern' },
    fc.constantFrom('a', 'b', '1', '.', '\\d', '\\w', '\\s', '\\.', '[ab]', '[^a]', '[a-c1]', '\\D', '-'),
    tie('node').map((inside) => `(${inside})`),
    tie('node').map((inside) => `(?:${inside})`),
  ),
  node: fc
    .array(
      fc.array(
        fc
          .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '+?'))
          .map(([atom, times]) => atom + times),
        { maxLength: 3 },
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((alternatives) => alternatives.map((parts) => parts.join('')).join('|')),
})).node
const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', '.', ' ', '-', '\n', 'é', '💥'), { maxLength: 7 })
  .map((t) => t.join(''))

describe('a pattern for values of a field', () => {
  it('[REC-110] finds what JavaScript’s own expression of the same pattern finds in the whole text', () => {
    fc.assert(
      fc.property(patterns, texts, (source, text) => {
        fc.pre(source.length <= longestPattern && readPattern(source).ok)
        expect(matches(source, text)).toBe(new RegExp(`^(?:${source})$`, 'u').test(text))
      }),
      { numRuns: 500 },
    )
  })

  it('[REC-110] speaks of the whole text, with ^ and $ or without', () => {
    for (const source of ['[A-Z]{2}\\d{4}', '^[A-Z]{2}\\d{4}$', '^[A-Z]{2}\\d{4}']) {
      expect(matches(source, 'AB1234')).toBe(true)
      expect(matches(source, 'xAB1234')).toBe(false)
      expect(matches(source, 'AB12345')).toBe(false)
    }
    expect(matches('\\$', '$')).toBe(true)
    expect(matches('a|b', 'b')).toBe(true)
  })

  it('[REC-110] that would backtrack for years in another machine is answered at once', () => {
    const worst: [pattern: string, text: string][] = [
      ['(a+)+b', 'a'.repeat(255)],
      ['(a|a)*b', 'a'.repeat(255)],
      ['(a|aa)+b', 'a'.repeat(255)],
      ['(\\d|\\d\\d)+x', '1'.repeat(255)],
      ['\\d*\\d*\\d*\\d*\\d*\\d*\\d*\\d*x', '1'.repeat(255)],
      [`${'a?'.repeat(60)}${'a'.repeat(60)}`, 'a'.repeat(60)],
      ['(.*)*(.*)*(.*)*(.*)*y', 'x'.repeat(255)],
      ['((a{0,20}){0,20})b', 'a'.repeat(255)],
    ]
    const startedAt = performance.now()
    for (const [source, text] of worst)
      expect(matches(source, text)).toBe(/^a+$/.test(text) && text.length === 60)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  it.each([
    ['(?=a)b', /ahead or behind/],
    ['(?<!a)b', /ahead or behind/],
    ['(?<name>a)', /ahead or behind/],
    ['(a)\\1', /“\\1” is not understood/],
    ['\\bword', /“\\b” is not understood/],
    ['\\p{L}', /“\\p” is not understood/],
    ['[\\u0041]', /“\\u” is not understood/],
    ['(a', /not closed/],
    ['a)', /closes nothing/],
    ['*a', /repeats nothing/],
    ['a**', /repeated/],
    ['a{2,1}', /not possible/],
    ['a{1000}', /not possible/],
    ['a{x}', /number of times/],
    ['a{', /ends too early/],
    ['[z-a]', /is not a character/],
    ['[ab', /ends too early/],
    ['a\\', /ends too early/],
    ['a^b', /has no place inside/],
    ['(a{200}){200}', /too complicated/],
    ['((((){255}){255}){255}){255}', /too complicated/],
    ['x'.repeat(longestPattern + 1), /at most 200 characters/],
  ])('[REC-110] %s is refused, with the reason', (source, reason) => {
    expect(refusal(source)).toMatch(reason)
  })

  it('[REC-110] whatever is typed as a pattern is read or refused, in no time', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab1([{^$.*+?|\\)}]-,:=!<dwsk') }),
        texts,
        (source, text) => {
          const read = readPattern(source)
          if (read.ok) expect(typeof read.pattern.matches(text)).toBe('boolean')
          else expect(read.message).not.toBe('')
        },
      ),
      { numRuns: 1000 },
    )
  })
})
