/** Recovery codes: ten of them, each good once, for whoever has lost what they sign in with. Kept as argon2id digests. */
import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { plainCode, plainLetters, recoveryCodeCount } from '#shared/rules/sign-in.ts'
import { digestUnder } from '#server/platform/passwords.ts'
import type { RecoveryRow } from './sessions.factors.queries.ts'

/** Twelve letters in three groups, of some 59 bits: `k3vd-p8mz-x2wq`. */
const newCode = (): string =>
  Array.from({ length: 3 }, () =>
    Array.from({ length: 4 }, () => plainLetters[randomInt(plainLetters.length)]).join(''),
  ).join('-')

/** A set of codes to show, and what is kept of them. */
export async function newCodes(): Promise<{ codes: string[]; salt: Buffer; digests: Buffer[] }> {
  const salt = randomBytes(16)
  const codes = Array.from({ length: recoveryCodeCount }, newCode)
  return { codes, salt, digests: await Promise.all(codes.map((code) => digestUnder(salt, plainCode(code)))) }
}

/** Which of the unused codes was typed; undefined if none. One digest is made, as they share their salt. */
export async function findCode(rows: RecoveryRow[], typed: string): Promise<RecoveryRow | undefined> {
  if (!rows[0]) return undefined
  const digest = await digestUnder(rows[0].salt, plainCode(typed))
  return rows.filter((row) => timingSafeEqual(row.digest, digest))[0]
}
