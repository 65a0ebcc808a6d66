/** What surrounds the pages of administration: its sections at the left, found by what one types; a list on a phone. */
import { NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link, Outlet, useLocation, useNavigate, useParams, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { permissionLabel } from '#shared/permissions.ts'
import { useMay } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import classes from './AdministrationFrame.module.css'
import {
  administrationSections,
  type AdministrationSection,
  findsSection,
  usePermittedSections,
} from './administration-sections.ts'

/** The section whose page is open, if it is one's. */
function useOpenSection(company: string): AdministrationSection | undefined {
  const router = useRouter()
  const { pathname } = useLocation()
  return administrationSections.find((section) => {
    const address = router.buildLocation(section.link(company) as never).pathname
    return pathname === address || pathname.startsWith(`${address}/`)
  })
}

export function AdministrationFrame() {
  const { company } = useParams({ from: '/$company' })
  const may = useMay()
  const open = useOpenSection(company)
  if (!may('administration_page.view')) {
    return <NotPermitted permission={permissionLabel('administration_page.view')} />
  }
  // The landing page is a navigation itself.
  if (!open) return <Outlet />
  if (!open.permissions.some(may)) {
    return <NotPermitted permission={open.permissions.map(permissionLabel).join('” or “')} />
  }
  return (
    <div className={classes.frame}>
      <SectionList company={company} />
      <SectionSelect company={company} open={open} />
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  )
}

function NotPermitted({ permission }: { permission: string }) {
  return (
    <EmptyState isPage title="You may not open this">
      This needs the permission “{permission}”. Ask your administrator for it.
    </EmptyState>
  )
}

function SectionList({ company }: { company: string }) {
  const [typed, setTyped] = useState('')
  const navigate = useNavigate()
  const query = typed.trim()
  const groups = usePermittedSections()
    .map(({ heading, sections }) => ({
      heading,
      sections: query ? sections.filter((section) => findsSection(section, query)) : sections,
    }))
    .filter(({ sections }) => sections.length > 0)
  const openFirst = () => {
    const first = groups[0]?.sections[0]
    if (query && first) void navigate(first.link(company) as never)
  }
  return (
    <nav className={`${classes.nav} no-print`} aria-label="Administration">
      <Link to="/$company/administration" params={{ company }} className={classes.start}>
        Administration
      </Link>
      <TextInput
        className={classes.search}
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
      {groups.map(({ heading, sections }) => (
        <div key={heading} className={classes.group} role="group" aria-label={heading}>
          <div className={classes.heading} aria-hidden>
            {heading}
          </div>
          {sections.map(({ label, icon: Icon, link }) => (
            <Link
              key={label}
              {...link(company)}
              className={classes.link}
              activeOptions={{ includeSearch: false }}
            >
              <Icon size={16} stroke={1.7} aria-hidden />
              {label}
            </Link>
          ))}
        </div>
      ))}
      <div aria-live="polite" className={classes.none}>
        {groups.length === 0 && `Nothing found for “${query}”.`}
      </div>
    </nav>
  )
}

/** The same list on a phone, where the browser's own is the best to touch. */
function SectionSelect({ company, open }: { company: string; open: AdministrationSection }) {
  const navigate = useNavigate()
  const groups = usePermittedSections()
  const go = (label: string) => {
    const section = administrationSections.find((each) => each.label === label)
    if (section) void navigate(section.link(company) as never)
    else void navigate({ to: '/$company/administration', params: { company } })
  }
  return (
    <div className={`${classes.select} no-print`}>
      <NativeSelect
        aria-label="Section of administration"
        value={open.label}
        onChange={(event) => go(event.currentTarget.value)}
        data={[
          { value: '', label: 'Administration, all sections' },
          ...groups.map(({ heading, sections }) => ({
            group: heading,
            items: sections.map(({ label }) => label),
          })),
        ]}
      />
    </div>
  )
}
