import { interactive } from '#shared/contracts/interactive.ts'
import { type Module, module } from '#server/http/module.ts'
import type { AfterSave } from '../customers/customers.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  act,
  changePlan,
  impersonate,
  listDevices,
  listLogins,
  listPlans,
  listReceivers,
  quotePlan,
  refreshAccount,
  resetPassword,
} from './interactive.acting.ts'
import { createSubscriber, findMatches, linkSubscriber, readOptions } from './interactive.linking.ts'
import { askPush, readPage, unlinkAccount } from './interactive.service.ts'

export const interactiveModule = (desk: StationDesk, afterSave: AfterSave): Module =>
  module('interactive', interactive, {
    page: readPage,
    options: (ctx, input) => readOptions(ctx, desk, input),
    find: (ctx, input) => findMatches(ctx, desk, input),
    link: (ctx, input) => linkSubscriber(ctx, desk, input, afterSave),
    create: (ctx, input) => createSubscriber(ctx, desk, input),
    refresh: (ctx, input) => refreshAccount(ctx, desk, input),
    push: askPush,
    plans: (ctx, input) => listPlans(ctx, desk, input),
    quote: (ctx, input) => quotePlan(ctx, desk, input),
    changePlan: (ctx, input) => changePlan(ctx, desk, input),
    devices: (ctx, input) => listDevices(ctx, desk, input),
    logins: (ctx, input) => listLogins(ctx, desk, input),
    resetPassword: (ctx, input) => resetPassword(ctx, desk, input),
    impersonate: (ctx, input) => impersonate(ctx, desk, input),
    act: (ctx, input) => act(ctx, desk, input),
    receivers: (ctx, input) => listReceivers(ctx, desk, input),
    unlink: unlinkAccount,
  })
