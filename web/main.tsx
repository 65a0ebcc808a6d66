/** The page's start: providers around the router. */
import '@mantine/core/styles.layer.css'
import '@fontsource-variable/inter/wght.css'
import './global.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { newQueryClient } from './api/queries.ts'
import { newRouter } from './routes.tsx'
import { cssVariables, theme } from './theme.ts'
import { Toasts } from './ui/toast.tsx'

/** The server writes a fresh nonce into the page for every reply; styles made at run time carry it (CSP style-src). */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''
// Read by get-nonce, by which react-remove-scroll (Mantine's dialogs) signs the style that it adds.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const colorScheme = localStorageColorSchemeManager({ key: 'keyholder.scheme' })
const client = newQueryClient()
const router = newRouter(client)

// Nothing is to be given back before something has had it (PERF-008).
const keepFocus = () =>
  void import('./ui/keyboard-and-ear.ts').then(
    (m) => m.begin(),
    () => {},
  )
document.addEventListener('focusin', keepFocus, { once: true })

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
