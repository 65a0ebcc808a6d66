import { providers } from '#shared/contracts/providers.ts'
import { type Module, module } from '#server/http/module.ts'
import type { AfterSave } from '../customers/customers.service.ts'
import {
  type CountLinked,
  createProvider,
  listProviderHistory,
  listProviders,
  listTypes,
  openProvider,
  saveProvider,
  testProvider,
} from './providers.service.ts'
import { addBlock, issueNumber, listBlocks, readNextNumber, saveBlock } from './providers.numbers.ts'
import type { StationDesk } from './stations.ts'

type Surroundings = {
  desk: StationDesk
  /** What happens to a customer's connections after a save. */
  afterSave: AfterSave
  countLinked: CountLinked
}

export const providersModule = ({ desk, afterSave, countLinked }: Surroundings): Module =>
  module('providers', providers, {
    list: (ctx, db, input) => listProviders(ctx, db, input, countLinked),
    types: (ctx, _db, input) => listTypes(ctx, input),
    open: (ctx, db, input) => openProvider(ctx, db, input, countLinked),
    create: (ctx, db, input) => createProvider(ctx, db, input, countLinked),
    save: (ctx, db, input) => saveProvider(ctx, db, input, countLinked),
    test: (ctx, input) => testProvider(ctx, desk, input),
    history: listProviderHistory,
    blocks: listBlocks,
    addBlock,
    saveBlock,
    nextNumber: readNextNumber,
    issueNumber: (ctx, db, input) => issueNumber(ctx, db, input, afterSave),
  })
