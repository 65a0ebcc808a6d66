/** The errors of users, permission groups, locations and the company, as a part of the catalogue in errors.ts. */
export const administrationErrors = {
  'access.password_expired': [403, 'Choose a new password to sign in.'],
  'users.not_found': [404, 'There is no user with this number.'],
  'users.stale': [
    409,
    'Somebody saved this user meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'users.beyond_you': [
    403,
    '{user} may do more than you. Username, e-mail, password and sign-in of such a user are not yours to change.',
  ],
  'users.cannot_give': [
    403,
    'You may only give what you hold yourself. “{group}” {place} needs “{permission}”, which you do not hold there.',
  ],
  'users.own_password': [409, 'Change your own password under Account.'],
  'groups.not_found': [404, 'There is no permission group with this number.'],
  'groups.not_your_place': [403, 'You need the permission “{permission}” {place} for this.'],
  'groups.stale': [
    409,
    'Somebody saved this group meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'groups.cannot_grant': [
    403,
    'You may only grant what you hold yourself. This group is held {place}, and you do not hold “{permission}” there.',
  ],
  'groups.has_members': [409, 'Users hold this group. Take it from all of them first.'],
  'groups.last_administrator': [
    409,
    'Nobody who can sign in would be left who may change permission groups. Give that permission to somebody else first.',
  ],
  'providers.not_found': [404, 'There is no such monitoring company or provider.'],
  'providers.stale': [
    409,
    'Somebody saved this meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'providers.too_many': [409, 'A company has at most {max} of these.'],
  'providers.block_not_found': [404, 'This monitoring company has no such block.'],
  'providers.block_stale': [409, 'Somebody changed this block meanwhile. Look at it as it is now.'],
  'providers.too_many_blocks': [409, 'A monitoring company has at most {max} blocks.'],
  'providers.no_blocks': [
    409,
    '{company} has no active block of account numbers. Enter the number by hand, or ask {whom} to add a block.',
  ],
  'providers.numbers_exhausted': [
    409,
    'Every account number of {company} has been used. Ask {whom} to add a block that the station gives out.',
  ],
  'locations.not_found': [404, 'There is no location with this number.'],
  'locations.stale': [
    409,
    'Somebody saved this location meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'locations.last_active': [
    409,
    'This is the last active location. Every record needs one: activate another first.',
  ],
  'companies.stale': [
    409,
    'Somebody saved the settings meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
} as const
