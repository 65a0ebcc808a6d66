/** One's own account: colour scheme, password, sessions and API tokens. */
import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useMe } from '#web/api/session.ts'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import { ApiTokens } from './ApiTokens.tsx'
import { BrowserSessions } from './BrowserSessions.tsx'
import { PasswordForm } from './PasswordForm.tsx'

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Like this computer' },
]

export function AccountPage() {
  const { user, company } = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
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
      <BrowserSessions />
      <ApiTokens />
    </Page>
  )
}
