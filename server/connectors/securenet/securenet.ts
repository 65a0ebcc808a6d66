/** The connector for SecureNet. Its wire is the Open Interactive API; see README.md. */
import { openInteractiveConnector } from '../open-interactive/provider.ts'
import { manifest } from './manifest.ts'

export const securenet = openInteractiveConnector({ manifest, masterContact: true })
