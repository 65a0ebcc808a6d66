import { notes } from '#shared/contracts/notes.ts'
import { type Module, module } from '#server/http/module.ts'
import { changeTickets, fromCursor, toCursor, toTicket } from './notes.queue.ts'
import {
  closeNote,
  createNote,
  listEdits,
  listNotes,
  listPeople,
  readNote,
  reopenNote,
  saveNote,
} from './notes.service.ts'
import { countStatement, optionStatements, type TicketListRow, ticketStatement } from './notes.tickets.ts'

const countLimit = 10_000

export const notesModule = (): Module =>
  module('notes', notes, {
    ofCustomer: listNotes,
    get: readNote,
    edits: listEdits,
    people: listPeople,
    create: createNote,
    save: saveNote,
    close: closeNote,
    reopen: reopenNote,
    tickets: {
      statements: ({ query }) => [ticketStatement(query, fromCursor(query))],
      answer(ctx, [rows], { query }) {
        const page = (rows as TicketListRow[]).slice(0, query.limit)
        return {
          items: page.map((row) => toTicket(ctx, row)),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    countTickets: {
      statements: ({ query }) => [countStatement(query, countLimit + 1)],
      answer: (_ctx, [rows]) => ({
        count: Math.min(rows![0]!.n as number, countLimit),
        more: (rows![0]!.n as number) > countLimit,
      }),
    },
    ticketOptions: {
      statements: optionStatements,
      answer: (_ctx, [locations, people]) => ({ locations, people }) as never,
    },
    changeTickets,
  })
