/** What a phone's menu "More" offers: the destinations that its bar has no place for. */
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { LazyMenuProps } from '#web/ui/LazyMenu.tsx'
import type { destinations } from './destinations.ts'

type Props = LazyMenuProps & { company: string; destinations: readonly (typeof destinations)[number][] }

export function RailMenu({ company, destinations, target, defaultOpened }: Props) {
  const navigate = useNavigate()
  return (
    <Menu position="top-end" width={220} defaultOpened={defaultOpened}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        {destinations.map(({ label, icon: Icon, link }) => (
          <Menu.Item
            key={label}
            leftSection={<Icon size={18} stroke={1.7} />}
            onClick={() => void navigate(link(company))}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
