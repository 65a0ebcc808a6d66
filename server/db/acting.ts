/** Who a job acts for: the user who asked for it, with what they may do at the time of the job. */
import { sql } from 'kysely'
import { type Actor, type ActorRow, toActor } from './actor.ts'
import type { Db } from './database.ts'

/** The transaction's user as an actor; null if they may no longer sign in. */
export async function findActor(db: Db): Promise<Actor | null> {
  const { rows } = await sql<ActorRow>`
    select c.id as company_id, c.slug as company_slug, c.name as company_name, c.time_zone, c.currency, c.settings,
      u.id as user_id, u.first_name || ' ' || u.last_name as user_name, u.username, 0 as session_id,
      'api' as session_kind, now() as last_used_at,
      (select coalesce(json_agg(json_build_array(m.location_id, g.grants) order by m.id)::text, '[]')
       from membership m join permission_group g on g.company_id = m.company_id and g.id = m.group_id
       where m.company_id = u.company_id and m.user_id = u.id) as grants
    from platform.company c
    join user_account u on u.company_id = c.id and u.id = platform.user_id()
    where c.id = platform.company_id() and u.active and u.can_log_in`.execute(db)
  return rows[0] ? toActor(rows[0]) : null
}
