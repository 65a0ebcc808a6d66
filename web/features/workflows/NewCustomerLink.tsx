/**
 * New customer, as a split button where creation workflows are offered: the button opens the plain form, ▼ the workflows
 * (NEW-003). It stands on the list, and above whatever way one has begun until the record is there.
 */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMay } from '#web/api/session.ts'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { useOffered } from './use-workflows.ts'
import classes from './workflows.module.css'

type Props = {
  company: string
  /** Without workflows there is the plain button alone, or nothing. */
  staysWhenAlone?: boolean
  /** Where one has begun already: what one came for is then another button. */
  quiet?: boolean
}

export function NewCustomerLink({ company, staysWhenAlone = true, quiet = false }: Props) {
  const mayCreate = useMay()('customers.create')
  const offered = useOffered(mayCreate)?.filter(({ purpose }) => purpose === 'creation') ?? []
  if (!mayCreate || (offered.length === 0 && !staysWhenAlone)) return null
  const variant = quiet ? 'default' : 'filled'
  const plain = (
    <LinkButton
      to="/$company/customers/new"
      params={{ company }}
      variant={variant}
      leftSection={<IconPlus size={16} />}
    >
      New customer
    </LinkButton>
  )
  if (offered.length === 0) return plain
  return (
    <Button.Group>
      {plain}
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button
            variant={variant}
            className={classes.split}
            aria-label="New from Workflow"
            title="New from Workflow"
          >
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          <Menu.Label>New from Workflow</Menu.Label>
          {offered.map(({ id, name, description }) => (
            <Menu.Item
              key={id}
              component={Link}
              {...({
                to: '/$company/customers/new/$workflowId',
                params: { company, workflowId: id },
              } as object)}
            >
              {name}
              {description && <div className={classes.dim}>{description}</div>}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}
