import { autopay } from '#shared/contracts/autopay.ts'
import { type Module, module } from '#server/http/module.ts'
import { chargeMethodNow, listChargeMethods, listRecordCharges } from './autopay.service.ts'

export const autopayModule = (): Module =>
  module('autopay', autopay, {
    methods: listChargeMethods,
    ofCustomer: listRecordCharges,
    charge: chargeMethodNow,
  })
