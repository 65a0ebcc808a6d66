import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reports, type SavedReport } from '#shared/contracts/reports.ts'
import { credentials as mailbox } from '#sandboxes/smtp/server.ts'
import { sealChannel } from '#server/modules/messages/messages.channels.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { reportTasks } from './reports.jobs.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let owner: User
let reader: User
let group: number
const hourMs = 3_600_000

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
  ;({ company, here, elsewhere } = await house.plant.neighbourhood())
  owner = await house.plant.user({ company, holds: [{ grants: 'all', at: here }] })
  reader = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  await house.owner.query(`update user_account set email = 'user' || id || '@acme.test' where company_id = $1`, [company.id])
  group = Number(
    (await house.owner.query<{ id: string }>('select group_id as id from membership where user_id = $1', [owner.id])).rows[0]!.id,
  )
  await house.plant.customer({ location: here, fields: { lastName: 'Near', accountNumber: 'RB-1' } })
  await house.plant.customer({ location: elsewhere, fields: { lastName: 'Far' } })
  await house.plant.insert('message_channel', company, {
    channel: 'email',
    settings: JSON.stringify({
      host: '127.0.0.1', port: house.station.smtpPort, security: 'none', user: mailbox.user, fromAddress: 'office@acme.test', fromName: 'Acme',
      replyTo: null, replyDomain: 'replies.acme.test', publicUrl: null, perMinute: 6000,
    }),
    sealed_secrets: sealChannel(company.id, 'email', { password: mailbox.password, inboundSecret: 'signs-what-comes-in' }),
  })
}) // prettier-ignore
afterAll(() => house.close())

const later = (ms: number) => () => new Date(house.clock.now().getTime() + ms)
const tasks = (now = house.clock.now) =>
  reportTasks(house.database, { allowsPrivate: (url) => house.desk.allowsPrivate(url) }, now)
const read = async (id: number) =>
  (await house.as(owner).call(reports.get, { params: { reportId: id } })).body
const runs = async (id: number) =>
  (await house.as(owner).call(reports.runs, { params: { reportId: id } })).body.items
