import { describe, expect, it } from 'vitest'
import { fieldSchema } from '#shared/rules/catalogue-fields.ts'
import { checkData, wireData } from '#shared/rules/catalogue-data.ts'
import { catalogueDefinitions } from '#shared/rules/catalogues.ts'
import { mergeFlaw } from '#shared/rules/message-text.ts'
import { permissions } from '#shared/permissions.ts'
import { stepFlaws } from '#shared/rules/workflows.ts'
import {
  startingCatalogues,
  startingGroups,
  startingTags,
  startingTemplates,
  startingValues,
  startingWorkflows,
  stepsOf,
} from './companies.starting.ts'

const unique = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase())).size

describe('what a new company begins with', () => {
  it('[ADM-008] are values that their catalogues would take, each once, and no price', () => {
    for (const key of startingCatalogues) {
      const { fields, uniqueWithin, nameMax = 255 } = catalogueDefinitions[key]
      const values = startingValues(key, 'USD')
      expect(values.length, key).toBeGreaterThan(1)
      const names = values.map(({ name, data }) =>
        uniqueWithin ? `${String(data[uniqueWithin])} ${name}` : name,
      )
      expect(unique(names), key).toBe(names.length)
      for (const { name, data } of values) {
        expect(name.length, key).toBeGreaterThan(0)
        expect(name.length, key).toBeLessThanOrEqual(nameMax)
        expect(checkData(key, data), `${key} ${name}`).toEqual([])
        for (const [field, value] of Object.entries(wireData(key, data)))
          expect(fieldSchema(fields[field]!).safeParse(value).success, `${key} ${name} ${field}`).toBe(true)
        expect(Object.keys(data).filter((member) => /Cents$/.test(member) && data[member])).toEqual([])
      }
    }
  })

  it('[ADM-003] are groups from everything to nothing but sight, of permissions that there are', () => {
    const [owners, ...others] = startingGroups
    expect(owners!.grants).toEqual(permissions)
    expect(others.map(({ name }) => name)).toEqual([
      'Managers',
      'Sales reps',
      'Technicians',
      'Billing',
      'Viewers',
    ])
    for (const { name, grants } of startingGroups) {
      expect(
        grants.filter((permission) => !permissions.includes(permission)),
        name,
      ).toEqual([])
      expect(new Set(grants).size, name).toBe(grants.length)
    }
  })

  it('[TAB-003][TAB-013][NEW-018] are tags, messages and workflows without a flaw', () => {
    expect(unique(startingTags.map(({ name }) => name))).toBe(startingTags.length)
    for (const { name, subject, body } of startingTemplates)
      expect(mergeFlaw(`${subject} ${body}`), name).toBeNull()
    expect(startingWorkflows.map(({ purpose }) => purpose)).toContain('conversion')
    for (const one of startingWorkflows)
      expect(stepFlaws(one.type, one.purpose, stepsOf(one)), one.name).toEqual([])
  })
})
