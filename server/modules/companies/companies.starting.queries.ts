/** Writes what a new company begins with (companies.starting.ts) into the company that is open. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import {
  startingCatalogues,
  startingGroups,
  startingTags,
  startingTemplates,
  startingValues,
  startingWorkflows,
  stepsOf,
} from './companies.starting.ts'

/** The group of who signs in first is there already. @param currency in which amounts that become names are written */
export async function insertStartingRows(db: Db, currency: string): Promise<void> {
  const values = startingCatalogues.flatMap((catalogue) =>
    startingValues(catalogue, currency).map(({ name, data }, sort) => ({ catalogue, name, data, sort })),
  )
  await sql`
    insert into catalogue_value (catalogue, name, sort, data)
    select v.catalogue, v.name, v.sort, v.data
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) v (catalogue text, name text, sort int, data jsonb)`.execute(
    db,
  )
  await sql`
    insert into permission_group (name, description, grants)
    select g.name, g.description, g.grants
    from jsonb_to_recordset(${JSON.stringify(startingGroups.slice(1))}::jsonb) g (name text, description text, grants text[])`.execute(
    db,
  )
  const tags = startingTags.map((tag, at) => ({ ...tag, sort: at + 1 }))
  await sql`
    insert into tag (name, colour, category, warning, sort)
    select t.name, t.colour, t.category, t.warning, t.sort
    from jsonb_to_recordset(${JSON.stringify(tags)}::jsonb) t (name text, colour text, category text, warning text, sort int)`.execute(
    db,
  )
  await sql`
    insert into message_template (name, channel, category, subject, body)
    select t.name, t.channel, t.category, t.subject, t.body
    from jsonb_to_recordset(${JSON.stringify(startingTemplates)}::jsonb)
      t (name text, channel text, category text, subject text, body text)`.execute(db)
  const workflows = startingWorkflows.map((one, at) => ({ ...one, steps: stepsOf(one), sort: at + 1 }))
  await sql`
    insert into workflow (name, description, type, purpose, steps, sort)
    select w.name, w.description, w.type, w.purpose, w.steps, w.sort
    from jsonb_to_recordset(${JSON.stringify(workflows)}::jsonb)
      w (name text, description text, type text, purpose text, steps jsonb, sort int)`.execute(db)
}