type Mail = { accountNumber: string; values: Record<string, string> }
const mails = async (to: User): Promise<Mail[]> => {
  const reply = await fetch(`${house.station.origin}/smtp/_control/accounts`)
  return ((await reply.json()) as { effects: Mail[] }).effects.filter(
    ({ accountNumber }) => accountNumber === `user${to.id}@acme.test`,
  )
}
const fault = (name: string) =>
  fetch(`${house.station.origin}/smtp/_control/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault: name, times: 1 }),
  })
let made = 0
const create = async (columns = ['number', 'name', 'accountNumber'], userIds = [owner.id, reader.id]) => {
  const report = (
    await house.as(owner).call(reports.create, {
      body: { name: `Weekly ${++made}`, definition: { object: 'customers', columns } },
    })
  ).body
  return { report, reply: await schedule(report, userIds) }
}
const schedule = (report: SavedReport, userIds: number[]) =>
  house.as(owner).call(reports.saveSchedule, {
    params: { reportId: report.id },
    body: { version: report.version, schedule: { every: 'day', hour: 6, userIds } },
  })
const runIds = async (id: number) =>
  (
    await house.owner.query<{ id: number }>(
      'select id::int from report_run where report_id = $1 order by id',
      [id],
    )
  ).rows.map((row) => row.id)
/** The report's hour has come. */
const due = async (id: number) => {
  const { nextAt } = await read(id)
  await tasks(() => new Date(nextAt!))['reports.due']!({ companyId: company.id, reportId: id })
  return (await runIds(id)).at(-1)!
}
const send = (runId: number, now = house.clock.now) =>
  tasks(now)['reports.send']!({ companyId: company.id, runId })

describe('a report that is sent', () => {
  it('[TAB-022] goes once a period to each of its readers, as its owner sees it, however often the jobs run', async () => {
    const { report, reply } = await create()
    expect(reply.body).toMatchObject({
      recipients: [{ id: owner.id }, { id: reader.id }],
      stoppedReason: null,
    })
    // Not before its time.
    await tasks()['reports.due']!({ companyId: company.id, reportId: report.id })
    expect(await runs(report.id)).toEqual([])
    const nextAt = (await read(report.id)).nextAt!
    const runId = await due(report.id)
    const after = (await read(report.id)).nextAt!
    expect(Date.parse(after) - Date.parse(nextAt)).toBeGreaterThan(22 * hourMs)
    // The same period again: a worker that died before the queue knew.
    await tasks(() => new Date(nextAt))['reports.due']!({ companyId: company.id, reportId: report.id })
    expect(await runIds(report.id)).toEqual([runId])
    await send(runId)
    await send(runId)
    const [run] = await runs(report.id)
    expect(run).toMatchObject({ state: 'done', rows: 1 })
    expect(run!.deliveries.map(({ state }) => state)).toEqual(['sent', 'sent'])
    for (const to of [owner, reader]) {
      const got = await mails(to)
      expect(got).toHaveLength(1)
      const whole = JSON.stringify(got[0])
      expect(whole).toContain(report.name)
    }
    const { rows } = await house.owner.query<{ n: number }>(
      `select count(*)::int as n from history_entry where event = 'reports.sent' and company_id = $1`,
      [company.id],
    )
    expect(rows[0]!.n).toBe(1)
  })

  it('[TAB-022] [REL-003] that was being sent when its worker died is not sent again: nobody knows, and it says so', async () => {
    const { report } = await create()
    const runId = await due(report.id)
    await house.owner.query(`update report_delivery set state = 'sending' where run_id = $1 and user_id = $2`, [runId, owner.id])
    const before = (await mails(owner)).length
    await send(runId)
    const [run] = await runs(report.id)
    expect(run!.deliveries.map(({ state }) => state)).toEqual(['unknown', 'sent'])
    expect(await mails(owner)).toHaveLength(before)
  }) // prettier-ignore

  it('[TAB-022] waits for a mail server that is away, and gives up after some tries; a reader who left is told of', async () => {
    const { report } = await create(['number'], [owner.id])
    const runId = await due(report.id)
    await fault('greylist')
    await send(runId)
    expect((await runs(report.id))[0]).toMatchObject({ state: 'running', deliveries: [{ state: 'queued' }] })
    await house.owner.query(`update report_delivery set attempts = 5 where run_id = $1`, [runId])
    await fault('greylist')
    await send(runId)
    expect((await runs(report.id))[0]).toMatchObject({ state: 'failed', deliveries: [{ state: 'failed' }] })
    const gone = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    await house.owner.query(`update user_account set email = 'gone@acme.test' where id = $1 and company_id = $2`, [gone.id, company.id])
    const { report: second } = await create(['number'], [gone.id])
    await house.owner.query(`update user_account set can_log_in = false where id = $1 and company_id = $2`, [gone.id, company.id])
    await send(await due(second.id))
    expect((await runs(second.id))[0]!.deliveries[0]).toMatchObject({ state: 'failed' })
  }) // prettier-ignore

  it('[TAB-022] stops, and says why, when its owner may no longer see what it shows; nothing confidential is ever sent', async () => {
    const { report } = await create()
    const runId = await due(report.id)
    await house.owner.query(
      `update permission_group set grants = array_remove(grants, 'sale_information.view') where id = $1 and company_id = $2`,
      [group, company.id],
    )
    await send(runId)
    const stopped = await read(report.id)
    expect(stopped.nextAt).toBeNull()
    expect(stopped.stoppedReason).toContain('“Account Number”')
    expect((await runs(report.id))[0]).toMatchObject({ state: 'failed' })
    await tasks(later(72 * hourMs))['reports.due']!({ companyId: company.id, reportId: report.id })
    expect(await runIds(report.id)).toHaveLength(1)
    await house.owner.query(
      `update permission_group set grants = grants || '{sale_information.view}' where id = $1 and company_id = $2`,
      [group, company.id],
    )
    // Begun again by its owner.
    expect((await schedule(stopped, [owner.id])).body).toMatchObject({ stoppedReason: null })
    const { reply } = await create(['number', 'ssn'])
    expect(reply.outcome).toBe('422 reports.confidential_mail')
    const { reply: nobody } = await create(['number'], [999_999])
    expect(nobody.problem.errors[0]!.path).toBe('schedule.userIds')
    await house.owner.query('update user_account set can_log_in = false, active = false where id = $1 and company_id = $2', [owner.id, company.id])
    const last = (await runIds(report.id)).at(-1)!
    await house.owner.query(`insert into report_run (company_id, report_id, due_at, started_at) values ($1, $2, now(), now())`, [company.id, report.id])
    const next = (await runIds(report.id)).at(-1)!
    expect(next).not.toBe(last)
    await send(next)
    const row = await house.owner.query<{ stopped_reason: string }>('select stopped_reason from saved_report where id = $1', [report.id])
    expect(row.rows[0]!.stopped_reason).toContain('can no longer sign in')
  }) // prettier-ignore
})
