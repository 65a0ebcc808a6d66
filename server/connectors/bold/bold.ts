/** The connector for stations that run Bold. Its wire is the Open Station API; see README.md. */
import { openStationConnector } from '../open-station/station.ts'
import { manifest } from './manifest.ts'

export const bold = openStationConnector(manifest)
