/** Makes and shows customers: what CreateCustomer, commitments and their activation do, and GetCustomerInfo_V2 says. */
import type { Account, Accounts } from './accounts.ts'
import { addOns, packageById, pricesOf, receivers } from './catalogue.ts'
import { checkPlan, Refusal } from './plans.ts'
import { flag, list, member, text, whole, type Value, type Values } from './values.ts'

const addressOf = (given: Value): Account['installAddress'] => ({
  Street1: text(given, 'Street1'),
  Street2: text(given, 'Street2'),
  City: text(given, 'City'),
  State: text(given, 'State'),
  Zip: text(given, 'Zip'),
  CountryId: text(given, 'CountryId') || 'USA',
})

/** @throws Refusal */
export function checkAddress({ Street1, City, State, Zip }: Account['installAddress']): void {
  if (!Street1) throw new Refusal('Street1 of the address is required.')
  if (!City) throw new Refusal('City is required.')
  if (!/^[A-Za-z]{2}$/.test(State)) throw new Refusal('State is not valid.')
  if (!/^(\d{5}(-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$/i.test(Zip)) throw new Refusal('Zip code is not valid.')
}

/** @throws Refusal */
export function checkEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new Refusal('The email address is not valid.')
}

/** @throws Refusal */
export function checkPhone(phone: string): void {
  if (!/^\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]?\d{4}$/.test(phone))
    throw new Refusal('The phone number is not valid.')
}

/** The reading of a serial number is ours: 10 to 20 letters and digits, `00…` where there is no coverage. */
export function checkModem(accounts: Accounts, serial: string, ignoreCoverage: boolean, self = 0): void {
  if (!/^[0-9A-Za-z]{10,20}$/.test(serial)) throw new Refusal('The modem serial number is not valid.')
  if (accounts.all().some((one) => one.customerId !== self && holdsModem(one, serial)))
    throw new Refusal('The modem serial number is already in use by another account.')
  if (serial.startsWith('00') && !ignoreCoverage)
    throw new Refusal('The modem is in an area of low coverage. Set IgnoreLowCoverageErrors to go on.')
}
export const holdsModem = (account: Account, serial: string): boolean =>
  account.state !== 'terminated' && account.modemSerial !== '' && account.modemSerial === serial

/** Who has this login name, whatever dealer's. */
export const loginHolder = (accounts: Accounts, name: string): Account | undefined =>
  accounts
    .all()
    .find(({ logins }) => logins.some((one) => one.loginName.toLowerCase() === name.toLowerCase()))

/** A free name near the wanted one. */
export function suggestLogin(accounts: Accounts, wanted: string): string {
  let n = 1
  while (loginHolder(accounts, `${wanted}${n}`)) n += 1
  return `${wanted}${n}`
}

/** The account that an order describes, not kept yet. @throws Refusal */
export function newAccount(
  accounts: Accounts,
  dealerId: number,
  input: Value,
  expected: Value | null,
): { account: Account; password: string } {
  const person = member(input, 'CustomerAccountAddress')
  const installAddress = addressOf(member(input, 'InstallationAddress'))
  const email = text(input, 'CustomerAccountEmail')
  const phone = text(input, 'CustomerAccountPhone')
  if (!text(person, 'LastName') && !text(person, 'CompanyName')) throw new Refusal('LastName is required.')
  checkAddress(installAddress)
  checkEmail(email)
  checkPhone(phone)
  if (text(input, 'PropertyType') === 'NotSet') throw new Refusal('PropertyType must be set.')
  const packageId = whole(input, 'PackageId')
  const chosen = list(input, 'AddOnFeatures')
  checkPlan(packageId, chosen)

  const wanted = text(input, 'DesiredLoginName') || suggestLogin(accounts, email.split('@')[0]!)
  if (!/^[\w.@-]{4,50}$/.test(wanted)) throw new Refusal('The login name is not valid.')
  if (loginHolder(accounts, wanted))
    throw new Refusal(`The login name is already in use. Try ${suggestLogin(accounts, wanted)}.`)
  const serial = text(input, 'ModemSerialNumber') || text(expected, 'ModemSerialNumber')
  if (serial) checkModem(accounts, serial, flag(input, 'IgnoreLowCoverageErrors'))
  else if (!expected) throw new Refusal('A modem serial number is required.')
  const receiver = text(input, 'CentralStationReceiverNumber')
  const receiverPhone = receiver && checkReceiver(receiver).phone

  const customerId = accounts.nextId()
  const account: Account = {
    accountNumber: String(customerId),
    customerId,
    dealerId,
    state: expected ? 'commitment' : 'active',
    pendingTermination: null,
    lockout: null,
    dealerCustomerId: text(input, 'DealerCustomerId'),
    firstName: text(person, 'FirstName'),
    lastName: text(person, 'LastName'),
    companyName: text(person, 'CompanyName'),
    email,
    phone,
    installAddress,
    customerAddress: addressOf(person),
    propertyType: text(input, 'PropertyType'),
    culture: text(input, 'Culture'),
    unitDescription: text(input, 'UnitDescription'),
    panelType: expected ? text(expected, 'ExpectedPanelType') : text(input, 'PanelType'),
    panelVersion: text(input, 'PanelVersion'),
    modemSerial: serial,
    responding: expected ? 'NeverPinged' : 'Responding',
    receiverPhone,
    csAccountNumber: text(input, 'CentralStationAccountNumber'),
    forwarding: text(input, 'CentralStationForwardingOption'),
    phoneLinePresent: flag(input, 'PhoneLinePresent'),
    eventGroups: list(input, 'CsEventGroupsToForward'),
    packageId,
    addOns: Object.fromEntries(chosen.map((name) => [name, 1])),
    joinDate: new Date().toISOString().slice(0, 19),
    termDate: null,
    installerLogin: text(input, 'InstallerLoginName'),
    salesRepLogin: text(input, 'SalesRepLoginName'),
    expectedInstallDate: text(expected, 'ExpectedInstallDate') || null,
    expectedNetwork: text(expected, 'ExpectedNetwork') || 'NotSet',
    panelTemplateId: whole(input, 'panelSettingTemplateId'),
    logins: [{ loginId: accounts.nextLogin(), loginName: wanted, email }],
    devices: expected ? [] : [panelDevice()],
  }
  return { account, password: text(input, 'DesiredPassword') || `Welcome-${customerId % 10_000}` }
}

