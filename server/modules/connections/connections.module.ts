import { connections } from '#shared/contracts/connections.ts'
import { type Module, module } from '#server/http/module.ts'
import { linkAccount, readDiscrepancies } from './connections.linking.ts'
import { readShellForm, shellAccount } from './connections.shell.ts'
import {
  listCalls,
  type ListInteractive,
  readHub,
  readMonitoring,
  retryConnection,
  syncConnection,
  unlink,
} from './connections.service.ts'
import type { AfterSave } from '../customers/customers.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'

/**
 * @param listInteractive the customer's accounts at interactive-services providers, for the hub.
 * @param followSave what is told of a save beside the station that the values came from.
 */
export const connectionsModule = (
  desk: StationDesk,
  listInteractive: ListInteractive,
  followSave: AfterSave,
): Module =>
  module('connections', connections, {
    hub: (ctx, db, input) => readHub(ctx, db, input, listInteractive),
    monitoring: readMonitoring,
    calls: listCalls,
    discrepancies: (ctx, input) => readDiscrepancies(ctx, desk, input),
    link: (ctx, input) => linkAccount(ctx, desk, input, followSave),
    shellForm: (ctx, input) => readShellForm(ctx, desk, input),
    shell: (ctx, input) => shellAccount(ctx, desk, input),
    sync: syncConnection,
    retry: retryConnection,
    unlink,
  })
