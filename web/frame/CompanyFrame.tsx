/** What surrounds every page of a company: the rail, the top bar, and the keys that work everywhere. */
import { useMantineColorScheme } from '@mantine/core'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useMay } from '#web/api/session.ts'
import { SessionGate } from '#web/features/sessions/SessionGate.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import classes from './CompanyFrame.module.css'
import { destinations } from './destinations.ts'
import { Rail } from './Rail.tsx'
import { TopBar } from './TopBar.tsx'

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }))
const KeysDialog = lazy(async () => ({ default: (await import('#web/ui/KeysDialog.tsx')).KeysDialog }))

export function CompanyFrame() {
  const { company } = useParams({ from: '/$company' })
  return (
    <SessionGate company={company} key={company}>
      <Frame company={company} />
    </SessionGate>
  )
}

function Frame({ company }: { company: string }) {
  const navigate = useNavigate()
  const may = useMay()
  const { toggleColorScheme } = useMantineColorScheme()
  const [dialog, setDialog] = useState<'palette' | 'keys' | null>(null)
  const close = () => setDialog(null)
  const openPalette = () => setDialog('palette')
  const permitted = destinations.filter(({ permission }) => may(permission))

  useHotkeys([
    { keys: 'mod+k', does: 'Search and go anywhere', run: openPalette },
    { keys: '/', does: 'Search', run: openPalette },
    ...permitted.map(({ label, key, link }) => ({
      keys: `g ${key}`,
      does: `Go to ${label.toLowerCase()}`,
      run: () => void navigate(link(company)),
    })),
    { keys: 't', does: 'Switch between light and dark', run: toggleColorScheme },
    { keys: '?', does: 'Show the keys', run: () => setDialog('keys') },
  ])

  return (
    <div className={classes.frame}>
      <a href="#page" className={classes.skip}>
        Skip to the page
      </a>
      <TopBar company={company} onSearch={openPalette} onShowKeys={() => setDialog('keys')} />
      <Rail company={company} destinations={permitted} />
      <main id="page" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Suspense fallback={null}>
        {dialog === 'palette' && (
          <Palette company={company} onClose={close} onShowKeys={() => setDialog('keys')} />
        )}
        {dialog === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </div>
  )
}
