/** The line below the name: when it began, who sold and installed it, where it is (REC-024 to REC-028). */
import { Tooltip } from '@mantine/core'
import {
  IconCash,
  IconChevronDown,
  IconClock,
  IconHome,
  IconMapPin,
  IconTool,
  IconUsers,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ComponentType, ReactNode } from 'react'
import { formatDate, formatInstant, todayIn } from '#shared/time.ts'
import { useMe } from '#web/api/session.ts'
import { LazyMenu } from '#web/ui/LazyMenu.tsx'
import { useRecord } from './record-context.ts'
import classes from './record.module.css'

type Icon = ComponentType<{ size?: number; stroke?: number; className?: string }>

function Fact({ icon: Icon, label, children }: { icon: Icon; label: string; children: ReactNode }) {
  return (
    <li className={classes.fact}>
      <Icon size={14} stroke={1.7} className={classes.factIcon} />
      <span className={classes.factLabel}>{label}</span>
      {children}
    </li>
  )
}

export function RecordFacts() {
  const { header } = useRecord()
  const { company } = useMe()
  const created = formatInstant(header.createdAt, company.timeZone)
  const { sale, install } = header
  return (
    <ul className={classes.facts}>
      <Fact icon={IconClock} label="Created">
        <Tooltip label={`Created ${created}${header.createdBy ? ` by ${header.createdBy}` : ''}`}>
          <time dateTime={header.createdAt} tabIndex={0} className={classes.hint}>
            {formatDate(todayIn(company.timeZone, header.createdAt))}
          </time>
        </Tooltip>
      </Fact>
      {sale && (sale.date || sale.rep) && (
        <Fact icon={IconCash} label="Sale">
          {[sale.date && `Sold ${formatDate(sale.date)}`, sale.rep].filter(Boolean).join(' · ')}
        </Fact>
      )}
      {install && (install.date || install.technician) && (
        <Fact icon={IconTool} label="Installation">
          {[install.date && `Installed ${formatDate(install.date)}`, install.technician]
            .filter(Boolean)
            .join(' · ')}
        </Fact>
      )}
      {header.location && (
        <Fact icon={IconHome} label="Location">
          {header.location}
        </Fact>
      )}
      <Fact icon={IconMapPin} label="City">
        {[header.city, header.state].filter(Boolean).join(', ')}
      </Fact>
      <Family />
    </ul>
  )
}

const load = async () => (await import('./SubCustomersMenu.tsx')).SubCustomersMenu

function Family() {
  const { header } = useRecord()
  const { company } = useMe()
  const { parent, children } = header
  if (parent)
    return (
      <Fact icon={IconUsers} label="Parent">
        <span>
          Sub-customer of{' '}
          <Link
            to="/$company/customers/$customerId"
            params={{ company: company.slug, customerId: parent.id }}
          >
            {parent.name}
          </Link>
        </span>
      </Fact>
    )
  if (!children?.length) return null
  return (
    <Fact icon={IconUsers} label="Sub-customers">
      <LazyMenu load={load}>
        <button type="button" className={classes.family}>
          {children.length} {children.length === 1 ? 'sub-customer' : 'sub-customers'}
          <IconChevronDown size={12} aria-hidden />
        </button>
      </LazyMenu>
    </Fact>
  )
}
