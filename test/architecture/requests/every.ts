/** The modules' requests, one line each. */
import type { Requests } from '../every-endpoint.ts'
import { accessAdministrationRequests } from './access-administration.ts'
import { cataloguesRequests } from './catalogues.ts'
import { connectionsRequests } from './connections.ts'
import { contactsRequests } from './contacts.ts'
import { customersRequests } from './customers.ts'
import { notesRequests } from './notes.ts'
import { notificationsRequests } from './notifications.ts'
import { listsRequests } from './lists.ts'
import { placesRequests } from './places.ts'
import { regulationsRequests } from './regulations.ts'
import { sessionsRequests } from './sessions.ts'
import { statusesRequests } from './statuses.ts'
import { tagsRequests } from './tags.ts'

export const everyRequests: readonly Requests[] = [
  sessionsRequests,
  customersRequests,
  connectionsRequests,
  contactsRequests,
  tagsRequests,
  statusesRequests,
  regulationsRequests,
  notesRequests,
  notificationsRequests,
  listsRequests,
  placesRequests,
  cataloguesRequests,
  accessAdministrationRequests,
]