export const panelDevice = (): Account['devices'][number] => ({
  DeviceId: 127,
  DeviceIdInPanel: 127,
  WebSiteDeviceName: 'Panel',
  Group: '',
  InstallDate: new Date().toISOString().slice(0, 19),
  Partition: 1,
  MonitoredForNormalActivity: false,
  Status: ['Disarmed'],
  DeviceType: 'Control',
  MAC: '',
  VideoDeviceModel: '',
  SerialNumber: '',
  ZwaveManufacturer: '',
})

/** @throws Refusal if no receiver has this number */
export function checkReceiver(phone: string): (typeof receivers)[number] {
  const found = receivers.find((one) => one.phone.replace(/\D/g, '') === phone.replace(/\D/g, ''))
  if (!found) throw new Refusal('The central station receiver number is not known.')
  return found
}

/** What GetCustomerInfo_V2 says; add-ons that the caller's version does not know are left out. */
export function customerInfo(account: Account, callerVersion: number): Values {
  const plan = packageById(account.packageId)
  const known = Object.keys(account.addOns).filter((name) => (addOns[name]?.since ?? 1) <= callerVersion)
  const receiver = receivers.find((one) => one.phone === account.receiverPhone)
  const commitment = account.state === 'commitment'
  return {
    CustomerId: account.customerId,
    DealerCustomerId: account.dealerCustomerId,
    FirstName: account.firstName,
    LastName: account.lastName,
    PrimaryEmail: account.email,
    PrimaryPhoneNumber: account.phone,
    LoginName: account.logins[0]?.loginName ?? '',
    InstallAddress: account.installAddress,
    IsTerminated: account.state === 'terminated',
    IsDemo: false,
    JoinDate: account.joinDate,
    TermDate: account.termDate,
    ...(account.modemSerial && {
      ModemInfo: {
        ModemSerial: account.modemSerial,
        FirmwareVersion: 211,
        Network: account.expectedNetwork === 'NotSet' ? 'VerizonPartner1' : account.expectedNetwork,
        TwoWayVoiceCapable: true,
        RadioNetworkType: 'LTE_VZW',
        ModemPhoneNumber: '8015550190',
        ExtendedFirmwareVersion: 211,
        PanelType: account.panelType,
      },
    }),
    CentralStationInfo: {
      ReceiverPhoneNumber: account.receiverPhone,
      CentralStationPhoneNumberKey: receiver ? String(receiver.id) : '',
      AccountPrefix: receiver?.prefix ?? '',
      AccountNumber: account.csAccountNumber,
      TwoWayVoiceEnabled: 'TwoWayVoice' in account.addOns,
      PhoneLinePresent: account.phoneLinePresent,
      ForwardingOption: account.forwarding,
      EventGroupsToForward: account.eventGroups,
    },
    ...(plan && {
      ServicePlanInfo: {
        PackageId: plan.id,
        PlanType: plan.planType,
        Addons: known,
        TotalServicePrice: pricesOf(plan, account.addOns).total,
        AddonsFilteredDueToCallerVersion: known.length < Object.keys(account.addOns).length,
        PackageDescription: plan.description,
      },
    }),
    PanelVersion: account.panelVersion,
    DealerId: account.dealerId,
    PanelNotRespondingStatus: account.responding,
    Culture: account.culture,
    CompanyName: account.companyName,
    PropertyType: account.propertyType,
    UnitDescription: account.unitDescription,
    ReadyDateUtc: account.joinDate,
    CustomerType: commitment ? 'Commitment' : 'Customer',
    installerLogin: account.installerLogin,
    salesRepLogin: account.salesRepLogin,
    CustomerAddress: account.customerAddress,
    ...(commitment && {
      CommitmentDetail: {
        ExpectedInstallDate: account.expectedInstallDate,
        ExpectedPanelType: account.panelType,
        ExpectedNetwork: account.expectedNetwork,
        ExpectedInstallerLogin: account.installerLogin,
      },
    }),
    PendingTerminationDateUtc: account.pendingTermination?.slice(0, 19) ?? null,
  }
}
