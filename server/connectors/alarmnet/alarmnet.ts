/** The connector for AlarmNet's monitoring side. Its wire is the Open Station API; see README.md. */
import { openStationConnector } from '../open-station/station.ts'
import { manifest } from './manifest.ts'

export const alarmnet = openStationConnector(manifest)
