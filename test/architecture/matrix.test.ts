import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoint, id } from '#shared/contract.ts'
import { z } from 'zod'
import { mount } from '#server/http/mount.ts'
import { findRecord } from '#server/modules/customers/customers.queries.ts'
import type { Location } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { askAll, type Askers } from './access-matrix.ts'
import {
  callAs,
  everyOperation,
  operationsOf,
  plantTarget,
  type Target,
  watchWrites,
} from './every-endpoint.ts'

let house: House
let askers: Askers
let here: Location
let target: Target

beforeAll(async () => {
  house = await openHouse()
  const { company, here: first, elsewhere, foreign } = await house.plant.neighbourhood()
  here = first
  target = await plantTarget(house, here)
  askers = {
    powerless: await house.plant.user({ company }),
    elsewhere: await house.plant.user({ company, holds: [{ grants: 'all', at: elsewhere }] }),
    stranger: await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] }),
    almighty: await house.plant.user({ company, holds: [{ grants: 'all' }] }),
  }
})
afterAll(() => house.close())

describe('every endpoint', () => {
  it('[SEC-001] × nobody, no permission, another location, another company: 401, 403, 403, 404, or no rows', async () => {
    const operations = everyOperation(house)
    expect(operations.length).toBeGreaterThan(20)
    expect(await askAll(house, operations, askers, () => plantTarget(house, here))).toEqual([])
  }, 180_000)

  it('[SEC-001] that refuses has written nothing', async () => {
    const { almighty: _, ...refused } = askers
    const written = await watchWrites(house)
    for (const operation of everyOperation(house).filter((o) => o.endpoint.access !== 'signed_in')) {
      // What belongs to a whole company, whoever holds the permission anywhere may write.
      const users = operation.endpoint.scope === 'company' ? [refused.powerless] : Object.values(refused)
      for (const user of [null, ...users]) await callAs(house, user, operation, target)
      expect([operation.id, await written()]).toEqual([operation.id, []])
    }
  }, 180_000)

  it('[SEC-001] is open to the public or to any user only where it is meant to be', () => {
    const withAccess = (access: string) =>
      everyOperation(house)
        .filter((o) => o.endpoint.access === access)
        .map((o) => o.id)
    expect(withAccess('public').sort()).toEqual([
      'appBilling.attempt',
      'appBilling.bill',
      'appBilling.bills',
      'appBilling.changeMethod',
      'appBilling.pay',
      'appBilling.payment',
      'appBilling.payments',
      'appBilling.summary',
      'callbacks.alarmnet',
      'callbacks.docusign',
      'callbacks.email',
      'callbacks.totalConnect',
      'callbacks.twilioInbound',
      'callbacks.twilioStatus',
      'callbacks.unsubscribe',
      'callbacks.unsubscription',
      'charges.webhook',
      'mySchedule.feed',
      'operatorSessions.awaited',
      'operatorSessions.enrolAuthenticator',
      'operatorSessions.enrolPasskey',
      'operatorSessions.finish',
      'operatorSessions.finishEnrolment',
      'operatorSessions.signIn',
      'portal.ask',
      'portal.door',
      'portal.home',
      'portal.invoices',
      'portal.leave',
      'portal.look',
      'portal.open',
      'portal.outcome',
      'portal.paper',
      'portal.pay',
      'portal.payments',
      'sessions.signIn',
      'signIn.awaited',
      'signIn.beginPasskey',
      'signIn.enrolAuthenticator',
      'signIn.enrolPasskey',
      'signIn.finish',
      'signIn.finishEnrolment',
      'signIn.passkey',
      'signInLinks.ask',
      'signInLinks.choose',
      'signInLinks.look',
      'signing.code',
      'signing.consent',
      'signing.copy',
      'signing.decline',
      'signing.door',
      'signing.open',
      'signing.sign',
      'signing.verify',
    ])
    // One’s own sessions, notifications, schedule, day, views and bulk edits, and what is no company’s.
    const own = /^(sessions|factors|notifications|lists|mySchedule|dashboard)\./
    expect(withAccess('signed_in').filter((name) => !own.test(name))).toEqual(['places.byZip'])
  })

  it('[SEC-001] that forgets to ask is found: at the door, at the row’s location, at the company', async () => {
    const params = z.object({ customerId: id })
    const response = z.object({ name: z.string() })
    const planted = {
      noDoor: endpoint({
        method: 'GET',
        path: '/planted/:customerId/no-door',
        access: 'signed_in',
        summary: 'x',
        params,
        response,
      }),
      noLocation: endpoint({
        method: 'GET',
        path: '/planted/:customerId/no-location',
        access: 'customers.view',
        summary: 'x',
        params,
        response,
      }),
      list: endpoint({
        method: 'GET',
        path: '/planted/list',
        access: 'customers.view',
        summary: 'x',
        response: z.object({ names: z.array(z.string()) }),
      }),
    }
    const other = await openHouse()
    try {
      const { company, here, elsewhere, foreign } = await other.plant.neighbourhood()
      const read = async (
        _ctx: unknown,
        db: Parameters<typeof findRecord>[0],
        input: { params: { customerId: number } },
      ) => ({
        name: String((await findRecord(db, input.params.customerId))?.firstName ?? 'nobody'),
      })
      mount(
        other.app,
        'planted',
        planted,
        {
          noDoor: read,
          noLocation: read,
          list: async (_ctx, db) => ({
            names: (await db.selectFrom('customer').select('first_name').execute()).map((r) => r.first_name),
          }),
        },
        { database: other.database, live: other.live, now: other.clock.now },
        false,
      )
      const wrong = await askAll(
        other,
        operationsOf({ planted }),
        {
          powerless: await other.plant.user({ company }),
          elsewhere: await other.plant.user({ company, holds: [{ grants: 'all', at: elsewhere }] }),
          stranger: await other.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] }),
          almighty: await other.plant.user({ company, holds: [{ grants: 'all' }] }),
        },
        () => plantTarget(other, here),
      )
      expect(wrong).toEqual(
        expect.arrayContaining([
          'planted.noDoor, powerless: expected 404, got 200',
          'planted.noLocation, elsewhere: expected 403, got 200',
          'planted.noLocation, stranger: expected 404, got 200',
          'planted.list, elsewhere: shows a row that is not theirs to see',
        ]),
      )
    } finally {
      await other.close()
    }
  })
})
