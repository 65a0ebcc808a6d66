/** What is mailed about signing in: links for forgotten passwords, and that somebody signed in from a new device. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { deviceOf } from '#shared/rules/devices.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { unseal } from '#server/platform/encryption.ts'
import { mailAccount, readAccountMail, type Surroundings } from '../messages/messages.service.ts'
import { findNotice } from './sessions.attempts.queries.ts'
import { listReachable } from './sessions.links.queries.ts'
import { makeLink, resetPlace, sendLink } from './sessions.links.ts'

const reset = z.object({ companyId: z.number(), sealed: z.string() })
const newDevice = z.object({ companyId: z.number(), attemptId: z.number() })

export const sessionTasks = (
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
): Record<string, Task> => ({
  'sessions.reset': async (raw) => {
    const { companyId, sealed } = reset.parse(raw)
    const who = unseal(sealed, resetPlace(companyId))
    const tx = asCompany(database, companyId, fromJob)
    const letters = await tx(async (db, history) => {
      if (!(await readAccountMail(db, companyId))) return []
      const made = []
      for (const user of await listReachable(db, who)) {
        const link = { userId: user.id, kind: 'reset', sentTo: user.email, by: null, now: now() } as const
        made.push({ user, ...(await makeLink(db, link)) })
        const detail = { to: user.email }
        history.add({ event: 'sessions.reset_asked', entity: 'user', entityId: user.id, detail })
      }
      return made
    })
    // Once: a link that was lost is asked for again, and one that came twice confuses.
    for (const { user, id, token } of letters)
      await sendLink((work) => tx((db) => work(db)), surroundings, companyId, id, {
        ...{ kind: 'reset', token, username: user.username },
        to: { name: user.name, address: user.email },
        company: { name: user.company, slug: user.slug },
      })
  },
  'sessions.new_device': async (raw) => {
    const { companyId, attemptId } = newDevice.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    const { notice, mail } = await tx(async (db) => ({
      notice: await findNotice(db, attemptId),
      mail: await readAccountMail(db, companyId),
    }))
    if (!notice?.email || !mail) return
    const at = DateTime.fromJSDate(notice.at, { zone: notice.time_zone }).toFormat(
      'MMMM d, yyyy, h:mm a ZZZZ',
    )
    await mailAccount((work) => tx((db) => work(db)), surroundings, companyId, {
      to: { name: notice.name, address: notice.email },
      subject: `${notice.company}: a sign-in from a new device`,
      text: [
        `Hello ${notice.name},`,
        `somebody signed in to ${notice.company} as “${notice.username}” with ${deviceOf(notice.user_agent)}, from ${notice.address}, on ${at}.`,
        'If it was you, there is nothing to do.',
        `If it was not: choose another password and end that session under Account, ${mail.publicUrl}/${notice.slug}/account, and tell whoever administers Keyholder at your company.`,
      ].join('\n\n'),
    })
  },
})
