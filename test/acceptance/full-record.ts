/** A company whose records can hold a value in every field, and two values for each of them. */
import { type Customer, customers, type SaveCustom, type SaveFields } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import { type CustomFieldInput, customFieldData, customFieldTypes } from '#shared/rules/custom-fields.ts'
import { type Catalogue, columnOf, customerFields, fieldNames } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import type { House } from '#test/helpers/house.ts'
import { type Kind, told } from './field-table.ts'

type Value = string | number | boolean
/** What the record holds, and what a save would give it: two different values. */
export type Two = readonly [held: Value, other: Value]

const texts = (names: string): Record<string, Two> =>
  Object.fromEntries(names.split(' ').map((name) => [name, [`Held ${name}`, `Other ${name}`] as const]))

/** Fields whose values point to no other row. */
const plainValues: Record<string, Two> = {
  ...texts('firstName addressLine1 addressLine2 city county crossStreet bestTimeToContact spouse'),
  ...texts('creditTrackingNumber businessName businessContact adtNumber adtSerialMan discountMemberNumber'),
  ...texts('accountNumber confirmationNumber receiverNumber callcenterComments leadComments'),
  lastName: ['Heldmatrix', 'Othermatrix'],
  abortCode: ['Held marjoram', 'Other sorrel'],
  birthdate: ['1961-03-05', '1962-04-06'],
  ssn: ['900551234', '900554321'],
  state: ['UT', 'ID'],
  zip: ['84601', '83702'],
  primaryPhone: ['8015550101', '8015550102'],
  workPhone: ['8015550103', '8015550104'],
  cellPhone: ['8015550105', '8015550106'],
  otherPhone: ['8015550107', '8015550108'],
  email: ['held@matrix.test', 'other@matrix.test'],
  creditScore: [711, 655],
  accountType: ['residential', 'commercial'],
  saleDate: ['2021-01-11', '2021-02-12'],
  cancelDate: ['2024-03-13', '2024-04-14'],
  collectionsDate: ['2024-05-15', '2024-06-16'],
  installDate: ['2021-07-17', '2021-08-18'],
  callbackAt: ['2027-01-01T10:00:00.000Z', '2027-02-02T11:00:00.000Z'],
  fundingStatus: ['funded', 'rejected'],
  fundedOn: ['2021-09-19', '2021-10-20'],
}

const customValues: Record<string, Two> = {
  text: ['Held text', 'Other text'],
  textarea: ['Held lines', 'Other lines'],
  number: [41, 42],
  currency: [4100, 4200],
  date: ['2022-01-21', '2022-02-22'],
  checkbox: [true, false],
  select: ['north', 'south'],
  multi_select: ['north', 'south'],
  phone: ['8015550131', '8015550132'],
  email: ['held@custom.test', 'other@custom.test'],
  url: ['https://held.test/', 'https://other.test/'],
  confidential: ['Held saffron', 'Other anise'],
}
const listed = ['north', 'south'].map((value) => ({ value, label: value, active: true }))

type Place = Pick<FullCompany, 'company' | 'here' | 'annex' | 'elsewhere' | 'owner' | 'foreigner'>

export class FullCompany {
  readonly house: House
  readonly company: Company
  readonly here: Location
  /** Where everybody may do what they may do here. */
  readonly annex: Location
  readonly elsewhere: Location
  readonly owner: User
  readonly foreigner: User
  values: Record<string, Two> = {}
  /** Ids of the user-defined fields: one of each type, and `confidential`. */
  custom: Record<string, number> = {}

  private constructor(house: House, place: Place) {
    this.house = house
    this.company = place.company
    this.here = place.here
    this.annex = place.annex
    this.elsewhere = place.elsewhere
    this.owner = place.owner
    this.foreigner = place.foreigner
  }

