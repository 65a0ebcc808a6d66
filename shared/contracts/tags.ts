/** The company's tags, and the tags of a record (TAB-003, REC-060). */
import { z } from 'zod'
import { endpoint, id, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { maxTags, maxTagsOfRecord, tagColours, type TagColour } from '../rules/tags.ts'

const colour = z.enum(Object.keys(tagColours) as [TagColour, ...TagColour[]], 'Choose a colour')

/** A tag as a record shows it. */
export const recordTag = z
  .object({
    id,
    name: z.string(),
    colour,
    /** What the record's warnings say while it carries the tag. */
    warning: z.string().nullable(),
  })
  .meta({ id: 'RecordTag' })
export type RecordTag = z.output<typeof recordTag>

const tag = recordTag
  .extend({
    category: z.string(),
    active: z.boolean(),
    version: z.number().int(),
  })
  .meta({ id: 'Tag' })
export type Tag = z.output<typeof tag>

const tagValues = z.strictObject({
  name: withoutCard(text(60)).pipe(z.string().min(1, 'Enter a name')),
  colour: colour.default('gray'),
  category: withoutCard(text(60)).default(''),
  warning: orNull(withoutCard(text(300))).default(null),
  active: z.boolean().default(true),
})
export type TagValues = z.output<typeof tagValues>

const params = z.object({ customerId: id })
const ids = z.array(id).max(maxTagsOfRecord)
const ofRecord = z.object({ tags: z.array(recordTag) })

export const tags = {
  /** In the order in which they are offered. */
  list: endpoint({
    method: 'GET',
    path: '/tags',
    access: ['customers.view', 'leads.view', 'tag_settings.yes'],
    scope: 'company',
    summary: 'The company’s tags in their order; inactive ones too, for who looks after them',
    response: z.object({
      tags: z.array(tag),
      /** `create`: a new tag by its name alone, as one tags a record; `administer`: everything about all of them. */
      abilities: z.object({ create: z.boolean(), administer: z.boolean() }),
    }),
  }),
  usage: endpoint({
    method: 'GET',
    path: '/tags/usage',
    access: 'tag_settings.yes',
    scope: 'company',
    summary: 'How many records carry each tag',
    response: z.object({ counts: z.array(z.object({ id, count: z.number().int() })) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/tags',
    access: ['tags.modify', 'tag_settings.yes'],
    scope: 'company',
    summary: 'Make a tag; without the permission to administer tags only by its name and colour',
    body: tagValues,
    response: tag,
    history: { event: 'tags.created' },
  }),
  update: endpoint({
    method: 'PUT',
    path: '/tags/:tagId',
    access: 'tag_settings.yes',
    scope: 'company',
    summary: 'Change a tag, as of the version it was read at',
    params: z.object({ tagId: id }),
    body: z.strictObject({ version: z.number().int().positive(), tag: tagValues }),
    response: tag,
    history: { event: 'tags.saved' },
  }),
  sort: endpoint({
    method: 'PUT',
    path: '/tags/order',
    access: 'tag_settings.yes',
    scope: 'company',
    summary: 'Set the order in which tags are offered; it names every tag once',
    body: z.strictObject({ ids: z.array(id).max(maxTags) }),
    response: z.object({ tags: z.array(tag) }),
    history: { event: 'tags.sorted' },
  }),
  ofRecord: endpoint({
    method: 'GET',
    path: '/customers/:customerId/tags',
    access: ['customers.view', 'leads.view'],
    summary: 'The tags of a record',
    params,
    response: ofRecord,
  }),
  /** What to add and what to take away, never the whole set: two people's changes never undo each other. */
  apply: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId/tags',
    access: 'tags.modify',
    summary: 'Add tags to a record and take tags from it; what is so already stays so',
    params,
    body: z.strictObject({ add: ids.default([]), remove: ids.default([]) }),
    response: ofRecord,
    history: { event: 'tags.applied' },
  }),
}
