/** The connector for any station that speaks the Open Station API. Its wire is the Open Station API; see README.md. */
import { openStationConnector } from '../open-station/station.ts'
import { manifest } from './manifest.ts'

export const generic = openStationConnector(manifest)
