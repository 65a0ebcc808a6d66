import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoint, nothing } from '#shared/contract.ts'
import { findMonitoringCompany } from '#server/modules/providers/providers.service.ts'
import type { User } from '#test/helpers/factories.ts'
import { Caller } from '#test/helpers/caller.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { mount } from './mount.ts'
import { installProblems } from './problems.ts'

let house: House
let app: FastifyInstance
let user: User
let caller: Caller
let monitorId: number

/** Endpoints as no module has them: each breaks one rule of the house. */
const planted = {
  silent: endpoint({
    method: 'POST',
    path: '/planted/silent',
    access: 'signed_in',
    summary: 'Changes, notes nothing',
    response: nothing,
    history: { event: 'customers.saved' },
  }),
  silentIo: endpoint({
    method: 'POST',
    path: '/planted/silent-io',
    access: 'signed_in',
    io: true,
    summary: 'The same with io',
    response: nothing,
    history: { event: 'customers.saved' },
  }),
  excused: endpoint({
    method: 'POST',
    path: '/planted/excused',
    access: 'signed_in',
    summary: 'Says why it notes nothing',
    response: nothing,
    history: { none: 'a test' },
  }),
  calling: endpoint({
    method: 'POST',
    path: '/planted/calling',
    access: 'signed_in',
    summary: 'Calls a station inside its transaction',
    response: nothing,
    history: { none: 'a test' },
  }),
  failing: endpoint({
    method: 'POST',
    path: '/planted/failing',
    access: 'signed_in',
    summary: 'Notes, then fails',
    response: nothing,
    history: { event: 'customers.saved' },
  }),
  leaking: endpoint({
    method: 'GET',
    path: '/planted/leaking',
    access: 'signed_in',
    summary: 'Returns more than it promised',
    response: z.object({ told: z.string() }),
  }),
  misfit: endpoint({
    method: 'GET',
    path: '/planted/misfit',
    access: 'signed_in',
    summary: 'Answers something else than it promised',
    response: z.object({ count: z.number() }),
  }),
  crossing: endpoint({
    method: 'GET',
    path: '/planted/crossing',
    access: 'signed_in',
    summary: 'Forgets to ask for the company',
    response: z.object({ companies: z.array(z.number()) }),
  }),
}

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
  const place = await house.plant.neighbourhood()
  user = place.user
  monitorId = (await house.plant.monitor(place.company, { station: house.station })).id
  app = fastify()
  installProblems(app)
  await app.register(cookie)
  app.setValidatorCompiler(() => () => true)
  const rename = sql`update location set name = name || '!'`
  mount(
    app,
    'planted',
    planted,
    {
      silent: async (_ctx, db) => {
        await rename.execute(db)
        return {}
      },
      silentIo: async (ctx) => {
        await ctx.tx(async (_inner, db) => rename.execute(db))
        return {}
      },
      excused: async (_ctx, db) => {
        await rename.execute(db)
        return {}
      },
      calling: async (ctx, db) => {
        const row = await findMonitoringCompany(db, monitorId)
        await house.desk.open(ctx.actor.company.id, row!).station.account.lookup('ANY-1')
        return {}
      },
      failing: async (ctx, db) => {
        await rename.execute(db)
        ctx.history.add({ event: 'customers.saved', entity: 'customer', entityId: 1 })
        throw new Error('a defect of ours, with a secret: hunter2')
      },
      leaking: async () => ({ told: 'yes', password_hash: 'secret' }),
      misfit: async () => ({ count: 'many' as never }),
      crossing: async (_ctx, db) => ({
        companies: (await db.selectFrom('customer').select('company_id').distinct().execute()).map(
          (row) => row.company_id,
        ),
      }),
    },
    { database: house.database, live: house.live, now: house.clock.now },
    false,
  )
  caller = await tokenCaller()
})
afterAll(async () => {
  await app.close()
  await house.close()
})

/** The user with an API token, calling the planted app. */
async function tokenCaller(): Promise<Caller> {
  const made = await house
    .as(user)
    .send<{ token: string }>({ method: 'POST', url: '/api/v1/tokens', payload: { name: 'planted' } })
  return new Caller(app, { authorization: `Bearer ${made.body.token}` })
}
const renamed = async () => (await house.owner.query(`select from location where name like '%!'`)).rowCount

describe('every endpoint', () => {
  it('that changes something and leaves no history fails, and the change is undone', async () => {
    expect((await caller.call(planted.silent)).outcome).toBe('500 server.failed')
    expect(await renamed()).toBe(0)
  })

  it('that asks a provider and leaves no history fails too', async () => {
    expect((await caller.call(planted.silentIo)).outcome).toBe('500 server.failed')
    await house.owner.query(`update location set name = replace(name, '!', '')`)
  })

  it('that says why it leaves none may', async () => {
    expect((await caller.call(planted.excused)).outcome).toBe('200')
    expect(await renamed()).toBeGreaterThan(0)
    await house.owner.query(`update location set name = replace(name, '!', '')`)
  })

  it('that fails leaves neither its change nor its history, and tells nobody why', async () => {
    const reply = await caller.call(planted.failing)
    expect(reply.outcome).toBe('500 server.failed')
    expect(reply.text).not.toContain('hunter2')
    expect(reply.problem.detail).toContain(reply.problem.requestId)
    expect(await renamed()).toBe(0)
    const { rows } = await house.owner.query(`select from history_entry where event = 'customers.saved'`)
    expect(rows).toEqual([])
  })

  it('that calls a provider inside a transaction fails before anything is sent', async () => {
    expect((await caller.call(planted.calling)).outcome).toBe('500 server.failed')
    expect(await house.station.calls('ANY-1')).toEqual([])
  })

  it('answers with what its contract promises and nothing besides', async () => {
    expect((await caller.call(planted.leaking)).body).toEqual({ told: 'yes' })
  })

  it('whose answer breaks its own contract fails as our fault, not as the caller’s', async () => {
    expect((await caller.call(planted.misfit)).outcome).toBe('500 server.failed')
  })

  it('[ADM-001] that forgets to ask for the company sees its own company’s rows alone', async () => {
    await house.plant.customer({ location: await house.plant.location({ company: user.company }) })
    expect((await caller.call(planted.crossing)).body.companies).toEqual([user.company.id])
  })

  it('that changes something must say what it leaves in History, or it cannot be mounted', () => {
    const mute = {
      mute: endpoint({
        method: 'POST',
        path: '/planted/mute',
        access: 'signed_in',
        summary: 'x',
        response: nothing,
      }),
    }
    const services = { database: house.database, live: house.live, now: house.clock.now }
    expect(() => mount(fastify(), 'planted', mute, { mute: async () => ({}) }, services, false)).toThrow(
      'says nothing of its history',
    )
  })
})
