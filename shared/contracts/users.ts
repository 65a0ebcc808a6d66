/** Users of the company: who they are, where they may do what, and how they sign in. */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { userRoles } from '../rules/customer-fields.ts'
import { phone } from '../rules/customer-values.ts'
import { usernamePattern } from '../rules/users.ts'
import { signInActivity } from './factor-values.ts'
import { historyEntry } from './history.ts'

const role = z.enum(userRoles)

/** A group held at one location, or everywhere where there is none. */
const membership = z.object({ groupId: id, locationId: id.nullable() })
export type Membership = z.output<typeof membership>

const heldGroup = membership.extend({ group: z.string(), location: z.string().nullable() })

const listed = z
  .object({
    id,
    name: z.string(),
    username: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    active: z.boolean(),
    canLogIn: z.boolean(),
    roles: z.array(role),
    groups: z.array(heldGroup),
    lastSignInAt: instant.nullable(),
  })
  .meta({ id: 'ListedUser' })
export type ListedUser = z.output<typeof listed>

/** Everything of a user that one edits. */
const userFields = z.object({
  firstName: text(80).min(1, 'Enter a first name'),
  lastName: text(80).min(1, 'Enter a last name'),
  username: text(39)
    .toLowerCase()
    .regex(usernamePattern, 'Letters, digits, “.”, “-” and “_”, beginning with a letter or digit'),
  email: orNull(z.email('Enter an e-mail address, for example name@company.test').max(254)),
  phone: orNull(phone),
  active: z.boolean(),
  canLogIn: z.boolean(),
  roles: z.array(role).max(20),
  memberships: z.array(membership).max(200),
  representativeNumbers: z.array(z.object({ locationId: id, number: text(40).min(1) })).max(200),
  reportsToId: id.nullable(),
})
export type UserFields = z.output<typeof userFields>

