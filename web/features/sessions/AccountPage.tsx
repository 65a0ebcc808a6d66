/** One's own account: colour scheme, password, second factor, sessions, API tokens, who signed in. */
import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { factors } from '#shared/contracts/factors.ts'
import { useMe } from '#web/api/session.ts'
import { SignInActivity } from '#web/frame/sign-in/SignInActivity.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import { ApiTokens } from './ApiTokens.tsx'
import { BrowserSessions } from './BrowserSessions.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { SecondFactor } from './SecondFactor.tsx'

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Like this computer' },
]

export function AccountPage() {
  const { user, company } = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const filters = useSearch({ from: '/$company/account' })
  const navigate = useNavigate({ from: '/$company/account' })
  useTitle('Account')
  return (
    <Page narrow>
      <PageHeader title={user.name} note={`${user.username} at ${company.name}`} />
      <Panel title="Appearance">
        <SegmentedControl
          aria-label="Colour scheme"
          data={schemes}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
        />
      </Panel>
      <Panel title="Password">
        <PasswordForm />
      </Panel>
      <SecondFactor />
      <BrowserSessions />
      <ApiTokens />
      <SignInActivity
        endpoint={factors.activity}
        input={{}}
        filters={filters}
        onFilter={(search) => void navigate({ search, replace: true, resetScroll: false })}
        days={company.settings.signInDays}
      />
    </Page>
  )
}
