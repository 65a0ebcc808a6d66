import { companyAddOns, operatorAddOns } from '#shared/contracts/add-ons.ts'
import { type Module, module } from '#server/http/module.ts'
import { listAddOns, listOfCompany, switchAddOn, switchOfCompany } from './add-ons.service.ts'

export const addOnModules = (): Module[] => [
  module('companyAddOns', companyAddOns, { list: listAddOns, switch: switchAddOn }),
  module('operatorAddOns', operatorAddOns, { list: listOfCompany, switch: switchOfCompany }),
]
