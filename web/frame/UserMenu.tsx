/** The user's own menu, behind their name in the top bar. */
import { useMe } from '#web/api/session.ts'
import { LazyMenu, type LazyMenuProps } from '#web/ui/LazyMenu.tsx'
import classes from './CompanyFrame.module.css'

const initialsOf = (name: string) => {
  const words = name.split(/\s+/).filter(Boolean)
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? words.at(-1)?.[0] : ''}`.toUpperCase()
}

export function UserMenu({ company, onShowKeys }: { company: string; onShowKeys: () => void }) {
  const { user } = useMe()
  const load = async () => {
    const { UserMenuItems } = await import('./UserMenuItems.tsx')
    return (props: LazyMenuProps) => <UserMenuItems {...props} company={company} onShowKeys={onShowKeys} />
  }
  return (
    <LazyMenu load={load}>
      <button type="button" className={classes.user} aria-label={`${user.name}, account menu`}>
        {/* Drawn by the style sheet, so that they are no text to be read out. */}
        <span className={classes.initials} data-initials={initialsOf(user.name)} aria-hidden />
        <span className={classes.userName}>{user.name}</span>
      </button>
    </LazyMenu>
  )
}
