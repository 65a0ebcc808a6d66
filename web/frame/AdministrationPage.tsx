/** Where administration begins: a card for each section that one may open, by heading. */
import { TextInput } from '@mantine/core'
import { IconSearch, IconSettings } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './AdministrationFrame.module.css'
import { type AdministrationSection, findsSection, usePermittedSections } from './administration-sections.ts'

export function AdministrationPage() {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const groups = usePermittedSections()
  const [typed, setTyped] = useState('')
  useTitle('Administration')
  const query = typed.trim()
  const found = groups
    .map(({ heading, sections }) => ({
      heading,
      sections: query ? sections.filter((section) => findsSection(section, query)) : sections,
    }))
    .filter(({ sections }) => sections.length > 0)
  const openFirst = () => {
    const first = found[0]?.sections[0]
    if (query && first) void navigate(first.link(company) as never)
  }
  return (
    <Page>
      <PageHeader title="Administration" note="How Keyholder works for your company" />
      {groups.length === 0 ? (
        <EmptyState icon={IconSettings} title="Nothing to administer">
          None of the sections is among your permissions. Ask whoever administers your company.
        </EmptyState>
      ) : (
        <TextInput
          className={classes.landingSearch}
          aria-label="Find a section"
          placeholder="Find a section"
          leftSection={<IconSearch size={14} aria-hidden />}
          maxLength={60}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) openFirst()
            if (event.key === 'Escape') setTyped('')
          }}
        />
      )}
      {found.map(({ heading, sections }) => (
        <section key={heading} aria-label={heading}>
          <h2 className={classes.landingHeading}>{heading}</h2>
          <div className={classes.cards}>
            {sections.map((section) => (
              <Card key={section.label} section={section} company={company} />
            ))}
          </div>
        </section>
      ))}
      {groups.length > 0 && found.length === 0 && (
        <EmptyState icon={IconSearch} title={`Nothing found for “${query}”`}>
          Try a word of the section’s name.
        </EmptyState>
      )}
    </Page>
  )
}

function Card({ section, company }: { section: AdministrationSection; company: string }) {
  const { icon: Icon, label, help, link } = section
  return (
    <Link {...link(company)} className={classes.card}>
      <span className={classes.cardIcon} aria-hidden>
        <Icon size={18} stroke={1.7} />
      </span>
      <span className={classes.cardLabel}>{label}</span>
      <span className={classes.cardHelp}>{help}</span>
    </Link>
  )
}
