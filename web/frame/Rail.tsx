/**
 * The slim rail at the left: an icon per destination, its name on hover. At the bottom of a phone, where not all of them
 * fit, it holds the first four and a menu with the rest.
 */
import { Tooltip } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { LazyMenu, type LazyMenuProps } from '#web/ui/LazyMenu.tsx'
import classes from './CompanyFrame.module.css'
import type { destinations } from './destinations.ts'

type Destination = (typeof destinations)[number]
type Props = { company: string; destinations: readonly Destination[] }

/** How many stand in a phone's bar beside the menu. A bar of one more has no menu: it would hold a single entry. */
const onPhone = 4

export function Rail({ company, destinations }: Props) {
  const rest = destinations.length > onPhone + 1 ? destinations.slice(onPhone) : []
  return (
    <nav className={classes.rail} aria-label="Main">
      {destinations.map((destination) => {
        const { label, icon: Icon, link } = destination
        return (
          <Tooltip key={label} label={label} position="right" openDelay={0}>
            <Link
              {...link(company)}
              aria-label={label}
              className={rest.includes(destination) ? `${classes.stop} ${classes.beyond}` : classes.stop}
              // Of home, below which every page stands, only itself.
              activeOptions={{ includeSearch: false, exact: label === 'Home' }}
            >
              <Icon size={21} stroke={1.7} aria-hidden />
              <span className={classes.stopWords}>{label}</span>
            </Link>
          </Tooltip>
        )
      })}
      {rest.length > 0 && <More company={company} destinations={rest} />}
    </nav>
  )
}

/** The phone's menu of what has no place in the bar. It is marked while one is on a page of it. */
function More({ company, destinations }: Props) {
  const { pathname } = useLocation()
  const isHere = (destination: Destination) => {
    const path = destination.link(company).to.replace('$company', company)
    return pathname === path || (destination.label !== 'Home' && pathname.startsWith(`${path}/`))
  }
  const load = async () => {
    const { RailMenu } = await import('./RailMenu.tsx')
    return (props: LazyMenuProps) => <RailMenu {...props} company={company} destinations={destinations} />
  }
  return (
    <LazyMenu load={load}>
      <button
        type="button"
        className={`${classes.stop} ${classes.more}`}
        data-status={destinations.some(isHere) ? 'active' : undefined}
      >
        <IconDots size={21} stroke={1.7} aria-hidden />
        <span className={classes.stopWords}>More</span>
      </button>
    </LazyMenu>
  )
}
