import { tags } from '#shared/contracts/tags.ts'
import { type Module, module } from '#server/http/module.ts'
import { listStatement, type TagRow, usageStatement } from './tags.queries.ts'
import { applyTags, createTag, readTags, sortTags, toTagList, updateTag } from './tags.service.ts'

export const tagsModule = (): Module =>
  module('tags', tags, {
    list: {
      statements: () => [listStatement()],
      answer: ({ actor }, [rows]) => toTagList(actor, rows as TagRow[]),
    },
    usage: {
      statements: () => [usageStatement()],
      answer: (_ctx, [rows]) => ({ counts: rows as { id: number; count: number }[] }),
    },
    create: createTag,
    update: updateTag,
    sort: sortTags,
    ofRecord: readTags,
    apply: applyTags,
  })