const user = z
  .object({
    id,
    version: z.number().int(),
    fields: userFields.extend({
      username: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    name: z.string(),
    groups: z.array(heldGroup),
    createdAt: instant,
    hasPassword: z.boolean(),
    mustChangePassword: z.boolean(),
    lastSignInAt: instant.nullable(),
    abilities: z.object({
      modify: z.boolean(),
      /** Username, e-mail, password and sign-in: only of somebody who may do no more than oneself. */
      login: z.boolean(),
    }),
  })
  .meta({ id: 'User' })
export type User = z.output<typeof user>

const session = z.object({
  id,
  kind: z.enum(['browser', 'api']),
  name: z.string(),
  address: z.string(),
  userAgent: z.string(),
  createdAt: instant,
  lastUsedAt: instant,
  expiresAt: instant,
})

const userId = z.object({ userId: id })

export const users = {
  list: endpoint({
    method: 'GET',
    path: '/users',
    access: 'user_accounts.view',
    scope: 'company',
    summary: 'The company’s users by name, by keyset',
    query: z.object({
      /** Any part of the name, the username or the e-mail address. */
      search: text(80).optional(),
      status: z.enum(['active', 'inactive', 'all']).default('active'),
      login: z.enum(['can', 'cannot', 'all']).default('all'),
      /** Holds a group there, or everywhere. */
      locationId: id.optional(),
      groupId: id.optional(),
      role: role.optional(),
      after: z.string().max(400).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    response: z.object({ items: z.array(listed), next: z.string().nullable(), count: z.number().int() }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/users/options',
    access: ['user_accounts.view', 'permission_groups.view', 'office_locations.view'],
    scope: 'company',
    summary: 'What the pickers of administration offer: groups, locations, users',
    response: z.object({
      groups: z.array(z.object({ id, name: z.string(), assignable: z.boolean() })),
      locations: z.array(z.object({ id, name: z.string(), active: z.boolean() })),
      users: z.array(z.object({ id, name: z.string(), active: z.boolean() })),
    }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/users/:userId',
    access: 'user_accounts.view',
    scope: 'company',
    summary: 'A user, and what of it may be changed',
    params: userId,
    response: user,
  }),
  create: endpoint({
    method: 'POST',
    path: '/users',
    access: 'user_accounts.create',
    scope: 'company',
    summary: 'Make a user; a password comes afterwards',
    body: userFields,
    response: user,
    history: { event: 'users.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/users/:userId',
    access: 'user_accounts.modify',
    scope: 'company',
    summary: 'Save a user as of the version it was read at; deactivating ends all sessions',
    params: userId,
    body: userFields.extend({ version: z.number().int().positive() }),
    response: user,
    history: { event: 'users.saved' },
  }),
  setPassword: endpoint({
    method: 'POST',
    path: '/users/:userId/password',
    access: 'user_accounts.modify',
    scope: 'company',
    io: true,
    fresh: true,
    summary: 'Give a user a one-time password, shown this once; their sessions and tokens end',
    params: userId,
    body: z.object({}),
    response: z.object({ password: z.string() }),
    history: { event: 'users.password_set' },
  }),
  sessions: endpoint({
    method: 'GET',
    path: '/users/:userId/sessions',
    access: 'user_accounts.view',
    scope: 'company',
    summary: 'Where a user is signed in, and their API tokens',
    params: userId,
    response: z.object({ items: z.array(session) }),
  }),
  endSessions: endpoint({
    method: 'DELETE',
    path: '/users/:userId/sessions',
    access: 'user_accounts.modify',
    scope: 'company',
    summary: 'End all sessions and API tokens of a user at once',
    params: userId,
    response: z.object({ ended: z.number().int() }),
    history: { event: 'users.sessions_ended' },
  }),
  signIn: endpoint({
    method: 'GET',
    path: '/users/:userId/sign-in',
    access: 'user_accounts.view',
    scope: 'company',
    summary: 'A user’s second factors and invitation, and whether mail can be sent to them',
    params: userId,
    response: z.object({
      factors: z.object({
        authenticator: z.boolean(),
        passkeys: z.number().int(),
        recoveryCodes: z.number().int(),
        required: z.boolean(),
      }),
      /** The latest, unless it was followed or revoked. */
      invitation: z
        .object({
          sentTo: z.string(),
          createdAt: instant,
          expiresAt: instant,
          /** Null: nobody knows whether the mail left. */
          delivered: z.boolean().nullable(),
        })
        .nullable(),
      /** Whose mail server sends; null: none is set up. */
      mail: z.enum(['company', 'platform']).nullable(),
    }),
  }),
  signIns: endpoint({
    method: 'GET',
    path: '/users/:userId/sign-ins',
    access: 'user_accounts.view',
    scope: 'company',
    summary: 'When and from where somebody signed in, or tried to, as this user',
    params: userId,
    query: signInActivity.query,
    response: signInActivity.response,
  }),
  invite: endpoint({
    method: 'POST',
    path: '/users/:userId/invitation',
    access: 'user_accounts.modify',
    scope: 'company',
    io: true,
    fresh: true,
    summary: 'E-mail a link by which the user chooses a password; an earlier link ends',
    params: userId,
    body: z.strictObject({}),
    response: z.object({ sentTo: z.string(), delivered: z.boolean() }),
    history: { event: 'users.invited' },
  }),
  revokeInvitation: endpoint({
    method: 'DELETE',
    path: '/users/:userId/invitation',
    access: 'user_accounts.modify',
    scope: 'company',
    summary: 'End the link of an invitation',
    params: userId,
    response: z.object({}),
    history: { event: 'users.invitation_revoked' },
  }),
  resetFactors: endpoint({
    method: 'DELETE',
    path: '/users/:userId/factors',
    access: 'user_accounts.modify',
    scope: 'company',
    fresh: true,
    summary: 'Take all second factors from a user who lost them; their browser sessions end',
    params: userId,
    response: z.object({ removed: z.number().int() }),
    history: { event: 'users.factors_reset' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/users/:userId/history',
    access: 'user_accounts.view',
    scope: 'company',
    summary: 'What was changed about a user, or when and from where they signed in; newest first',
    params: userId,
    query: z.object({
      about: z.enum(['changes', 'sign_ins']).default('changes'),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
