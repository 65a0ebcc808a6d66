/** The modules, one line each, and how they are put together. */
import type { Module } from '#server/http/module.ts'
import { connectionsModule } from './connections/connections.module.ts'
import { queueChanges } from './connections/connections.service.ts'
import type { StationDesk } from './connections/stations.ts'
import { customersModule } from './customers/customers.module.ts'
import { historyModule } from './history/history.module.ts'
import { placesModule } from './places/places.module.ts'
import { sessionsModule } from './sessions/sessions.module.ts'

export const modules = (stations: StationDesk): Module[] => [
  sessionsModule(),
  customersModule({ afterSave: queueChanges }),
  historyModule(),
  connectionsModule(stations),
  placesModule(),
]
