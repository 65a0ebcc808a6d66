/** What the Open Station API answers about zones, agencies, tests, events and details; unknown members pass. */
import { z } from 'zod'
import { agencyKinds, eventKinds } from '../station-parts.ts'

const instant = z.iso.datetime()

export const choicesReply = z.object({
  choices: z.array(z.object({ code: z.string().min(1), label: z.string() })),
})
export const zonesReply = z.object({
  serial: z.string(),
  zones: z.array(
    z.object({
      zone: z.string().min(1),
      name: z.string(),
      eventType: z.string(),
      deviceType: z.string(),
      area: z.string(),
      status: z.string(),
    }),
  ),
})
const agency = z.object({
  id: z.string().min(1),
  kind: z.enum(agencyKinds),
  name: z.string(),
  phone: z.string(),
  city: z.string(),
  state: z.string(),
})
export const agenciesReply = z.object({ agencies: z.array(agency) })
export const customerAgenciesReply = z.object({
  serial: z.string(),
  agencies: z.array(agency.extend({ permitNumber: z.string() })),
})
export const testsReply = z.object({
  serial: z.string(),
  tests: z.array(
    z.object({
      id: z.string().min(1),
      category: z.string(),
      description: z.string(),
      placedBy: z.string(),
      from: instant,
      until: instant,
      endedAt: instant.or(z.literal('')),
    }),
  ),
})
export const eventsReply = z.object({
  serial: z.string(),
  events: z.array(
    z.object({
      id: z.string().min(1),
      at: instant,
      kind: z.enum(eventKinds),
      code: z.string(),
      description: z.string(),
      zone: z.string(),
      area: z.string(),
      comment: z.string(),
      onTest: z.boolean(),
    }),
  ),
})
export const detailsReply = z.object({ serial: z.string(), details: z.record(z.string(), z.string()) })
export const rosterReply = z.object({
  customers: z.array(
    z.object({
      serial: z.string().min(1),
      customerId: z.string().min(1),
      status: z.enum(['shell', 'in_service', 'out_of_service']),
      link: z.object({ reference: z.string() }).nullable(),
    }),
  ),
  next: z.string().min(1).nullable(),
})

/** What the station says of itself; what a part leaves out it does not do. Absent from a station of version 1.0. */
export const abilitiesReply = z.object({
  contacts: z.object({ keeps: z.array(z.string()), max: z.int() }),
  neededAtCreation: z.array(z.string()),
  roster: z.boolean(),
  zones: z.object({ pattern: z.string(), nameLength: z.int(), edit: z.boolean() }).optional(),
  agencies: z
    .object({ kinds: z.array(z.string()), perKind: z.string(), permits: z.boolean(), remove: z.boolean() })
    .optional(),
  tests: z
    .object({
      several: z.boolean(),
      maxMinutes: z.int(),
      descriptionLength: z.int(),
      categories: z.boolean(),
      endAll: z.boolean(),
      history: z.boolean(),
      results: z.boolean(),
    })
    .optional(),
  events: z.boolean().optional(),
  maxDays: z.int().optional(),
  details: z
    .array(
      z.object({
        key: z.string(),
        type: z.string(),
        maxLength: z.int().optional(),
        required: z.boolean(),
        editable: z.boolean(),
      }),
    )
    .optional(),
  service: z.object({ categories: z.boolean() }).optional(),
  orders: z.boolean().optional(),
  preChecks: z.boolean().optional(),
  lengths: z.record(z.string(), z.int()).optional(),
  identifiers: z.array(z.string()).optional(),
})
export type AbilitiesReply = z.infer<typeof abilitiesReply>

export const orderReply = z.object({
  serial: z.string(),
  state: z.enum(['created', 'updated', 'submitting', 'submitted', 'failed']),
  report: z.array(z.string()),
  at: instant.nullable(),
})

export const preCheckReply = z.object({
  id: z.string().min(1),
  state: z.enum(['running', 'review', 'approved', 'error']),
  report: z.array(z.string()),
  at: instant,
})
