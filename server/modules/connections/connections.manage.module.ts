import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { type Module, module } from '#server/http/module.ts'
import type { AfterSave } from '../customers/customers.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  changeDetails,
  readChoices,
  readDetails,
  readOverview,
  readState,
  resetCode,
  setService,
} from './connections.manage.account.ts'
import { addAgency, readAgencies, removeAgency, searchAgencies } from './connections.manage.agencies.ts'
import { readOrder, submitOrder } from './connections.manage.orders.ts'
import { comparePull, pullAccount } from './connections.manage.pull.ts'
import {
  endAllTests,
  endTest,
  placeTest,
  readEvents,
  readSignals,
  readTestHistory,
  readTestResults,
  readTests,
} from './connections.manage.tests.ts'
import { changeZone, readZones, removeZone, sendZonesAgain } from './connections.manage.zones.ts'

/**
 * The Manage page of a linked account.
 * @param followSave what is told of a save beside the station that the values came from.
 */
export const stationAccountsModule = (desk: StationDesk, followSave: AfterSave): Module =>
  module('stationAccounts', stationAccounts, {
    overview: readOverview,
    state: (ctx, input) => readState(ctx, desk, input),
    choices: (ctx, input) => readChoices(ctx, desk, input),
    setService: (ctx, input) => setService(ctx, desk, input),
    order: (ctx, input) => readOrder(ctx, desk, input),
    submitOrder: (ctx, input) => submitOrder(ctx, desk, input),
    details: (ctx, input) => readDetails(ctx, desk, input),
    changeDetails: (ctx, input) => changeDetails(ctx, desk, input),
    agencies: (ctx, input) => readAgencies(ctx, desk, input),
    searchAgencies: (ctx, input) => searchAgencies(ctx, desk, input),
    addAgency: (ctx, input) => addAgency(ctx, desk, input),
    removeAgency: (ctx, input) => removeAgency(ctx, desk, input),
    zones: (ctx, input) => readZones(ctx, desk, input),
    sendZones: sendZonesAgain,
    changeZone: (ctx, input) => changeZone(ctx, desk, input),
    removeZone: (ctx, input) => removeZone(ctx, desk, input),
    tests: (ctx, input) => readTests(ctx, desk, input),
    placeTest: (ctx, input) => placeTest(ctx, desk, input),
    endTest: (ctx, input) => endTest(ctx, desk, input),
    endAllTests: (ctx, input) => endAllTests(ctx, desk, input),
    testHistory: (ctx, input) => readTestHistory(ctx, desk, input),
    testResults: (ctx, input) => readTestResults(ctx, desk, input),
    events: (ctx, input) => readEvents(ctx, desk, input),
    signals: (ctx, input) => readSignals(ctx, desk, input),
    compare: (ctx, input) => comparePull(ctx, desk, input),
    pull: (ctx, input) => pullAccount(ctx, desk, input, followSave),
    resetCode,
  })
