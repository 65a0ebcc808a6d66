/** The messages that create customers: the longest of the wire, every member in its place. */
import type { NewSubscriber } from '../interactive.ts'
import type { Content, Elements, Message } from './message.ts'

export type WireAddress = {
  street1: string
  street2: string
  subCity: string
  city: string
  subState: string
  state: string
  zip: string
  country: string
}

export const addressElements = (address: WireAddress): Elements => [
  ['Street1', address.street1],
  ['Street2', address.street2],
  ['SubCity', address.subCity || undefined],
  ['City', address.city],
  ['SubState', address.subState || undefined],
  ['State', address.state],
  ['Zip', address.zip],
  ['CountryId', address.country],
]

/** Canadian codes begin with a letter. */
export const countryOf = (zip: string): string => (/^[A-Z]/i.test(zip) ? 'Canada' : 'USA')

/** Names of a published list as the wire writes lists. */
export const listOf = (type: string, codes: readonly string[]): Elements =>
  codes.map((code) => [type, code] as const)

const yes = (value: string | undefined) => value === 'yes'
const orNothing = (value: string | undefined): Content => value || undefined

/** CreateCustomerInput. */
function customerInput(order: NewSubscriber): Elements {
  const { fields, details, centralStation } = order
  const zip = fields.zip ?? ''
  const address: WireAddress = {
    street1: fields.addressLine1 ?? '',
    street2: fields.addressLine2 ?? '',
    subCity: '',
    city: fields.city ?? '',
    subState: '',
    state: fields.state ?? '',
    zip,
    country: countryOf(zip),
  }
  const person: Elements = [
    ['FirstName', fields.firstName ?? ''],
    ['LastName', fields.lastName ?? ''],
    ['CompanyName', orNothing(fields.businessName)],
    ['Phone', orNothing(fields.primaryPhone)],
  ]
  return [
    ['CustomerAccountAddress', [...addressElements(address), ...person]],
    ['CustomerAccountEmail', fields.email ?? ''],
    ['CustomerAccountPhone', fields.primaryPhone ?? ''],
    ['DealerCustomerId', order.reference],
    ['DesiredLoginName', orNothing(order.login)],
    ['InstallationAddress', addressElements(address)],
    ['InstallationTimeZone', 'NotSet'],
    ['Culture', details.culture || 'English_US'],
    ['PanelType', order.panelCode],
    ['PanelVersion', 'Unknown'],
    ['ModemSerialNumber', orNothing(order.deviceSerial)],
    ['UnitDescription', orNothing(details.unitDescription)],
    ['panelSettingTemplateId', null],
    [
      'CsEventGroupsToForward',
      centralStation ? listOf('CentralStationEventGroupEnum', ['AllEvents']) : undefined,
    ],
    ['PhoneLinePresent', yes(details.phoneLine)],
    ['CentralStationForwardingOption', centralStation?.forwarding ?? 'NotSet'],
    ['CentralStationAccountNumber', orNothing(centralStation?.accountNumber)],
    ['CentralStationReceiverNumber', orNothing(centralStation?.receiver)],
    ['PackageId', Number(order.planCode)],
    ['AddOnFeatures', listOf('AddOnFeatureEnum', order.addOnCodes)],
    ['IgnoreLowCoverageErrors', yes(details.ignoreCoverage)],
    ['BranchId', null],
    ['LeadId', 0],
    ['PropertyType', details.propertyType || (fields.businessName ? 'Business' : 'SingleFamilyHouse')],
    ['InstallerLoginName', orNothing(details.installer)],
    ['ContractEndDate', null],
    ['EnrolledInMaintenance', null],
    ['PackageTemplateId', null],
    ['HasInsuranceFeatures', null],
    ['CommunicationPathway', null],
    ['InstallWizard', null],
    ['InstallType', null],
    ['DealerCustomerSourceId', null],
    ['BuilderProgramId', null],
    ['UsingADCApp', null],
    ['SystemGroupId', null],
    ['DualPathSupervisionImmediate', null],
  ]
}

export const createCustomer = (order: NewSubscriber): Message => ({
  service: 'CustomerManagement',
  operation: 'CreateCustomer',
  parameters: [['input', customerInput(order)]],
})

export const createCommitment = (order: NewSubscriber): Message => ({
  service: 'CustomerManagement',
  operation: 'CreateCommitment',
  parameters: [
    [
      'input',
      [
        ['CustomerInput', customerInput(order)],
        [
          'CommitmentExpectedInfo',
          [
            [
              'ExpectedInstallDate',
              order.details.installDate ? `${order.details.installDate}T00:00:00` : null,
            ],
            ['ExpectedPanelType', order.panelCode],
            ['ExpectedNetwork', 'NotSet'],
            ['ExpectedInstallerLogin', orNothing(order.details.installer)],
            ['ModemSerialNumber', orNothing(order.deviceSerial)],
          ],
        ],
      ],
    ],
  ],
})
