/**
 * What runs by the calendar has a job that waits: where one is missing, it is planned as a worker begins. So is what a
 * migration left to the app.
 */
import { PrimaryClient } from '#server/platform/database-primary.ts'

/** @param queueUrl connection string of the role `keyholder_queue`. @returns for how many companies something was planned */
export async function ensureSchedules(queueUrl: string): Promise<number> {
  const client = new PrimaryClient({ connectionString: queueUrl, application_name: 'keyholder-schedules' })
  await client.connect()
  try {
    const { rows } = await client.query<{ n: number }>('select platform.ensure_schedules() as n')
    await client.query('select platform.plan_backfills()')
    return rows[0]!.n
  } finally {
    await client.end()
  }
}
