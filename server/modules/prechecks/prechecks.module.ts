import { prechecks } from '#shared/contracts/prechecks.ts'
import { type Module, module } from '#server/http/module.ts'
import { readPreCheck, runPreCheck } from './prechecks.service.ts'

export const preChecksModule = (): Module =>
  module('prechecks', prechecks, { open: readPreCheck, run: runPreCheck })
