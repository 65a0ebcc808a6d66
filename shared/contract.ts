/**
 * The shape of an endpoint. One literal holds what the server mounts, what the page calls and what
 * openapi.json says; `shared/contracts/<module>.ts` hold the literals.
 */
import { z } from 'zod'
import type { HistoryEvent } from './history-events.ts'
import type { Permission } from './permissions.ts'
import type { AddOn } from './rules/add-ons.ts'

/**
 * Who may call: a permission that the caller must hold at some location (the handler narrows it to the
 * row's own), `'signed_in'` for any user of the company, `'public'` for nobody in particular, or `'operator'` for the
 * platform's own staff, who belong to no company.
 */
export type Access = Permission | readonly Permission[] | 'signed_in' | 'public' | 'operator'

/** What a mutating endpoint leaves in History: an event's name, or the reason why it leaves nothing. */
export type HistoryRule = { event: HistoryEvent } | { none: string }

export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path under `/api/v1`, with `:name` parameters. */
  path: `/${string}`
  access: Access
  /** The add-on that it belongs to: where the company has it off, there is no such endpoint. */
  addOn?: AddOn
  /**
   * What it reads or writes belongs to the whole company, to no location: the permission held anywhere is enough. `everywhere`:
   * it adds all locations up, and is for who holds the permission at all of them.
   */
  scope?: 'company' | 'everywhere'
  summary: string
  /** The handler calls a provider: it gets no database, and opens short transactions by `ctx.tx()`. */
  io?: true
  /**
   * The answer stays open as server-sent events: `begin` with the response, then `changed` whenever the caller should
   * read again. For GET only.
   */
  live?: true
  /** A sensitive act: whoever signed in long ago is asked again who they are (server/http/mount.ts). API tokens are not. */
  fresh?: true
  /** A public one whose caller proves itself by a signature over the body as it was sent (PublicCtx.signed). */
  signed?: true
  /** Also takes `application/x-www-form-urlencoded`, as providers and mail programs send it. */
  form?: true
  /**
   * With `io`: the answer is a file, sent as it is made; `response` is its text. `application/octet-stream`: one that
   * is stored, of whatever type; ranges of it can be asked for.
   */
  download?: 'text/csv' | 'application/octet-stream'
  /** A public one whose answer is a text of this type rather than JSON. */
  plain?: 'text/calendar' | 'text/xml'
  /** With `io`: the request's body is a file's bytes (`application/octet-stream`), handed over as they arrive. */
  upload?: true
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  response: z.ZodType
  /** Demanded of every endpoint that is not a GET. */
  history?: HistoryRule
}

/** Keeps literal types, so that path and permission stay readable in hovers. */
export const endpoint = <const E extends Endpoint>(e: E): E => e

type In<T> = T extends z.ZodType ? z.input<T> : never
type Out<T> = T extends z.ZodType ? z.output<T> : never

/** What a caller passes: the wire side of params, query and body. */
export type Input<E extends Endpoint> = (E['params'] extends z.ZodType ? { params: In<E['params']> } : {}) &
  (E['query'] extends z.ZodType ? { query?: In<E['query']> } : {}) &
  (E['body'] extends z.ZodType ? { body: In<E['body']> } : {})

/** What a handler receives: parsed, with defaults filled in. */
export type Parsed<E extends Endpoint> = (E['params'] extends z.ZodType ? { params: Out<E['params']> } : {}) &
  (E['query'] extends z.ZodType ? { query: Out<E['query']> } : {}) &
  (E['body'] extends z.ZodType ? { body: Out<E['body']> } : {})

export type Output<E extends Endpoint> = z.output<E['response']>

/** A row's id on the wire: a positive safe integer, also when it arrives as text in a path or a query. */
export const id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** A one-line text of 1 to `max` characters (UTF-16 code units), trimmed, with no control characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters`)
    .refine((s) => !/[\u0000-\u001f\u007f]/.test(s), 'Must not contain line breaks or control characters')

/** A text of several lines, of at most `max` characters; only NUL is refused, as PostgreSQL cannot hold it. */
export const longText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters`)
    .refine((s) => !s.includes('\u0000'), 'Must not contain NUL characters')

/** A calendar date `YYYY-MM-DD` between 1900 and 2199, in the company's own calendar. */
export const date = z.iso
  .date()
  .refine((s) => s >= '1900-01-01' && s < '2200-01-01', 'Must lie between 1900 and 2199')

/** An instant as RFC 3339 in UTC, as every answer gives it. */
export const instant = z.iso.datetime({ offset: true })

/** An empty answer: `{}` rather than no body, so that every reply is JSON. */
export const nothing = z.object({})
