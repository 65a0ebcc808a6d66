/** What each operation of CustomerManagement does to a customer. The state machine lives here. */
import { dayMs } from '#shared/time.ts'
import type { Account, Accounts } from './accounts.ts'
import { addOns, latestCallerVersion, packageById, panelTemplates, pricesOf } from './catalogue.ts'
import {
  checkAddress,
  checkEmail,
  checkModem,
  checkPhone,
  checkReceiver,
  customerInfo,
  holdsModem,
  loginHolder,
  newAccount,
  panelDevice,
  suggestLogin,
} from './customers.ts'
import { checkPlan, Refusal } from './plans.ts'
import type { Tokens } from './tokens.ts'
import { flag, list, member, text, whole, type Value, type Values } from './values.ts'

export type Asked = { dealerId: number; login: string; parameters: Values }
export type Handler = (asked: Asked) => Value

const done: Values = { Success: true }

/** The handlers by operation. A thrown `Refusal` becomes Success=false. */
export function customerOperations(accounts: Accounts, tokens: Tokens): Record<string, Handler> {
  const mine = ({ dealerId }: Asked, id: number | null): Account | null => {
    const account = accounts.find(id)
    return account?.dealerId === dealerId ? account : null
  }
  /** The customer, in one of the states in which this may be done. */
  const wanted = (asked: Asked, id: number | null, states: readonly Account['state'][]): Account => {
    const account = mine(asked, id)
    if (!account) throw new Refusal('Customer was not found.')
    if (!states.includes(account.state))
      throw new Refusal(`This cannot be done: the customer is ${stateInWords(account)}.`)
    return account
  }
  const living = ['commitment', 'active'] as const
  const change = (
    asked: Asked,
    id: number | null,
    kind: string,
    patch: Partial<Account>,
    states: readonly Account['state'][] = living,
  ): Values => {
    const account = wanted(asked, id, states)
    accounts.apply({ ...account, ...patch }, kind, patch)
    return done
  }
  const found = ({ dealerId }: Asked, has: (account: Account) => boolean): number =>
    accounts.all().find((one) => one.dealerId === dealerId && has(one))?.customerId ?? 0

  const create = (asked: Asked, input: Value, expected: Value | null): Values => {
    const { account, password } = newAccount(accounts, asked.dealerId, input, expected)
    accounts.apply(account, expected ? 'commit' : 'create', {
      DealerCustomerId: account.dealerCustomerId,
      ModemSerialNumber: account.modemSerial,
      PackageId: account.packageId,
    })
    return {
      Success: true,
      LoginName: account.logins[0]!.loginName,
      Password: password,
      CustomerId: account.customerId,
    }
  }

  const plan = (asked: Asked): { account: Account; chosen: Record<string, number>; packageId: number } => {
    const { parameters } = asked
    const account = wanted(asked, whole(parameters, 'customerId'), living)
    const names = list(parameters, 'addOnFeatures')
    const { id } = checkPlan(whole(parameters, 'newPackageId'), names)
    const chosen = Object.fromEntries(names.map((name) => [name, account.addOns[name] ?? 1]))
    return { account, chosen, packageId: id }
  }

  const terminate = (asked: Asked, id: number | null, reason: string, delayDays: number): Values => {
    const account = wanted(asked, id, living)
    const at = new Date(Date.now() + delayDays * dayMs).toISOString()
    const patch: Partial<Account> =
      delayDays > 0 && account.state === 'active'
        ? { pendingTermination: at }
        : { state: 'terminated', pendingTermination: null, termDate: at.slice(0, 19) }
    accounts.apply({ ...account, ...patch }, 'terminate', { reason, ...patch })
    return done
  }

  return {
    GetLatestCallerVersion: () => latestCallerVersion,
    CheckAvailableLoginName: ({ dealerId, parameters }) => {
      const input = member(parameters, 'input')
      const name = text(input, 'LoginName')
      if (!/^[\w.@-]{4,50}$/.test(name)) throw new Refusal('The login name is not valid.')
      const holder = loginHolder(accounts, name)
      if (!holder) return { IsAvailable: true, Success: true }
      const told = flag(input, 'RetrieveLoginInfoOnCollision') && holder.dealerId === dealerId
      return {
        IsAvailable: false,
        SuggestedLoginName: suggestLogin(accounts, name),
        Success: true,
        ...(told && {
          LoginId: holder.logins.find((one) => one.loginName.toLowerCase() === name.toLowerCase())!.loginId,
          AssociatedCustomers: [holder.customerId],
        }),
      }
    },
    LookupCustomerId: (asked) => {
      const number = text(asked.parameters, 'acctNumber')
      const phone = text(asked.parameters, 'receiverPhoneNumber').replace(/\D/g, '')
      return found(
        asked,
        (one) =>
          number !== '' && one.csAccountNumber === number && one.receiverPhone.replace(/\D/g, '') === phone,
      )
    },
    LookupCustomerIdFromDealerCustomerId: (asked) => {
      const id = text(asked.parameters, 'dealerCustomerId')
      return found(asked, (one) => id !== '' && one.dealerCustomerId === id && one.state !== 'terminated')
    },
    LookupCustomerIdFromModemSerial: (asked) =>
      found(asked, (one) => holdsModem(one, text(asked.parameters, 'modemSerial'))),
    GetCustomerListByEmail: ({ dealerId, parameters }) => {
      const email = text(parameters, 'email').toLowerCase()
      return accounts
        .all()
        .filter((one) => one.dealerId === dealerId && email !== '' && one.email.toLowerCase() === email)
        .map(({ customerId }) => customerId)
    },
    GetCustomerList_V2: ({ dealerId, parameters }) => {
      const input = member(parameters, 'input')
      const ids = accounts
        .all()
        .filter((one) => one.dealerId === dealerId)
        .filter((one) => one.state !== 'terminated' || flag(input, 'IncludeTermed'))
        .filter((one) => one.state !== 'commitment' || !flag(input, 'ExcludeCommitments'))
        .filter((one) => one.state === 'commitment' || !flag(input, 'ExcludeCustomers'))
        .map(({ customerId }) => customerId)
      return { Success: true, CustomerIds: ids }
    },
    GetCustomerInfo_V2: (asked) => {
      const input = member(asked.parameters, 'input')
      const account = mine(asked, whole(input, 'CustomerId'))
      return account ? customerInfo(account, whole(input, 'CallerVersion') ?? 0) : undefined
    },
    GetCustomerPrice: (asked) => {
      const account = mine(asked, whole(asked.parameters, 'customerId'))
      const base = account && packageById(account.packageId)
      if (!base) return undefined
      const { total, features } = pricesOf(base, account.addOns)
      return {
        TotalPrice: total,
        BasePackage: base.description,
        BasePackagePrice: base.price,
        AddonPrices: features,
      }
    },
    GetDeviceList: (asked) => mine(asked, whole(asked.parameters, 'customerId'))?.devices ?? [],
    GetFullEquipmentList: (asked) => mine(asked, whole(asked.parameters, 'customerId'))?.devices ?? [],
    GetAllLogins_V2: (asked) => ({
      Success: true,
      Logins: wanted(asked, whole(asked.parameters, 'customerId'), [...living, 'terminated']).logins.map(
        ({ loginId, loginName, email }) => ({
          LoginEmailAddress: email,
          LoginName: loginName,
          LoginId: loginId,
        }),
      ),
    }),
    GetInteractiveLockoutStatus: (asked) => ({
      IsInteractiveLockoutEnabled:
        wanted(asked, whole(asked.parameters, 'customerId'), [...living, 'terminated']).lockout !== null,
    }),

    CreateCustomer: (asked) => create(asked, member(asked.parameters, 'input'), null),
    CreateCommitment: (asked) => {
      const input = member(asked.parameters, 'input')
      const expected = member(input, 'CommitmentExpectedInfo')
      if (expected === undefined) throw new Refusal('CommitmentExpectedInfo is required.')
      return create(asked, member(input, 'CustomerInput'), expected)
    },
    UpdateCommitment: (asked) => {
      const input = member(asked.parameters, 'input')
      return change(
        asked,
        whole(input, 'CommitmentId'),
        'update_commitment',
        {
          ...(text(input, 'ExpectedInstallDate') && {
            expectedInstallDate: text(input, 'ExpectedInstallDate'),
          }),
          ...(text(input, 'ExpectedPanelType') && { panelType: text(input, 'ExpectedPanelType') }),
          ...(text(input, 'ExpectedNetwork') && { expectedNetwork: text(input, 'ExpectedNetwork') }),
          ...(text(input, 'ExpectedInstallerLogin') && {
            installerLogin: text(input, 'ExpectedInstallerLogin'),
          }),
        },
        ['commitment'],
      )
    },
    ActivateCommitment: (asked) => {
      const input = member(asked.parameters, 'input')
      const account = wanted(asked, whole(input, 'CommitmentId'), ['commitment'])
      const serial = text(input, 'ModemSerialNumber') || account.modemSerial
      checkModem(accounts, serial, flag(input, 'IgnoreLowCoverageErrors'), account.customerId)
      const patch: Partial<Account> = {
        state: 'active',
        modemSerial: serial,
        panelType: text(input, 'PanelType'),
        responding: 'Responding',
        devices: [panelDevice()],
      }
      accounts.apply({ ...account, ...patch }, 'activate', { modemSerial: serial })
      const { customerId, logins } = account
      return { Success: true, LoginName: logins[0]?.loginName ?? '', Password: '', CustomerId: customerId }
    },
    UpdateCustomerName: (asked) => {
      const input = member(asked.parameters, 'input')
      const [firstName, lastName, companyName] = ['FirstName', 'LastName', 'CompanyName'].map((name) =>
        text(input, name),
      ) as [string, string, string]
      if (!lastName && !companyName) throw new Refusal('LastName is required.')
      return change(asked, whole(input, 'CustomerID'), 'update', { firstName, lastName, companyName })
    },
    UpdateCustomerAddress: (asked) => {
      const input = member(asked.parameters, 'input')
      const given = (name: string) => {
        const address = member(input, name)
        if (address === undefined) return null
        const wire: Account['installAddress'] = {
          Street1: text(address, 'Street1'),
          Street2: text(address, 'Street2'),
          City: text(address, 'City'),
          State: text(address, 'State'),
          Zip: text(address, 'Zip'),
          CountryId: text(address, 'CountryId'),
        }
        checkAddress(wire)
        return wire
      }
      const installAddress = given('InstallAddress')
      const customerAddress = flag(input, 'UseGivenAddressForBoth')
        ? installAddress
        : given('CustomerAddress')
      return change(asked, whole(input, 'CustomerId'), 'update', {
        ...(installAddress && { installAddress }),
        ...(customerAddress && { customerAddress }),
      })
    },
    UpdatePrimaryEmail: (asked) => {
      const email = text(asked.parameters, 'newEmailAddress')
      checkEmail(email)
      return change(asked, whole(asked.parameters, 'customerId'), 'update', { email })
    },
    UpdatePrimaryPhone: (asked) => {
      const phone = text(asked.parameters, 'newPhone')
      checkPhone(phone)
      return change(asked, whole(asked.parameters, 'customerId'), 'update', { phone })
    },
    UpdateDealerCustomerId: (asked) =>
      change(
        asked,
        whole(asked.parameters, 'customerId'),
        'link',
        { dealerCustomerId: text(asked.parameters, 'dealerCustomerId') },
        [...living, 'terminated'],
      ),
    ChangeServicePlanValidationOnly: (asked) => {
      plan(asked)
      return done
    },
    ChangeServicePlan: (asked) => {
      const { account, chosen, packageId } = plan(asked)
      accounts.apply({ ...account, packageId, addOns: chosen }, 'plan', { packageId, addOns: chosen })
      return done
    },
    SetAddOnQuantity: (asked) => {
      const account = wanted(asked, whole(asked.parameters, 'customerId'), living)
      const name = text(asked.parameters, 'addOn')
      const quantity = whole(asked.parameters, 'quantity') ?? 0
      if (!(name in account.addOns)) throw new Refusal(`The add-on ${name} is not on this account.`)
      if (quantity < 1 || quantity > (addOns[name]?.max ?? 1))
        throw new Refusal(`The quantity of ${name} is not valid.`)
      return change(asked, account.customerId, 'plan', { addOns: { ...account.addOns, [name]: quantity } })
    },
    UpdateCentralStationInfo_V2: (asked) => {
      const input = member(asked.parameters, 'input')
      const receiver = text(input, 'ReceiverNumber')
      const forwarding = text(input, 'ForwardingOption')
      if (!receiver && !['NotSet', 'Never', 'SelfMonitor'].includes(forwarding))
        throw new Refusal('The central station receiver number is required.')
      return change(asked, whole(input, 'CustomerId'), 'central_station', {
        receiverPhone: receiver && checkReceiver(receiver).phone,
        csAccountNumber: text(input, 'AccountNumber'),
        forwarding,
        phoneLinePresent: flag(input, 'PhoneLinePresent'),
        eventGroups: list(input, 'EventGroupsToForward'),
      })
    },
    RequestUpdatedEquipmentList: (asked) =>
      change(asked, whole(asked.parameters, 'customerId'), 'refresh', {}, ['active']),
    SwapModem: (asked) => {
      const input = member(asked.parameters, 'input')
      const serial = text(input, 'NewSerialNumber')
      const account = wanted(asked, whole(input, 'CustomerId'), ['active'])
      if (serial === account.modemSerial)
        throw new Refusal('This modem serial number is on the account already.')
      if (!text(input, 'SwapReason')) throw new Refusal('SwapReason is required.')
      checkModem(accounts, serial, true, account.customerId)
      return change(asked, account.customerId, 'swap', { modemSerial: serial })
    },
    ApplyPanelTemplate: (asked) => {
      const id = whole(asked.parameters, 'panelTemplateId')
      if (!panelTemplates.some(({ TemplateId }) => TemplateId === id))
        throw new Refusal('The panel template is not valid.')
      return change(asked, whole(asked.parameters, 'customerId'), 'template', { panelTemplateId: id })
    },
    ResetCustomerPassword: (asked) => {
      const input = member(asked.parameters, 'input')
      const account = wanted(asked, whole(input, 'CustomerId'), living)
      const name = text(input, 'LoginName')
      if (!account.logins.some(({ loginName }) => loginName === name))
        throw new Refusal('The login name was not found on this account.')
      accounts.apply(account, 'reset_password', { LoginName: name })
      return done
    },
    GenerateLoginToken_v2: (asked) => {
      const name = text(asked.parameters, 'loginName')
      const account = loginHolder(accounts, name)
      if (!account || account.dealerId !== asked.dealerId) throw new Refusal('The login name was not found.')
      if (account.state === 'terminated') throw new Refusal('The customer is terminated.')
      accounts.apply(account, 'login_token', {
        LoginName: name,
        recorded: flag(asked.parameters, 'recordLoginasEvent'),
      })
      return { Success: true, Token: tokens.issue(name) }
    },
    EnableInteractiveLockout: (asked) => {
      const input = member(asked.parameters, 'input')
      const account = wanted(asked, whole(input, 'CustomerId'), ['active'])
      if (account.lockout !== null) throw new Refusal('Interactive lockout is enabled already.')
      return change(asked, account.customerId, 'lockout', { lockout: text(input, 'Reason') })
    },
    DisableInteractiveLockout: (asked) => {
      const account = wanted(asked, whole(member(asked.parameters, 'input'), 'CustomerId'), ['active'])
      if (account.lockout === null) throw new Refusal('Interactive lockout is not enabled.')
      return change(asked, account.customerId, 'unlock', { lockout: null })
    },
    TerminateCustomer: (asked) => {
      const { parameters } = asked
      terminate(asked, whole(parameters, 'customerId'), text(parameters, 'accountTerminateReason'), 0)
      return true
    },
    TerminateCustomer_V2: (asked) => {
      const input = member(asked.parameters, 'input')
      const days = whole(input, 'TerminationDelayDays') ?? 0
      if (days < 0 || days > 90) throw new Refusal('TerminationDelayDays is not valid.')
      return terminate(asked, whole(input, 'CustomerId'), text(input, 'AccountTerminateReason'), days)
    },
    RestoreAccount: (asked) => {
      const account = mine(asked, whole(asked.parameters, 'customerId'))
      if (!account || (account.state !== 'terminated' && !account.pendingTermination)) return false
      const taken = accounts
        .all()
        .some((one) => one.customerId !== account.customerId && holdsModem(one, account.modemSerial))
      if (taken) return false
      const patch = { state: 'active', pendingTermination: null, termDate: null } as const
      accounts.apply({ ...account, ...patch }, 'restore', patch)
      return true
    },
    EmailWelcomeLetter: (asked) => change(asked, whole(asked.parameters, 'customerId'), 'welcome_letter', {}),
  }
}

const stateInWords = ({ state }: Account) => (state === 'commitment' ? 'a commitment' : state)
