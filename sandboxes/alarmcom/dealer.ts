/** What DealerManagement and OrderManagement answer: the dealer, its reps, packages, templates and receivers. */
import { branches, dealers, panelTemplates, panelTypes, parts, receivers, reps } from './catalogue.ts'
import type { Accounts } from './accounts.ts'
import type { Handler } from './operations.ts'
import { packageInfos, Refusal } from './plans.ts'
import type { Tokens } from './tokens.ts'
import type { BillingSettings } from './billing-settings.ts'
import { flag, member, text, whole, type Values } from './values.ts'

export function dealerOperations(
  accounts: Accounts,
  tokens: Tokens,
  billing: BillingSettings,
): Record<string, Handler> {
  const demandRole = (login: string, call: string) => {
    if (!billing.hasRole(login))
      throw new Refusal(`The login ${login} does not have the SecurityTrax Role, which ${call} needs.`)
  }
  const shown = (dealerId: number): Values => {
    const { enabled, url, keyId } = billing.of(dealerId)
    return { BillingEnabled: enabled, BillingServiceUrl: url, BillingKeyId: keyId, Success: true }
  }
  return {
    GetSecurityTraxSettings: ({ dealerId, login }) => {
      demandRole(login, 'GetSecurityTraxSettings')
      return shown(dealerId)
    },
    SetSecurityTraxSettings: ({ dealerId, login, parameters }) => {
      demandRole(login, 'SetSecurityTraxSettings')
      const input = member(parameters, 'input')
      const url = text(input, 'BillingServiceUrl')
      const enabled = flag(input, 'BillingEnabled')
      if (enabled && !/^https?:\/\/\S+$/.test(url)) throw new Refusal('BillingServiceUrl is not an address.')
      if (enabled && (text(input, 'BillingKeyId') === '' || text(input, 'BillingKey').length < 32))
        throw new Refusal('BillingKeyId and BillingKey are required.')
      const before = billing.of(dealerId)
      billing.set(
        dealerId,
        enabled
          ? { enabled, url, keyId: text(input, 'BillingKeyId'), key: text(input, 'BillingKey') }
          : { ...before, enabled },
      )
      return shown(dealerId)
    },
    GetDealerId: ({ dealerId }) => ({
      DealerID: dealerId,
      DealerName: dealers.find(({ id }) => id === dealerId)!.name,
      SubDealers: [],
      Success: true,
    }),
    GetPackageIds: ({ parameters }) => packageInfos(whole(member(parameters, 'input'), 'CallerVersion') ?? 0),
    GetPanelTemplateIds: ({ dealerId, parameters }) => ({
      Templates: whole(parameters, 'dealerId') === dealerId ? panelTemplates : [],
    }),
    GetBranches: () => branches,
    GetRepList: ({ dealerId }) =>
      reps
        .filter(({ dealer }) => dealer === dealerId)
        .map(({ id, login }) => ({ RepId: id, RepLoginName: login, SupportId: id + 1000 })),
    GetSupportedPanelTypes: () => panelTypes,
    GetCSPhoneNumber: ({ dealerId }) => ({
      CSPhones: receivers.map(({ id, station, name, phone, prefix, protocol }) => ({
        CSPhoneID: id,
        CSID: station,
        CSPhoneKey: String(id),
        PhoneDesc: phone,
        CSName: name,
        ForwardMethod: 'TCP',
        Protocol: protocol,
        Prefix: prefix,
        CustomerCount: accounts
          .all()
          .filter((one) => one.dealerId === dealerId && one.receiverPhone === phone).length,
      })),
      Success: true,
    }),
    GenerateRepLoginTokenForSSO: ({ dealerId, parameters }) => {
      const id = whole(member(parameters, 'input'), 'RepId')
      const rep = reps.find((one) => one.id === id && one.dealer === dealerId)
      if (!rep) throw new Refusal('Rep was not found.')
      return { Success: true, Token: tokens.issue(rep.login) }
    },
  }
}

export const orderOperations: Record<string, Handler> = { GetPartList: () => parts }
