import { billingMethods } from '#shared/contracts/billing-methods.ts'
import { type Module, module } from '#server/http/module.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { billingMethodService } from './billing-methods.service.ts'
import type { BillingMethodUses } from './billing-methods.uses.ts'

export function billingMethodsModule(desk: StationDesk, uses: BillingMethodUses): Module {
  const { read, add, save, remove, history } = billingMethodService(desk, uses)
  return module('billingMethods', billingMethods, { ofCustomer: read, add, save, remove, history })
}
