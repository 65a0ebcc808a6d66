/** Notes and tickets of a record, and the company's queue of tickets. */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, text } from '../contract.ts'
import { priorities } from '../rules/notes.ts'
import { historyEntry } from './history.ts'

const named = z.object({ id, name: z.string() })
const user = named.extend({ username: z.string() })
const priority = z.enum(priorities)

export const note = z
  .object({
    id,
    customerId: id,
    version: z.number().int(),
    subject: z.string(),
    body: z.string(),
    /** Users whom the text names. */
    mentions: z.array(user),
    type: named.nullable(),
    reason: named.nullable(),
    disposition: named.nullable(),
    isTicket: z.boolean(),
    assignee: named.nullable(),
    dueOn: z.string().nullable(),
    priority: priority.nullable(),
    overdue: z.boolean(),
    closedAt: instant.nullable(),
    closedBy: z.string().nullable(),
    createdAt: instant,
    createdBy: z.string(),
    /** Null until it is edited. */
    updatedAt: instant.nullable(),
    updatedBy: z.string().nullable(),
    /** The note that this one follows up. */
    followUpOf: z.object({ id, subject: z.string() }).nullable(),
  })
  .meta({ id: 'Note' })
export type Note = z.output<typeof note>

const given = {
  subject: text(255).min(1, 'Enter a subject'),
  body: longText(10_000),
  typeId: id.nullable(),
  reasonId: id.nullable(),
  dispositionId: id.nullable(),
  isTicket: z.boolean(),
  assigneeId: id.nullable(),
  dueOn: date.nullable(),
  priority: priority.nullable(),
}

/** A new note; a ticket needs an assignee. */
export const newNote = z.object({
  subject: given.subject,
  body: given.body.default(''),
  typeId: given.typeId.default(null),
  reasonId: given.reasonId.default(null),
  dispositionId: given.dispositionId.default(null),
  isTicket: given.isTicket.default(false),
  assigneeId: given.assigneeId.default(null),
  dueOn: given.dueOn.default(null),
  priority: given.priority.default(null),
  followUpOfId: id.nullable().default(null),
})
export type NewNote = z.output<typeof newNote>

export const changedNote = z.strictObject({
  subject: given.subject.optional(),
  body: given.body.optional(),
  typeId: given.typeId.optional(),
  reasonId: given.reasonId.optional(),
  dispositionId: given.dispositionId.optional(),
  isTicket: given.isTicket.optional(),
  assigneeId: given.assigneeId.optional(),
  dueOn: given.dueOn.optional(),
  priority: given.priority.optional(),
})
export type ChangedNote = z.output<typeof changedNote>

const ofCustomer = z.object({ customerId: id })
const ofNote = z.object({ customerId: id, noteId: id })

const abilities = z.object({ create: z.boolean(), modify: z.boolean() })

export const ticketSorts = ['number', 'due', 'priority'] as const
const ticketQuery = z.object({
  /** `mine`: only those assigned to the caller, which needs no right to the queue. */
  whose: z.enum(['all', 'mine']).default('all'),
  status: z.enum(['open', 'closed', 'all']).default('open'),
  assigneeId: id.optional(),
  typeId: id.optional(),
  priority: priority.optional(),
  locationId: id.optional(),
  dueFrom: date.optional(),
  dueTo: date.optional(),
  overdue: z.enum(['yes']).optional(),
  sort: z.enum(ticketSorts).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  /** Opaque; as a page before gave it. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type TicketFilter = z.output<typeof ticketQuery>

const ticket = z.object({
  id,
  customerId: id,
  version: z.number().int(),
  customer: z.string(),
  location: z.string(),
  subject: z.string(),
  type: z.string().nullable(),
  assignee: named,
  dueOn: z.string().nullable(),
  overdue: z.boolean(),
  priority: priority.nullable(),
  closedAt: instant.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  /** Whether the caller may change it: the right at its location, and a record that is not archived. */
  modify: z.boolean(),
})
export type TicketRow = z.output<typeof ticket>