  static async open(house: House, settings: object = { parentChild: true }): Promise<FullCompany> {
    const { company, here, elsewhere, foreign } = await house.plant.neighbourhood({ settings })
    const annex = await house.plant.location({ company, name: 'Annex' })
    const owner = await house.plant.user({ company, lastName: 'Owner', holds: [{ grants: 'all' }] })
    const foreigner = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    const full = new FullCompany(house, { company, here, annex, elsewhere, owner, foreigner })
    full.values = await full.#twoOfEach()
    for (const type of [...Object.keys(customFieldTypes), 'confidential'])
      full.custom[type] = await full.#define(type)
    return full
  }

  /** A record that holds the first value of every field it has, made through the API by the owner. */
  async record(kind: Kind): Promise<CustomerRow> {
    const given = Object.keys(told[kind]).filter((name) => !told[kind][name]!.readOnly)
    const custom = Object.entries(this.custom).map(([type, id]) => [id, this.customOf(type, 0)])
    const { id } = (
      await this.house.as(this.owner).call(customers.create, {
        body: {
          kind,
          fields: this.fieldsOf(given, 0),
          custom: Object.fromEntries(custom) as SaveCustom,
        },
      })
    ).body
    // A lead's creator may choose no location; and what is read only comes from nowhere but the database here.
    const fixed = Object.keys(told[kind]).filter((name) => told[kind][name]!.readOnly)
    const set = ['location_id', ...fixed.map(columnOf)].map((column, i) => `${column} = $${i + 2}`).join(', ')
    const values = [this.here.id, ...fixed.map((name) => this.values[name]![0])]
    await this.house.owner.query(`update customer set ${set} where id = $1`, [id, ...values])
    return { id, company: this.company, location: this.here }
  }

  fieldsOf(names: readonly string[], which: 0 | 1): SaveFields {
    return Object.fromEntries(names.map((name) => [name, this.values[name]![which]])) as SaveFields
  }

  customOf(type: string, which: 0 | 1): Value | string[] {
    const value = customValues[type]![which]
    return type === 'multi_select' ? [value as string] : value
  }

  /** Somebody who holds these here and at the annex. */
  user(grants: readonly Permission[]): Promise<User> {
    const holds = [this.here, this.annex].map((at) => ({ grants, at }))
    return this.house.plant.user({ company: this.company, holds })
  }

  async open({ id }: CustomerRow, by: User): Promise<Customer> {
    return (await this.house.as(by).call(customers.open, { params: { customerId: id } })).body
  }

  async #twoOfEach(): Promise<Record<string, Two>> {
    const { plant } = this.house
    const { company, here, annex } = this
    const two = async (make: (which: 0 | 1) => Promise<{ id: number }>): Promise<Two> => [
      (await make(0)).id,
      (await make(1)).id,
    ]
    const values: Record<string, Two> = { ...plainValues, locationId: [here.id, annex.id] }
    for (const name of fieldNames) {
      const f = customerFields[name]
      if (f.type === 'checkbox') values[name] = [true, false]
      if (f.type === 'user')
        values[name] = await two(() => plant.user({ company, roles: [f.role], firstName: `Held ${name}` }))
      if (f.type === 'catalogue') {
        const catalogue: Catalogue = f.catalogue
        if (name === 'sourceCampaignId') continue
        const data = catalogue === 'lead_status' ? { showsLeadRep: true } : undefined
        values[name] = await two(() => plant.value(company, catalogue, { data }))
      }
      if (f.type === 'monitoringCompany') values[name] = await two(() => plant.monitor(company))
      if (f.type === 'serviceProvider') values[name] = await two(() => plant.serviceProvider(company))
      if (f.type === 'customer') values[name] = await two(() => plant.customer({ location: here }))
    }
    values['sourceCampaignId'] = await two((which) =>
      plant.value(company, 'source_campaign', { data: { sourceId: values['sourceId']![which] } }),
    )
    return values
  }

  async #define(type: string): Promise<number> {
    const confidential = type === 'confidential'
    const data = customFieldData.parse({
      type: confidential ? 'text' : type,
      confidential,
      ...(type.endsWith('select') && { options: listed }),
    } as CustomFieldInput)
    return (await this.house.plant.value(this.company, 'custom_field', { name: `Own ${type}`, data })).id
  }
}
