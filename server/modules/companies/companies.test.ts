import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { companies } from '#shared/contracts/companies.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import { descriptionOf, settingAt, settingPaths, withSetting } from '#shared/rules/setting-descriptions.ts'
import { updateCompany } from './companies.queries.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let owner: User

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())
beforeEach(async () => {
  company = await house.plant.company({ settings: { lockLeadRep: true, ofALaterVersion: 7 } })
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
})

const open = async () => (await house.as(owner).call(companies.open)).body
const save = async (change: object, settings: object = {}) => {
  const { version, name, timeZone, currency, settings: now } = await open()
  return house.as(owner).call(companies.save, {
    body: {
      version,
      name,
      timeZone,
      currency: currency as 'USD',
      ...change,
      settings: { ...now, ...settings },
    },
  })
}

describe('every setting', () => {
  it('[ADM-006] is described: a label, a help that ends as a sentence, an input that fits its default', () => {
    const defaults = companySettings({})
    const members = Object.keys(defaults).flatMap((name) =>
      name === 'defaults' ? Object.keys(defaults.defaults).map((inner) => `defaults.${inner}`) : [name],
    )
    expect([...settingPaths].sort()).toEqual(members.sort())
    for (const path of settingPaths) {
      const { label, help, input } = descriptionOf(path)
      expect([path, label.length > 3, /^[A-Z].{10,}\.$/.test(help)]).toEqual([path, true, true])
      const value = settingAt(defaults, path)
      const type = { switch: 'boolean', number: 'number', text: 'string' }[input.type as 'switch']
      if (type) expect([path, typeof value]).toEqual([path, type])
      expect(settingAt(withSetting(defaults, path, value), path)).toEqual(value)
    }
  })
})

describe('the company', () => {
  it('[ADM-006] keeps its settings with old and new in the history, and tells every page', async () => {
    const language = await house.plant.value(company, 'language', { name: 'Spanish' })
    const { settings } = await open()
    const saved = await save(
      { name: 'Renamed Alarm', timeZone: 'America/Phoenix' },
      {
        parentChild: true,
        duplicateRules: ['phone'],
        globalMessage: 'Office closes at noon',
        defaults: { ...settings.defaults, languageId: language.id, state: 'UT' },
      },
    )
    expect(saved.body).toMatchObject({ version: 2, name: 'Renamed Alarm', settings: { parentChild: true } })
    const { items } = (await house.as(owner).call(companies.history)).body
    expect(items[0]!.changes.map(({ label, old, new: now }) => [label, old, now])).toEqual([
      ['Name', company.name, 'Renamed Alarm'],
      ['Time zone', 'Mountain (Denver)', 'Mountain, no daylight saving (Phoenix)'],
      [
        'Warn of a possible duplicate when a new record has the',
        'Same phone, Same email, Same address, Same name and place',
        'Same phone',
      ],
      ['Language', null, 'Spanish'],
      ['State', null, 'UT'],
      ['Parent and sub-customers', 'Off', 'On'],
      ['Message on every page', null, 'Office closes at noon'],
    ])
    const me = (await house.as(owner).call(sessions.me)).body.company
    expect(me).toMatchObject({
      name: 'Renamed Alarm',
      timeZone: 'America/Phoenix',
      settings: { parentChild: true, lockLeadRep: true, globalMessage: 'Office closes at noon' },
    })
    const { rows } = await house.owner.query<{ settings: object }>(
      'select settings from platform.company where id = $1',
      [company.id],
    )
    expect(rows[0]!.settings).toMatchObject({ ofALaterVersion: 7 })
  })

  it('[REC-141] [ADM-006] is not saved over what somebody else saved meanwhile, also at the same moment', async () => {
    const { version, name, timeZone, settings } = await open()
    const body = { version, timeZone, currency: 'USD' as const, settings }
    const replies = await Promise.all(
      ['One', 'Two', 'Three'].map((word) =>
        house.as(owner).call(companies.save, { body: { ...body, name: `${name} ${word}` } }),
      ),
    )
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual([
      '200',
      '409 companies.stale',
      '409 companies.stale',
    ])
    const stale = replies.find(({ status }) => status === 409)!
    expect(stale.problem).toMatchObject({ current: { version: 2 } })
    // The database itself takes no version but the present one.
    const written = await house.database.transaction(
      { of: 'company', companyId: company.id, userId: owner.id },
      { source: 'system', address: '', requestId: '' },
      (db) => updateCompany(db, version, { name: 'Late', timeZone, currency: 'USD', settings }),
    )
    expect(written).toBe(false)
  })

  it('[ADM-006] takes no default that is not the company’s own, not in use, or of another catalogue', async () => {
    const { settings } = await open()
    const foreign = await house.plant.location()
    const old = await house.plant.value(company, 'language', { active: false })
    const source = await house.plant.value(company, 'source')
    const reply = await save(
      {},
      {
        defaults: {
          ...settings.defaults,
          locationId: foreign.id,
          languageId: old.id,
          leadStatusId: source.id,
        },
      },
    )
    expect(reply.problem.errors).toEqual([
      { path: 'settings.defaults.locationId', message: 'There is no such value' },
      { path: 'settings.defaults.languageId', message: 'This is no longer in use' },
      { path: 'settings.defaults.leadStatusId', message: 'There is no such value' },
    ])
  })

  it('[ADM-006] that changes nothing writes no history; without the permission it is not shown', async () => {
    expect((await save({})).body.version).toBe(1)
    expect((await house.as(owner).call(companies.history)).body.items).toEqual([])
    const user = await house.plant.user({ company, holds: [{ grants: ['administration_page.view'] }] })
    expect((await house.as(user).call(companies.open)).outcome).toBe('403 access.denied')
  })
})
