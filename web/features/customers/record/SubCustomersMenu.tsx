/** A parent's sub-customers, to jump to (REC-028). */
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMe } from '#web/api/session.ts'
import type { LazyMenuProps } from '#web/ui/LazyMenu.tsx'
import { useRecord } from './record-context.ts'

export function SubCustomersMenu({ target, defaultOpened }: LazyMenuProps) {
  const { header } = useRecord()
  const { company } = useMe()
  const navigate = useNavigate()
  return (
    <Menu position="bottom-start" defaultOpened={defaultOpened}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {(header.children ?? []).map((child) => (
          <Menu.Item
            key={child.id}
            onClick={() =>
              void navigate({
                to: '/$company/customers/$customerId',
                params: { company: company.slug, customerId: child.id },
              })
            }
          >
            {child.name} <span className="tabular">#{child.id}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
