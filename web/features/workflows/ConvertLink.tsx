/** The ▼ beside Convert to Customer: the conversion workflows, each of which runs its own wizard (REC-191). */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useBegin, useOffered } from './use-workflows.ts'
import classes from './workflows.module.css'

/** @param children the plain button, which stands alone where no workflow is offered. */
export function ConvertLink({ customerId, children }: { customerId: number; children: ReactNode }) {
  const offered = useOffered(true)?.filter(({ purpose }) => purpose === 'conversion') ?? []
  const { begin, beginning } = useBegin(customerId)
  if (offered.length === 0) return children
  return (
    <Button.Group>
      {children}
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            className={classes.splitSmall}
            loading={beginning}
            aria-label="Convert by a workflow"
            title="Convert by a workflow"
          >
            <IconChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          <Menu.Label>Convert by a workflow</Menu.Label>
          {offered.map(({ id, name, description }) => (
            <Menu.Item key={id} onClick={() => begin(id)}>
              {name}
              {description && <div className={classes.dim}>{description}</div>}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}
