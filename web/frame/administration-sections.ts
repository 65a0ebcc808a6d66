/**
 * What stands in administration: one line each, in its heading's order. The landing page, the navigation at the left
 * and Ctrl-K draw themselves from it. A section needs Administration Page: View and one of its own permissions.
 */
import type { Icon } from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'
import type { Permission } from '#shared/permissions.ts'
import { useMay } from '#web/api/session.ts'
import { accessSections } from './access-sections.ts'
import { catalogueSections } from '#web/features/catalogues/catalogue-sections.ts'
import { tagSection } from '#web/features/tags/tag-section.ts'

/** In the order in which the landing page shows them. */
export const administrationHeadings = [
  'Organization',
  'Content management',
  'Equipment & inventory',
  'Electronic documents',
  'Licenses & regulations',
  'Integrations',
  'Billing',
] as const

export type AdministrationSection = {
  label: string
  /** What one does there, in a few words. */
  help: string
  icon: Icon
  heading: (typeof administrationHeadings)[number]
  /** One of them is enough. */
  permissions: readonly Permission[]
  /** Further words that find it: what it was called elsewhere. */
  words?: string
  link: (company: string) => LinkProps
}

export const administrationSections: readonly AdministrationSection[] = [
  ...accessSections,
  ...catalogueSections,
  tagSection,
]

/** The sections that the user may open, by heading; headings without one are left out. */
export function usePermittedSections(): { heading: string; sections: AdministrationSection[] }[] {
  const may = useMay()
  if (!may('administration_page.view')) return []
  return administrationHeadings
    .map((heading) => ({
      heading,
      sections: administrationSections.filter(
        (section) => section.heading === heading && section.permissions.some(may),
      ),
    }))
    .filter(({ sections }) => sections.length > 0)
}

/** Whether a typed text finds the section: each of its words begins one of the section’s. */
export function findsSection(section: AdministrationSection, typed: string): boolean {
  const { label, help, heading, words = '' } = section
  const text = ` ${label} ${help} ${heading} ${words}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(` ${word}`))
}
