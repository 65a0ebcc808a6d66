/** The user's own menu: account, colour scheme, keys, signing out. */
import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMe } from '#web/api/session.ts'
import { useSignOut } from '#web/features/sessions/sign-out.ts'
import { KeyHint } from '#web/ui/KeyHint.tsx'
import classes from './CompanyFrame.module.css'

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'Like this computer', icon: IconDeviceDesktop },
] as const

const initialsOf = (name: string) => {
  const words = name.split(/\s+/).filter(Boolean)
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? words.at(-1)?.[0] : ''}`.toUpperCase()
}

export function UserMenu({ company, onShowKeys }: { company: string; onShowKeys: () => void }) {
  const { user } = useMe()
  const navigate = useNavigate()
  const signOut = useSignOut(company)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <button type="button" className={classes.user} aria-label={`${user.name}, account menu`}>
          {/* Drawn by the style sheet, so that they are no text to be read out. */}
          <span className={classes.initials} data-initials={initialsOf(user.name)} aria-hidden />
          <span className={classes.userName}>{user.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCircle size={16} />}
          onClick={() => void navigate({ to: '/$company/account', params: { company } })}
        >
          Account
        </Menu.Item>
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
