import { companies } from '#shared/contracts/companies.ts'
import { type Module, module } from '#server/http/module.ts'
import { listCompanyHistory, openCompany, saveCompany } from './companies.service.ts'

export const companiesModule = (): Module =>
  module('companies', companies, { open: openCompany, save: saveCompany, history: listCompanyHistory })
