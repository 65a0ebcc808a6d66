import { beforeAll, describe, expect, it } from 'vitest'
import { readZips } from '#server/platform/zip-data.ts'
import { checkZip } from '#shared/postal.ts'
import { field, fieldNames, hasField, isRequired } from '#shared/rules/customer-fields.ts'
import { isOffered, toCustomField } from '#shared/rules/custom-fields.ts'
import { checkCustomValue } from '#shared/rules/custom-values.ts'
import { valueSchema } from '#shared/rules/customer-values.ts'
import { acme } from './acme.ts'
import { bench } from './bench.ts'
import { birch } from './birch.ts'
import { numberValues } from './company-plan.ts'
import { makePeople } from './people.ts'
import { settingOf, type DemoRecord, type Setting } from './record.ts'
import { makeStories } from './story.ts'

const now = new Date('2026-03-03T18:00:00Z')
const amounts = { customers: 2000, leads: 200 }
let settings: Setting[]
let people: [Setting, DemoRecord[]][]

beforeAll(async () => {
  const places = await readZips()
  settings = [acme, birch, bench].map((plan) => settingOf(plan, places, now))
  people = settings.map((setting) => [
    setting,
    [...makePeople(setting, amounts), ...(setting.plan === acme ? makeStories(setting) : [])],
  ])
})

describe('invented records', () => {
  it('have only values that the product would take from a user', () => {
    const schemas = new Map(fieldNames.map((name) => [name, valueSchema(name)]))
    for (const [, records] of people) {
      for (const { id, kind, fields } of records) {
        for (const name of fieldNames) {
          const value = fields[name]
          if (value === undefined || value === null) {
            if (isRequired(name, kind)) expect.fail(`record ${id} has no ${name}`)
            continue
          }
          if (!hasField(name, kind) && name !== 'locationId') expect.fail(`a ${kind} has no ${name}`)
          const parsed = schemas.get(name)?.safeParse(value)
          if (!parsed?.success || parsed.data !== value)
            expect.fail(`record ${id}: ${name} cannot be ${String(value)}`)
        }
        expect(checkZip(String(fields.zip), String(fields.state))).toBeNull()
      }
    }
  })

  it('choose only from what their company has', () => {
    for (const [setting, records] of people) {
      const users = setting.plan.users.length
      for (const { fields } of records) {
        for (const name of fieldNames) {
          const [definition, value] = [field(name), fields[name]]
          if (value === null || value === undefined) continue
          if (definition.type === 'catalogue')
            expect(setting.catalogue(definition.catalogue)).toContain(value)
          if (definition.type === 'user') expect(Number(value)).toBeLessThanOrEqual(users)
        }
        if (fields.sourceCampaignId) {
          expect(setting.campaigns(Number(fields.sourceId))).toContain(fields.sourceCampaignId)
        }
      }
    }
  })

  it('[REC-110] have in their user-defined fields what these take, and enough of it to look at', () => {
    for (const [setting, records] of people) {
      const planned = numberValues(setting.plan).filter(({ catalogue }) => catalogue === 'custom_field')
      const fields = new Map(
        planned.map(({ id, name, active = true, data }) => [id, toCustomField({ id, name, active, data })]),
      )
      for (const { id, kind, custom } of records)
        for (const { fieldId, value, confidential } of custom) {
          const made = fields.get(fieldId)!
          expect([id, made.confidential]).toEqual([id, confidential])
          if (made.active) expect([id, isOffered(made, kind)]).toEqual([id, true])
          expect([id, made.name, checkCustomValue(made, value)]).toEqual([id, made.name, { ok: true, value }])
        }
      if (setting.plan !== acme) continue
      const used = new Set(records.flatMap(({ custom }) => custom.map(({ fieldId }) => fieldId)))
      expect([...used].sort()).toEqual([...fields.keys()].sort())
    }
  })

  it('[REC-162] keep to two levels of parents', () => {
    for (const [setting, records] of people) {
      const byId = new Map(records.map((record) => [record.id, record]))
      const children = records.filter(({ fields }) => fields.parentId)
      expect(children.length > 0).toBe(setting.plan.settings.parentChild === true)
      for (const { id, fields } of children) {
        const parent = byId.get(Number(fields.parentId))
        expect(parent?.kind).toBe('customer')
        expect(parent?.fields.parentId ?? null).toBeNull()
        expect(parent?.archivedAt).toBeNull()
        expect(parent?.id).not.toBe(id)
      }
    }
  })

  it('are the same each time, and made in order', () => {
    for (const [setting, records] of people) {
      const again = [...makePeople(setting, amounts)]
      expect(again.slice(0, 300)).toEqual(records.slice(0, 300))
      for (let i = 1; i < again.length; i++) {
        expect(again[i]?.id).toBe((again[i - 1]?.id ?? 0) + 1)
        expect(Number(again[i]?.createdAt)).toBeGreaterThanOrEqual(Number(again[i - 1]?.createdAt))
      }
      expect(again.filter(({ kind }) => kind === 'lead')).toHaveLength(amounts.leads)
    }
  })
})
