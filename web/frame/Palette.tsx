/** Ctrl-K: records by what one types, and the pages and deeds that one may go to from anywhere. */
import { useMantineColorScheme } from '@mantine/core'
import {
  IconCalendarUser,
  IconChartBar,
  IconCoins,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlus,
  IconTools,
  IconUserCircle,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { problemText } from '#web/api/problem.ts'
import { useMay } from '#web/api/session.ts'
import { useRecordSearch } from '#web/features/customers/search/record-search.tsx'
import { useRecents } from '#web/features/customers/search/use-recents.ts'
import { useSignOut } from '#web/features/sessions/sign-out.ts'
import { type Deed as PageDeed, listDeeds } from '#web/ui/deeds.ts'
import { KeyHint } from '#web/ui/KeyHint.tsx'
import { Palette as PaletteBox, type PaletteItem } from '#web/ui/Palette.tsx'
import { findsSection, usePermittedSections } from './administration-sections.ts'
import { permittedDestinations } from './destinations.ts'

type Props = {
  company: string
  /** What was typed before this was here. */
  early: string
  onClose: () => void
  onShowKeys: () => void
}
type Deed = Omit<PaletteItem, 'title' | 'key'> & { title: string }

function usePlaces(company: string, onShowKeys: () => void): { pages: Deed[]; actions: Deed[] } {
  const navigate = useNavigate()
  const may = useMay()
  const signOut = useSignOut(company)
  const { toggleColorScheme } = useMantineColorScheme()
  const params = { company }
  const pages: Deed[] = permittedDestinations(may).map(({ label, icon, key, link }) => ({
    title: label,
    icon,
    hint: <KeyHint keys={`g ${key}`} />,
    run: () => void navigate(link(company)),
  }))
  pages.push({
    title: 'My appointments',
    icon: IconCalendarUser,
    run: () => void navigate({ to: '/$company/my-appointments', params }),
  })
  if (may('work_orders.view'))
    pages.push({
      title: 'My work orders',
      icon: IconTools,
      run: () => void navigate({ to: '/$company/my-work-orders', params }),
    })
  if (may('payables.view'))
    pages.push(
      {
        title: 'Payables',
        icon: IconCoins,
        run: () => void navigate({ to: '/$company/accounting/payables', params }),
      },
      {
        title: 'Pay runs',
        icon: IconCoins,
        run: () => void navigate({ to: '/$company/accounting/pay-runs', params }),
      },
    )
  if (may('personal_payroll.yes'))
    pages.push({
      title: 'My payroll',
      icon: IconCoins,
      run: () => void navigate({ to: '/$company/my-payroll', params }),
    })
  const actions: Deed[] = []
  if (may('reports.view')) pages.push(...reportPages(company, navigate))
  if (may('reports.create'))
    actions.push({
      title: 'New report',
      icon: IconChartBar,
      run: () => void navigate({ to: '/$company/reports/new', params }),
    })
  if (may('customers.create')) {
    actions.push({
      title: 'New customer',
      icon: IconPlus,
      run: () => void navigate({ to: '/$company/customers/new', params }),
    })
  }
  if (may('leads.create')) {
    actions.push({
      title: 'New lead',
      icon: IconPlus,
      run: () => void navigate({ to: '/$company/leads/new', params }),
    })
  }
  actions.push(
    {
      title: 'Switch between light and dark',
      icon: IconMoon,
      hint: <KeyHint keys="t" />,
      run: toggleColorScheme,
    },
    { title: 'Show the keys', icon: IconKeyboard, hint: <KeyHint keys="?" />, run: onShowKeys },
    { title: 'Sign out', icon: IconLogout, run: signOut },
  )
  pages.push({
    title: 'Account',
    icon: IconUserCircle,
    run: () => void navigate({ to: '/$company/account', params }),
  })
  return { pages, actions }
}

const builtIn = [
  ['Aging', '/$company/reports/aging'],
  ['Recurring revenue (RMR)', '/$company/reports/rmr'],
  ['Attrition', '/$company/reports/attrition'],
  ['Sales by representative', '/$company/reports/sales'],
] as const

const reportPages = (company: string, navigate: ReturnType<typeof useNavigate>): Deed[] =>
  builtIn.map(([title, to]) => ({
    title: `Report: ${title}`,
    icon: IconChartBar,
    run: () => void navigate({ to, params: { company } }),
  }))

/** Sections of administration that the typed text finds; there are too many to show before one types. */
function useSections(company: string, typed: string): Omit<PaletteItem, 'key'>[] {
  const navigate = useNavigate()
  const groups = usePermittedSections()
  if (!typed) return []
  return groups
    .flatMap(({ sections }) => sections)
    .filter((section) => findsSection(section, typed))
    .map(({ label, icon, link }) => ({
      title: label,
      icon,
      run: () => void navigate(link(company) as never),
    }))
}

export function Palette({ company, early, onClose, onShowKeys }: Props) {
  const [query, setQuery] = useState(early)
  const [offered] = useState(listDeeds)
  const { groups, isSearching, error } = useRecordSearch(company, query)
  const { pages, actions } = usePlaces(company, onShowKeys)
  const typed = query.trim().toLowerCase()
  const sections = useSections(company, typed)
  const recents = useRecents(company, typed)
  const fitting = (deeds: readonly (Deed | PageDeed)[]) =>
    deeds
      .filter(({ title }) => title.toLowerCase().includes(typed))
      .map((deed) => ({ ...deed, key: deed.title }))
  return (
    <PaletteBox
      label="Search customers and leads"
      placeholder="Name, number, account number, phone or SSN"
      query={query}
      onQuery={setQuery}
      busy={isSearching}
      groups={[
        { label: 'Recently viewed', items: recents },
        ...groups,
        ...offered.map(({ label, deeds }) => ({
          label,
          items: fitting(deeds).map((deed) => ({ ...deed, key: `here ${deed.key}` })),
        })),
        { label: 'Pages', items: fitting(pages) },
        {
          label: 'Administration',
          items: sections.map((section) => ({ ...section, key: `administration ${String(section.title)}` })),
        },
        { label: 'Actions', items: fitting(actions) },
      ]}
      empty={error ? problemText(error) : isSearching ? 'Searching…' : `Nothing found for “${query.trim()}”.`}
      onClose={onClose}
    />
  )
}
