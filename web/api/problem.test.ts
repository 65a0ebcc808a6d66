import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { check, fieldErrors, problemText, readProblem } from './problem.ts'

const reply = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers })

describe('reading what the server refused', () => {
  it('keeps code, sentence, request number, and what lies beyond the standard members', async () => {
    const body = {
      type: 'https://keyholder.test/errors/customers.stale',
      title: 'Conflict',
      status: 409,
      code: 'customers.stale',
      detail: 'Marcus Delgado saved this record meanwhile.',
      errors: [],
      requestId: 'r-1',
      conflict: { version: 4 },
    }
    const problem = await readProblem(reply(409, JSON.stringify(body)))
    expect(problem).toMatchObject({ code: 'customers.stale', status: 409, requestId: 'r-1' })
    expect(problemText(problem)).toBe('Marcus Delgado saved this record meanwhile.')
    expect(problem.extra).toEqual({ conflict: { version: 4 } })
  })

  it('tells how long to wait after too many sign-ins', async () => {
    const body = JSON.stringify({ code: 'access.throttled', status: 429, detail: 'Please wait 20 seconds.' })
    expect((await readProblem(reply(429, body, { 'retry-after': '20' }))).retryAfterSeconds).toBe(20)
  })

  it('says something useful about a proxy that answers for a server that is gone', async () => {
    const problem = await readProblem(reply(502, '<h1>Bad Gateway</h1>'))
    expect(problem).toMatchObject({ code: 'network.unreadable', status: 502, requestId: null })
    expect(problem.detail).toContain('not answering')
  })

  it('puts the first error of each field at the field', async () => {
    const errors = [
      { path: 'fields.zip', message: 'first' },
      { path: 'fields.zip', message: 'second' },
      { path: 'fields.state', message: 'other' },
    ]
    const problem = await readProblem(
      reply(422, JSON.stringify({ code: 'request.invalid', detail: '', errors })),
    )
    expect(fieldErrors(problem)).toEqual({ 'fields.zip': 'first', 'fields.state': 'other' })
    expect(fieldErrors(new Error('no problem of ours'))).toEqual({})
  })
})

describe('checking a form by the contract', () => {
  const schema = z.object({
    name: z.string().trim().min(1, 'Enter a name'),
    inner: z.object({ days: z.number() }),
  })

  it('gives the parsed value', () => {
    expect(check(schema, { name: ' a ', inner: { days: 1 } })).toEqual({
      value: { name: 'a', inner: { days: 1 } },
      errors: null,
    })
  })

  it('gives errors under the paths that the server uses', () => {
    const { errors } = check(schema, { name: '', inner: { days: '1' } })
    expect(errors).toMatchObject({ name: 'Enter a name', 'inner.days': expect.any(String) })
  })
})
