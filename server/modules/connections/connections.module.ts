import { connections } from '#shared/contracts/connections.ts'
import { type Module, module } from '#server/http/module.ts'
import { linkAccount, readDiscrepancies, shellAccount } from './connections.linking.ts'
import {
  listCalls,
  readHub,
  readMonitoring,
  retryConnection,
  syncConnection,
  unlink,
} from './connections.service.ts'
import type { StationDesk } from './stations.ts'

export const connectionsModule = (desk: StationDesk): Module =>
  module('connections', connections, {
    hub: readHub,
    monitoring: readMonitoring,
    calls: listCalls,
    discrepancies: (ctx, input) => readDiscrepancies(ctx, desk, input),
    link: (ctx, input) => linkAccount(ctx, desk, input),
    shell: (ctx, input) => shellAccount(ctx, desk, input),
    sync: syncConnection,
    retry: retryConnection,
    unlink,
  })
