/** Permission groups, and who may therefore do what, where, and why. */
import { z } from 'zod'
import { endpoint, id, nothing, text } from '../contract.ts'
import { type Permission, permissions } from '../permissions.ts'
import { questionPattern } from '../rules/access-questions.ts'
import { historyEntry } from './history.ts'

const permission = z.enum(permissions as [Permission, ...Permission[]])

const groupFields = z.object({
  name: text(255).min(1, 'Give the group a name'),
  description: text(1000),
  /** Offered for users who do not have it yet. */
  assignable: z.boolean(),
  grants: z.array(permission).max(permissions.length),
})
export type GroupFields = z.output<typeof groupFields>

const group = z
  .object({
    id,
    version: z.number().int(),
    fields: groupFields.extend({ grants: z.array(z.string()) }),
    members: z.array(
      z.object({ userId: id, user: z.string(), active: z.boolean(), location: z.string().nullable() }),
    ),
    abilities: z.object({
      modify: z.boolean(),
      delete: z.boolean(),
      /** What one may add to this group: what one holds oneself, wherever the group is held. */
      grants: z.array(z.string()),
    }),
  })
  .meta({ id: 'PermissionGroup' })
export type Group = z.output<typeof group>

const named = z.object({ id, name: z.string() })
const via = z.object({ groupId: id, group: z.string(), location: z.string().nullable() })

const answer = z
  .object({
    user: named,
    question: z.string(),
    location: named,
    record: z
      .object({ id, kind: z.enum(['customer', 'lead']), archived: z.boolean(), linked: z.boolean() })
      .nullable(),
    allowed: z.boolean(),
    /** Why not, beyond permissions: the user cannot sign in, the record is archived, the field is locked. */
    obstacles: z.array(z.string()),
    /** Every permission that the question needs, in the catalogue's order. */
    needs: z.array(
      z.object({
        permission: z.string(),
        label: z.string(),
        held: z.boolean(),
        /** The groups that grant it to this user here. */
        via: z.array(via),
        /** Where the user holds it instead, though not here. */
        elsewhere: z.array(via),
        /** The groups that would grant it. */
        wouldGrant: z.array(named),
      }),
    ),
  })
  .meta({ id: 'AccessAnswer' })
export type AccessAnswer = z.output<typeof answer>

/** What is asked about: a permission or a deed, at a location or on a record, which has a location of its own. */
const question = z.object({
  question: z.string().max(80).regex(questionPattern, 'Ask for a permission, or to see or change a field'),
  customerId: id.optional(),
})

const groupId = z.object({ groupId: id })

export const groups = {
  list: endpoint({
    method: 'GET',
    path: '/permission-groups',
    access: 'permission_groups.view',
    scope: 'company',
    summary: 'All permission groups by name, with how many users hold each',
    response: z.object({
      items: z.array(
        z.object({
          id,
          name: z.string(),
          description: z.string(),
          assignable: z.boolean(),
          grants: z.number().int(),
          members: z.number().int(),
        }),
      ),
    }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/permission-groups/:groupId',
    access: 'permission_groups.view',
    scope: 'company',
    summary: 'A permission group: what it grants, and to whom',
    params: groupId,
    response: group,
  }),
  create: endpoint({
    method: 'POST',
    path: '/permission-groups',
    access: 'permission_groups.modify',
    scope: 'company',
    summary: 'Make a permission group, of its own grants or as a copy of another’s',
    body: groupFields.omit({ grants: true, assignable: true }).extend({
      grants: groupFields.shape.grants.default([]),
      /** The new group begins with this one’s grants. */
      copyOf: id.optional(),
    }),
    response: group,
    history: { event: 'groups.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/permission-groups/:groupId',
    access: 'permission_groups.modify',
    scope: 'company',
    summary: 'Save a permission group as of the version it was read at',
    params: groupId,
    body: groupFields.extend({ version: z.number().int().positive() }),
    response: group,
    history: { event: 'groups.saved' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/permission-groups/:groupId',
    access: 'permission_groups.delete',
    summary: 'Delete a permission group that nobody holds',
    params: groupId,
    response: nothing,
    history: { event: 'groups.deleted' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/permission-groups/:groupId/history',
    access: 'permission_groups.view',
    scope: 'company',
    summary: 'What was changed about a permission group, newest first',
    params: groupId,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  explain: endpoint({
    method: 'GET',
    path: '/users/:userId/access',
    access: 'permission_groups.view',
    scope: 'company',
    summary: 'Whether a user may do something at a location or on a record, and why',
    params: z.object({ userId: id }),
    query: question.extend({ locationId: id.optional() }),
    response: answer,
  }),
  holders: endpoint({
    method: 'GET',
    path: '/locations/:locationId/access',
    access: 'permission_groups.view',
    scope: 'company',
    summary: 'Who may do something at a location or on a record there',
    params: z.object({ locationId: id }),
    query: question,
    response: z.object({
      items: z.array(z.object({ id, name: z.string(), via: z.array(via) })),
      /** How many users cannot. */
      others: z.number().int(),
    }),
  }),
}
