/** What signing in demands beside a password, and how it is called. */

/** Whom the company asks for a second factor. */
export const secondFactorRules = ['optional', 'administrators', 'everybody'] as const
export type SecondFactorRule = (typeof secondFactorRules)[number]

/** Whoever holds one of these anywhere can change what others may do, or where money and alarms go. */
const administers: readonly string[] = [
  'global_settings.yes',
  'account_management.modify',
  'permission_groups.modify',
  'permission_groups.delete',
  'user_accounts.create',
  'user_accounts.modify',
  'office_locations.create',
  'office_locations.modify',
  'monitoring_companies.yes',
  'integrations.create',
  'integrations.modify',
  'imports.yes',
]

/** @param held all that the user holds at any location */
export const needsSecondFactor = (rule: SecondFactorRule, held: ReadonlySet<string>): boolean =>
  rule === 'everybody' ||
  (rule === 'administrators' && administers.some((permission) => held.has(permission)))

/** How long a sign-in waits for its next step, and how many wrong answers it takes. */
export const pendingMinutes = 10
export const mostPendingTries = 5
/** Sensitive acts ask again whoever signed in, or was asked, longer ago (ASVS 7.5.1). */
export const verifiedMinutes = 60
/** How long the link of a forgotten password is good, and that of an invitation. */
export const resetMinutes = 60
export const invitationDays = 7
/** Passkeys of one person, and codes of one set. */
export const mostPasskeys = 10
export const recoveryCodeCount = 10

/** Without what looks alike on paper or is confused on the telephone. */
export const plainLetters = 'abcdefghjkmnpqrstuvwxyz23456789'
/** A recovery code as it is kept, of what was typed: case, spaces and hyphens do not count. */
export const plainCode = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '')

/** How an attempt to sign in ended. */
export const signInResults = {
  signed_in: 'Signed in',
  wrong_password: 'Wrong password',
  wrong_code: 'Wrong second factor',
  second_step: 'Stopped before the second factor',
  barred: 'May not sign in',
} as const
export type SignInResult = keyof typeof signInResults

/** By what one signs in. A recovery code and the rest come after a password; a passkey also without one. */
export const signInMethods = {
  password: 'Password',
  authenticator: 'Password and authenticator app',
  passkey_second: 'Password and passkey',
  recovery: 'Password and recovery code',
  passkey: 'Passkey',
  staff: 'Keyholder staff',
} as const
export type SignInMethod = keyof typeof signInMethods
