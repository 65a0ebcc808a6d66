/** What stands around every page of the portal: whose it is, and how they are reached. Nothing else of Keyholder is to be seen. */
import { Button } from '@mantine/core'
import { IconLogout, IconPhone } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PortalHome } from '#shared/contracts/portal.ts'
import { useTitle } from '#web/ui/title.ts'
import classes from './portal.module.css'

type Props = {
  company?: PortalHome['company'] | undefined
  onLeave?: (() => void) | undefined
  children: ReactNode
}

export function PortalFrame({ company, onLeave, children }: Props) {
  useTitle(company ? `Pay ${company.name}` : 'Payment Portal')
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <strong>{company?.name ?? 'Payment Portal'}</strong>
        {company?.phone && (
          <a href={`tel:${company.phone.replace(/\D/g, '')}`}>
            <IconPhone size={13} aria-hidden /> {company.phone}
          </a>
        )}
        {onLeave && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconLogout size={14} aria-hidden />}
            onClick={onLeave}
          >
            Sign out
          </Button>
        )}
      </header>
      <main className={classes.main}>{children}</main>
      <footer className={classes.foot}>
        Card and account numbers go to the payment processor. {company?.name ?? 'The company'} never sees
        them.
      </footer>
    </div>
  )
}
