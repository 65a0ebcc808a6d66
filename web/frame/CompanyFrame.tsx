/** What surrounds every page of a company: the rail, the top bar, and the keys that work everywhere. */
import { useMantineColorScheme } from '@mantine/core'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useMay, useMe } from '#web/api/session.ts'
import { SessionGate } from '#web/features/sessions/SessionGate.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import classes from './CompanyFrame.module.css'
import { permittedDestinations } from './destinations.ts'
import { EarlyPalette } from './EarlyPalette.tsx'
import { Rail } from './Rail.tsx'
import { VerifyHost } from './sign-in/VerifyHost.tsx'
import { TopBar } from './TopBar.tsx'

const loadPalette = () => import('./Palette.tsx')
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))
const StaffBanner = lazy(async () => ({ default: (await import('./StaffBanner.tsx')).StaffBanner }))
const KeysDialog = lazy(async () => ({ default: (await import('#web/ui/KeysDialog.tsx')).KeysDialog }))

const paletteDelayMs = 1_500

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
  const { operator, company: own } = useMe()
  const { globalMessage } = own.settings
  const { toggleColorScheme } = useMantineColorScheme()
  const [dialog, setDialog] = useState<'palette' | 'keys' | null>(null)
  // What was typed before the palette's script was there.
  const [early, setEarly] = useState('')
  const close = () => setDialog(null)
  const openPalette = () => {
    setEarly('')
    setDialog('palette')
  }
  const permitted = permittedDestinations(may)

  // Fetched when the page has come to rest, so that the first Ctrl-K does not wait for it.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), paletteDelayMs)
    return () => clearTimeout(timer)
  }, [])

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
        <Suspense fallback={null}>{operator && <StaffBanner />}</Suspense>
        {globalMessage && (
          <p className={classes.message} role="status">
            {globalMessage}
          </p>
        )}
        <Outlet />
      </main>
      <Suspense fallback={<EarlyPalette query={early} onQuery={setEarly} onClose={close} />}>
        {dialog === 'palette' && (
          <Palette company={company} early={early} onClose={close} onShowKeys={() => setDialog('keys')} />
        )}
      </Suspense>
      <Suspense fallback={null}>{dialog === 'keys' && <KeysDialog onClose={close} />}</Suspense>
      <VerifyHost />
    </div>
  )
}
