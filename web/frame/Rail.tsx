/** The slim rail at the left (at the bottom of a phone): an icon per destination, its name on hover. */
import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import classes from './CompanyFrame.module.css'
import type { destinations } from './destinations.ts'

type Props = { company: string; destinations: readonly (typeof destinations)[number][] }

export function Rail({ company, destinations }: Props) {
  return (
    <nav className={classes.rail} aria-label="Main">
      {destinations.map(({ label, icon: Icon, link, ...destination }) => (
        <Tooltip key={label} label={label} position="right" openDelay={0}>
          <Link
            {...link(company)}
            aria-label={label}
            className={classes.stop}
            activeOptions={{ includeSearch: false }}
          >
            <Icon size={21} stroke={1.7} aria-hidden />
            <span className={classes.stopWords}>{'short' in destination ? destination.short : label}</span>
          </Link>
        </Tooltip>
      ))}
    </nav>
  )
}
