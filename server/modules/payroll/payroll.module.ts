import { payroll } from '#shared/contracts/payroll.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  createFunction,
  createLevel,
  createRole,
  listFunctionHistory,
  openFunction,
  readOptions,
  readOverview,
  removeFunction,
  removeLevel,
  removeRole,
  saveFunction,
  saveLevel,
  saveRole,
} from './payroll.service.ts'
import { createTable, openTable, removeTable, saveTable } from './payroll.tables.ts'
import { tryLevel } from './payroll.trying.ts'
import { readOfUser, setUser } from './payroll.users.ts'

export const payrollModule = (): Module =>
  module('payroll', payroll, {
    overview: readOverview,
    options: readOptions,
    createRole,
    saveRole,
    removeRole,
    createFunction,
    openFunction,
    saveFunction,
    removeFunction,
    history: listFunctionHistory,
    createLevel,
    saveLevel,
    removeLevel,
    tryLevel,
    openTable,
    createTable,
    saveTable,
    removeTable,
    ofUser: readOfUser,
    setUser,
  })
