/** What the user's own menu offers: account, colour scheme, keys, signing out. */
import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconCalendarUser,
  IconCoins,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconTools,
  IconUserCircle,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMay } from '#web/api/session.ts'
import { useSignOut } from '#web/features/sessions/sign-out.ts'
import { KeyHint } from '#web/ui/KeyHint.tsx'
import type { LazyMenuProps } from '#web/ui/LazyMenu.tsx'

type Props = LazyMenuProps & { company: string; onShowKeys: () => void }

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'Like this computer', icon: IconDeviceDesktop },
] as const

export function UserMenuItems({ company, onShowKeys, target, defaultOpened }: Props) {
  const navigate = useNavigate()
  const signOut = useSignOut(company)
  const may = useMay()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end" width={230} defaultOpened={defaultOpened}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCircle size={16} />}
          onClick={() => void navigate({ to: '/$company/account', params: { company } })}
        >
          Account
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCalendarUser size={16} />}
          onClick={() => void navigate({ to: '/$company/my-appointments', params: { company } })}
        >
          My appointments
        </Menu.Item>
        {may('work_orders.view') && (
          <Menu.Item
            leftSection={<IconTools size={16} />}
            onClick={() => void navigate({ to: '/$company/my-work-orders', params: { company } })}
          >
            My work orders
          </Menu.Item>
        )}
        {may('personal_payroll.yes') && (
          <Menu.Item
            leftSection={<IconCoins size={16} />}
            onClick={() => void navigate({ to: '/$company/my-payroll', params: { company } })}
          >
            My payroll
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconKeyboard size={16} />}
          rightSection={<KeyHint keys="?" />}
          onClick={onShowKeys}
        >
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        >
          {schemes.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
