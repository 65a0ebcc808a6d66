/** What DealerManagement and OrderManagement answer: the dealer, its reps, packages, templates and receivers. */
import { branches, dealers, panelTemplates, panelTypes, parts, receivers, reps } from './catalogue.ts'
import type { Accounts } from './accounts.ts'
import type { Handler } from './operations.ts'
import { packageInfos, Refusal } from './plans.ts'
import type { Tokens } from './tokens.ts'
import { member, whole } from './values.ts'

export function dealerOperations(accounts: Accounts, tokens: Tokens): Record<string, Handler> {
  return {
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
