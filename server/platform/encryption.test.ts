import { afterAll, expect, it } from 'vitest'
import { keyedDigests, place, seal, unseal, useEncryptionKeys } from './encryption.ts'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const here = place(7, 'customer.ssn')

afterAll(() => useEncryptionKeys(`test:${key(7)}`))

it('[SEC-003] [SEC-002] a sealed value opens at its own place alone, and not once it was altered', () => {
  useEncryptionKeys(`k1:${key(1)}`)
  const sealed = seal('900718236', here)
  expect(unseal(sealed, here)).toBe('900718236')
  expect(seal('900718236', here)).not.toBe(sealed)
  expect(() => unseal(sealed, place(8, 'customer.ssn'))).toThrow()
  expect(() => unseal(sealed, place(7, 'customer.birthdate'))).toThrow()
  const at = sealed.length - 4
  const altered = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  expect(() => unseal(altered, here)).toThrow()
})

it('[SEC-003] [SEC-002] a new key seals from now on, and what an older one sealed still opens', () => {
  useEncryptionKeys(`k1:${key(1)}`)
  const old = seal('Tarragon', here)
  const [digest] = keyedDigests('test', 'Tarragon')
  useEncryptionKeys(`k2:${key(2)},k1:${key(1)}`)
  expect(seal('Tarragon', here)).toMatch(/^k2\./)
  expect(unseal(old, here)).toBe('Tarragon')
  expect(keyedDigests('test', 'Tarragon').some((one) => one.equals(digest!))).toBe(true)
  useEncryptionKeys(`k2:${key(2)}`)
  expect(() => unseal(old, here)).toThrow(`No encryption key named 'k1'`)
})
