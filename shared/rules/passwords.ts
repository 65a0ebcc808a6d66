/**
 * What a password may be (ADM-002): long, and none of those that are tried first. Nothing is demanded of its letters, as that makes
 * passwords worse (NIST SP 800-63B, 3.1.1.2).
 */
export const passwordLength = { min: 12, max: 200 }

/** What an attacker knows before the first guess: the company's and the user's names. */
export type KnownWords = {
  company: string
  slug: string
  username: string
  name: string
  email?: string | null
}

/** Rows that fingers run along. */
const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
]
const fewestDistinct = 5
/** So much must be left of a password when what is easily guessed is taken out of it. */
const leastOwn = 6
/** So many digits and signs around a common password make no other of it. */
const mostAround = 8

const swapped: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}
const unswapped = (text: string) => text.replace(/[@431!0$57]/g, (sign) => swapped[sign]!)
const reversed = (text: string) => [...text].reverse().join('')

const wordsOf = ({ company, slug, username, name, email }: KnownWords): string[] =>
  [company, slug, username, name, email?.split('@')[0] ?? '', 'keyholder']
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length)

/**
 * Why this password is not taken, as a sentence for whoever chose it; null if it is.
 * @param isCommon whether a word in lower case is among the passwords that are tried first
 */
export function passwordFlaw(
  password: string,
  known: KnownWords,
  isCommon: (word: string) => boolean,
): string | null {
  const text = password.normalize('NFKC').toLowerCase()
  if (new Set(text).size < fewestDistinct) return 'Choose one of more different characters'
  if (runs.some((run) => run.includes(text) || reversed(run).includes(text)))
    return 'Choose one that is no row of the keyboard or the alphabet'
  const repeated = /^(.+?)\1+$/.exec(text)?.[1]
  if (repeated && (repeated.length <= leastOwn || isCommon(repeated)))
    return 'Choose one that is not the same thing repeated'
  // `Dragon2026!` is `dragon` with something that everybody puts there.
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const isGuessed = (word: string) => isCommon(word) || isCommon(unswapped(word))
  if (isGuessed(text) || (isGuessed(core) && text.length - core.length <= mostAround))
    return 'This is among the passwords that are guessed first. A few unrelated words are good.'
  const own = wordsOf(known).reduce((left, word) => left.replaceAll(word, ''), text)
  if (own !== text && own.replace(/[^\p{L}\p{N}]+/gu, '').length < leastOwn)
    return 'Choose one that does not rest on your name, your username or your company’s name'
  return null
}
