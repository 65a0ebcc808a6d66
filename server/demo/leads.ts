/** What a lead has beyond a person: where it stands with the call center. */
import { dayMs } from '#shared/time.ts'
import * as names from './names.ts'
import type { Random } from './random.ts'
import type { DemoFields, Setting } from './record.ts'

const comments = [
  'Has an old panel from the builder, wants to know whether it can be used.',
  'Asked for a quote with two outdoor cameras.',
  'Renewing somewhere else in three months; call before that.',
  'Prefers text messages.',
  'Spouse has to agree first.',
  'Interested in the doorbell camera only.',
] as const

/** Status, disposition, callback and comments of a lead that was entered at `createdAt`. */
export function leadFields(random: Random, setting: Setting, createdAt: Date): DemoFields {
  const assigned = random.chance(0.35)
  const callback = random.chance(0.4)
  return {
    accountType: random.chance(0.5) ? 'residential' : null,
    ssn: null,
    leadStatusId: assigned
      ? random.pick([setting.value('lead_status', 'Assigned'), setting.value('lead_status', 'Appointment')])
      : random.weighted([
          [setting.value('lead_status', 'New'), 4],
          [setting.value('lead_status', 'Queue'), 3],
          [setting.value('lead_status', 'Contacted'), 3],
          [setting.value('lead_status', 'Dead'), 2],
        ]),
    leadRepId: assigned ? random.pick(setting.users('lead_rep')) : null,
    callCenterRepId: random.chance(0.7) ? random.pick(setting.users('call_center_rep')) : null,
    leadDispositionId: random.chance(0.8) ? random.pick(setting.catalogue('lead_disposition')) : null,
    callbackAt: callback ? new Date(createdAt.getTime() + random.int(1, 21) * dayMs).toISOString() : null,
    callcenterComments: random.chance(0.5) ? random.pick(comments) : null,
    leadComments: random.chance(0.2)
      ? `${random.pick(comments)}\nNext contact: ${random.pick(names.firstNames)}.`
      : null,
  }
}
