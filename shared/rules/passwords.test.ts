import { describe, expect, it } from 'vitest'
import { passwordFlaw } from './passwords.ts'

const known = {
  company: 'Maple Tree Alarm',
  slug: 'mapletree',
  username: 'olivia.b',
  name: 'Olivia Brandt',
  email: 'ob@mapletree.test',
}
const common = new Set(['password', 'dragon', 'letmein', 'sunshine', 'iloveyouforever'])
const flaw = (password: string) => passwordFlaw(password, known, (word) => common.has(word))

describe('a password', () => {
  it('[ADM-002] [SEC-002] is none of those that are guessed first, dressed up or not', () => {
    for (const password of [
      'iloveyouforever',
      'ILoveYouForever',
      'Password2026!',
      '!!dragon12345',
      'P@ssw0rd12345',
      'sunshinesunshine',
    ])
      expect([password, flaw(password)]).toEqual([password, expect.any(String)])
  })

  it('[ADM-002] is no row of keys, and no few characters over and over', () => {
    for (const password of [
      'qwertyuiopas',
      'lkjhgfdsapoiu',
      '012345678901',
      'zyxwvutsrqponm',
      'abcabcabcabc',
      'aaaaaaaaaaaa',
      'abababababab',
    ])
      expect([password, flaw(password)]).toEqual([password, expect.any(String)])
  })

  it('[ADM-002] does not rest on the user’s or the company’s name', () => {
    for (const password of [
      'MapleTreeAlarm1',
      'olivia.b-olivia',
      'Olivia Brandt 26',
      'mapletree-2026',
      'keyholder1234',
    ])
      expect([password, flaw(password)]).toEqual([password, expect.any(String)])
  })

  it('[ADM-002] may otherwise be what it likes: words, spaces, other alphabets, a name among much else', () => {
    for (const password of [
      'correct horse battery',
      'a new long password',
      'Olivia rides seven green bicycles',
      'пять зелёных велосипедов',
      'x7$kQ!m2Zp0w',
      'dragon under the stairs',
    ])
      expect([password, flaw(password)]).toEqual([password, null])
  })
})
