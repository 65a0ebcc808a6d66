/** The errors of signing in beyond the password, as a part of the catalogue in errors.ts. */
export const signInErrors = {
  'access.second_factor': [403, 'Confirm with your second factor to sign in.'],
  'access.enrol_factor': [403, 'A second factor is required here. Set one up to sign in.'],
  'access.pending_gone': [401, 'This sign-in took too long or was used already. Please begin again.'],
  'access.wrong_code': [422, 'This code is not right, or was used already.'],
  'access.wrong_passkey': [422, 'The passkey could not be verified. Try again, or use another way.'],
  'access.no_passkeys_here': [
    409,
    'Passkeys work at a name under HTTPS, or at localhost. This address is neither.',
  ],
  'access.verify_first': [403, 'Confirm that it is you before you change this.'],
  'access.browser_only': [409, 'This is done in the page, signed in as oneself, and not by an API token.'],
  'access.factor_not_found': [404, 'There is no such second factor.'],
  'access.factor_needed': [
    409,
    'A second factor is required of you. Add another one before you remove this one.',
  ],
  'access.no_factor': [409, 'Recovery codes belong to a second factor. Set one up first.'],
  'access.too_many_passkeys': [409, 'There are {max} passkeys already. Remove one that you do not use.'],
  'access.passkey_known': [409, 'This passkey is set up already.'],
  'access.link_gone': [404, 'This link has expired, was used, or was replaced by a newer one.'],
  'access.reset_throttled': [
    429,
    'Too many requests from here. Please wait {seconds} seconds and try again.',
  ],
  'users.no_mail': [
    409,
    'No e-mail can be sent: neither the company nor the platform has a mail server set up.',
  ],
  'users.no_address': [409, '{user} has no e-mail address. Enter one on the profile first.'],
  'users.has_password': [409, '{user} has a password already.'],
  'users.cannot_sign_in': [409, '{user} is inactive or may not sign in. Change that on the profile first.'],
  'users.no_invitation': [409, 'There is no invitation that could be revoked.'],
  'users.own_factors': [409, 'Change your own second factor under Account.'],
} as const
