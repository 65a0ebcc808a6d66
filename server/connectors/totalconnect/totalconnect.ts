/** The connector for Total Connect, AlarmNet's app for customers. Its wire is the Open Interactive API; see README.md. */
import { openInteractiveConnector } from '../open-interactive/provider.ts'
import { manifest } from './manifest.ts'

export const totalconnect = openInteractiveConnector({ manifest, masterContact: false })