export const notes = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/notes',
    access: 'notes.view',
    summary: 'A record’s notes and tickets, newest first',
    params: ofCustomer,
    query: z.object({
      show: z.enum(['notes', 'tickets']).optional(),
      status: z.enum(['open', 'closed']).optional(),
      typeId: id.optional(),
      authorId: id.optional(),
      /** Any part of subject or text. */
      text: text(80).optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(30),
    }),
    response: z.object({
      items: z.array(note),
      next: id.nullable(),
      /** Who has written here, for the filter. */
      authors: z.array(named),
      abilities,
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/notes/:noteId',
    access: 'notes.view',
    summary: 'One note or ticket',
    params: ofNote,
    response: note,
  }),
  edits: endpoint({
    method: 'GET',
    path: '/customers/:customerId/notes/:noteId/edits',
    access: 'notes.view',
    summary: 'Everything that happened to a note, newest first, with old and new values',
    params: ofNote,
    response: z.object({ items: z.array(historyEntry) }),
  }),
  people: endpoint({
    method: 'GET',
    path: '/customers/:customerId/people',
    access: 'notes.view',
    summary: 'Who can be assigned tickets of this record and named in its notes',
    params: ofCustomer,
    response: z.object({ items: z.array(user) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/notes',
    access: 'notes.create',
    summary: 'Write a note or a ticket',
    params: ofCustomer,
    body: newNote,
    response: note,
    history: { event: 'notes.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId/notes/:noteId',
    access: 'notes.modify',
    summary: 'Edit a note, as of the version it was read at',
    params: ofNote,
    body: z.object({ version: z.number().int().positive(), fields: changedNote }),
    response: note,
    history: { event: 'notes.saved' },
  }),
  close: endpoint({
    method: 'POST',
    path: '/customers/:customerId/notes/:noteId/close',
    access: 'notes.modify',
    summary: 'Close a ticket',
    params: ofNote,
    response: note,
    history: { event: 'notes.closed' },
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/customers/:customerId/notes/:noteId/reopen',
    access: 'notes.modify',
    summary: 'Open a closed ticket again',
    params: ofNote,
    response: note,
    history: { event: 'notes.reopened' },
  }),
  tickets: endpoint({
    method: 'GET',
    path: '/tickets',
    access: ['tickets_page.view', 'notes.view'],
    summary: 'A page of the company’s tickets, or of one’s own, by keyset',
    query: ticketQuery,
    response: z.object({ items: z.array(ticket), next: z.string().nullable() }),
  }),
  countTickets: endpoint({
    method: 'GET',
    path: '/tickets/count',
    access: ['tickets_page.view', 'notes.view'],
    summary: 'How many tickets the filter finds, counted up to 10,000',
    query: ticketQuery.omit({ sort: true, direction: true, after: true, limit: true }),
    response: z.object({ count: z.number().int(), more: z.boolean() }),
  }),
  ticketOptions: endpoint({
    method: 'GET',
    path: '/tickets/options',
    access: ['tickets_page.view', 'notes.view'],
    scope: 'company',
    summary:
      'What the queue’s filters offer: the locations where one sees tickets, and who can be assigned them there',
    response: z.object({ locations: z.array(named), people: z.array(user) }),
  }),
  changeTickets: endpoint({
    method: 'POST',
    path: '/tickets/change',
    access: 'notes.modify',
    summary:
      'Change several tickets in one way: close, reopen, assign, due date, type, priority; all of them or none',
    body: z.object({
      noteIds: z.array(id).min(1).max(200),
      change: z.union([
        z.strictObject({ closed: z.boolean() }),
        z.strictObject({ assigneeId: id }),
        z.strictObject({ dueOn: given.dueOn }),
        z.strictObject({ typeId: given.typeId }),
        z.strictObject({ priority: given.priority }),
      ]),
    }),
    response: z.object({ changed: z.number().int() }),
    history: { event: 'notes.saved' },
  }),
}

/** The `conflict` member of `notes.stale`: the note as it now is, and who made it so. */
export type NoteConflict = { note: Note; changedBy: string; changedAt: string }
