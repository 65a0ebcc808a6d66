/** The thin bar at the top: company, search, user. */
import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMe } from '#web/api/session.ts'
import { Bell } from '#web/features/notifications/Bell.tsx'
import { KeyHint } from '#web/ui/KeyHint.tsx'
import { Mark } from '#web/ui/Mark.tsx'
import classes from './CompanyFrame.module.css'
import { UserMenu } from './UserMenu.tsx'

type Props = { company: string; onSearch: () => void; onShowKeys: () => void }

export function TopBar({ company, onSearch, onShowKeys }: Props) {
  const me = useMe()
  return (
    <header className={classes.top}>
      <Link to="/$company" params={{ company }} className={classes.home} aria-label="Keyholder, start page">
        <Mark size={26} />
      </Link>
      <span className={classes.company}>{me.company.name}</span>
      <button type="button" className={classes.search} onClick={onSearch}>
        <IconSearch size={15} aria-hidden />
        <span className={classes.searchWords}>Search name, number, phone…</span>
        <span className={classes.searchKeys} aria-hidden>
          <KeyHint keys="mod+k" />
        </span>
      </button>
      <Bell company={company} />
      <UserMenu company={company} onShowKeys={onShowKeys} />
    </header>
  )
}
