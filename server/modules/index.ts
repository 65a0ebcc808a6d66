/** The modules, one line each, and how they are put together. */
import type { Database } from '#server/db/database.ts'
import type { Module } from '#server/http/module.ts'
import type { Task } from '#server/jobs/task.ts'
import { cataloguesModule } from './catalogues/catalogues.module.ts'
import { companiesModule } from './companies/companies.module.ts'
import { connectionTasks } from './connections/connections.jobs.ts'
import { connectionsModule } from './connections/connections.module.ts'
import { connectionsPart } from './connections/connections.part.ts'
import { queueChanges } from './connections/connections.service.ts'
import type { StationDesk } from './connections/stations.ts'
import { contactTasks } from './contacts/contacts.jobs.ts'
import { contactsModule } from './contacts/contacts.module.ts'
import { contactsPart } from './contacts/contacts.service.ts'
import { customersModule } from './customers/customers.module.ts'
import type { CustomerPart } from './customers/customers.parts.ts'
import { groupsModule } from './groups/groups.module.ts'
import { historyModule } from './history/history.module.ts'
import { locationsModule } from './locations/locations.module.ts'
import { listTasks } from './lists/lists.jobs.ts'
import { listsModule } from './lists/lists.module.ts'
import { noteTasks } from './notes/notes.jobs.ts'
import { notesModule } from './notes/notes.module.ts'
import { notesPart } from './notes/notes.service.ts'
import { notificationsModule } from './notifications/notifications.module.ts'
import { placesModule } from './places/places.module.ts'
import { sessionsModule } from './sessions/sessions.module.ts'
import { regulationsModule } from './regulations/regulations.module.ts'
import { statusesModule } from './statuses/statuses.module.ts'
import { tagsModule } from './tags/tags.module.ts'
import { usersModule } from './users/users.module.ts'

/** What the modules keep for a record, for archiving, deleting and duplicating it; the dialogs list it in this order. */
export const customerParts: readonly CustomerPart[] = [connectionsPart, contactsPart, notesPart]

export const modules = (stations: StationDesk): Module[] => [
  sessionsModule(),
  customersModule({ afterSave: queueChanges, parts: customerParts }),
  historyModule(),
  connectionsModule(stations),
  contactsModule(),
  tagsModule(),
  statusesModule(),
  regulationsModule(),
  notesModule(),
  notificationsModule(),
  listsModule(),
  placesModule({ allowsPrivate: (url) => stations.allowsPrivate(url) }),
  cataloguesModule(),
  usersModule(),
  groupsModule(),
  locationsModule(),
  companiesModule(),
]

/** The work of the jobs, of every module that has any. */
export const tasks = (database: Database, stations: StationDesk, now: () => Date): Record<string, Task> => ({
  ...connectionTasks(database, stations, now),
  ...contactTasks(database),
  ...noteTasks(database, now),
  ...listTasks(database, now, queueChanges),
})
