import { describe, expect, it } from 'vitest'
import { administrationHeadings, administrationSections, findsSection } from './administration-sections.ts'

const found = (typed: string) =>
  administrationSections.filter((section) => findsSection(section, typed)).map(({ label }) => label)

describe('[ADM-008] the sections of administration', () => {
  it('have a name and an address of their own, a heading, and a permission', () => {
    const labels = administrationSections.map(({ label }) => label)
    const addresses = administrationSections.map(({ link }) => JSON.stringify(link('acme')))
    expect(new Set(labels).size).toBe(labels.length)
    expect(new Set(addresses).size).toBe(labels.length)
    for (const { heading, permissions, label } of administrationSections) {
      expect(administrationHeadings).toContain(heading)
      expect([label, permissions.length > 0]).toEqual([label, true])
    }
  })

  it('are found by the beginnings of words, in any order, and by what they were called elsewhere', () => {
    expect(found('lead stat')).toEqual(['Lead Statuses'])
    expect(found('class acc')).toEqual(['Account Classes'])
    expect(found('partner')).toEqual(['Source Campaigns', 'Sources'])
    expect(found('charges')).toEqual(['Payment processing', 'MMRs'])
    expect(found('ustomer')).toEqual([])
  })
})
