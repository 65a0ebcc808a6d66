/**
 * The customers of Acme that tests and tours name: always the same people, under the same record numbers. The table
 * says what each is for; what the station holds of them is in station-accounts.ts. The record numbers exist in
 * Birch, too, as other people.
 *
 * | record | who                  | monitored as | what it shows |
 * |--------|----------------------|--------------|---------------|
 * | 1001   | Dana Whitfield       | DM1001       | linkable; four things differ at the station: maiden name, old phone, wrong ZIP, a contact missing |
 * | 1002   | Samuel Okonjo        | DM1002       | linkable; nothing differs but formats |
 * | 1003   | Leticia Marsh        | DM1003       | the station has no such account; a shell account may be made |
 * | 1004   | Gordon Pike          | DM1004       | linked to another system's record at the station |
 * | 1005   | Ruth Castellanos     | DM1005-WDRA  | linkable; the station's answer to each write is lost after the work was done |
 * | 1006   | Henry Vandenberg     | DM1006       | linked, and the same on both sides |
 * | 1007   | Noreen Albright      | DM1007-WREJ  | linked; the station refuses every change |
 * | 1008   | Felix Amador         | DM1008-F503  | the station is out of order for this account |
 * | 1009   | Joan Winslow         | none         | a customer without Monitored By |
 * | 1010   | Carter Lundy         | GC1010       | monitored by a station that Keyholder does not speak to |
 * | 1011   | Evelyn Stroud        | none         | archived |
 * | 1012   | Marvin Tilley        | SP1012       | canceled |
 * | 1013   | Timberline Hardware  | LS1013       | head office; 1014 and 1015 are its sub-customers |
 * | 1014   | … Orem branch        | LS1014       | sub-customer of 1013 |
 * | 1015   | … Lehi branch        | LS1015       | sub-customer of 1013 |
 * | 1016   | Paloma Reyes         | DM1016       | at Mesa, where the user `sales` may see nobody |
 * | 1017   | Warren Estes         | lead         | a lead at Provo with a callback |
 * | 1018   | Bettina Falk         | lead         | a lead at Mesa |
 */
import type { FieldValue } from '#shared/rules/customer-fields.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { storyCustom } from './custom-fields.ts'
import { daysBefore, type DemoContact, type DemoFields, type DemoRecord, type Setting } from './record.ts'

/** Record numbers by what the record is for. */
export const story = {
  differs: 1001,
  equal: 1002,
  unknownAtStation: 1003,
  linkedElsewhere: 1004,
  lostAnswer: 1005,
  linked: 1006,
  refused: 1007,
  stationDown: 1008,
  unmonitored: 1009,
  notIntegrated: 1010,
  archived: 1011,
  canceled: 1012,
  headOffice: 1013,
  firstBranch: 1014,
  secondBranch: 1015,
  atMesa: 1016,
  lead: 1017,
  leadAtMesa: 1018,
} as const

export type SavedChange = {
  at: Date
  userId: number
  changes: { field: string; old: FieldValue; new: FieldValue }[]
}
/** A record with what was saved on it since it was made, for its History tab. */
export type StoryRecord = DemoRecord & { saves: SavedChange[] }

const [provo, mesa] = [1, 3]
const [dynamark, securityPartners, legacy, guardian] = [1, 2, 3, 5]
const { manager, sales, tech } = demoUsers

/** Acme's story records, in order of their numbers. */
export function makeStories(setting: Setting): StoryRecord[] {
  const { now } = setting
  const custom = storyCustom(now)
  const sale = (daysAgo: number, mmr: string, months: number): DemoFields => ({
    saleDate: daysBefore(now, daysAgo),
    soldById: sales,
    sourceId: setting.value('source', 'Customer Referral'),
    sourceCampaignId: setting.value('source_campaign', 'Refer a Neighbor'),
    mmrId: setting.value('mmr', mmr),
    monitoringPlanId: setting.value('monitoring_plan', 'Interactive'),
    contractTermId: setting.value('contract_term', `${months} months`),
    activationFeeId: setting.value('activation_fee', '$99.00'),
    warrantyTermId: setting.value('warranty_term', '24 months'),
    dealerNumberId: setting.value('dealer_number', 'UT-40217'),
    fundingStatus: daysAgo > 12 ? 'funded' : 'submitted',
    fundedOn: daysAgo > 12 ? daysBefore(now, daysAgo - 12) : null,
    serviceProviderId: 1,
    installed: true,
    installDate: daysBefore(now, daysAgo - 5),
    technicianId: tech,
    confirmationNumber: `C${40_000_000 + daysAgo}`,
    cellularBackup: true,
    twoWayVoice: true,
  })
  const monitored = (station: number, accountNumber: string): DemoFields => ({
    monitoringCompanyId: station,
    accountNumber,
    receiverNumber: 'R21-4410',
  })

  const customer = (
    id: number,
    daysAgo: number,
    name: [first: string, last: string],
    street: string,
    fields: DemoFields,
    contacts: DemoContact[] = [],
  ): StoryRecord => {
    const createdAt = new Date(now.getTime() - daysAgo * dayMs)
    const { installed, installDate, technicianId } = fields
    const changes = [
      { field: 'installed', old: false, new: installed ?? false },
      { field: 'installDate', old: null, new: installDate ?? null },
      { field: 'technicianId', old: null, new: technicianId ?? null },
    ]
    return {
      id,
      kind: 'customer',
      createdAt,
      createdBy: sales,
      archivedAt: null,
      fields: {
        locationId: provo,
        firstName: name[0],
        lastName: name[1],
        addressLine1: street,
        city: 'Provo',
        state: 'UT',
        zip: '84604',
        county: 'Utah',
        primaryPhone: `8015550${100 + (id - 1001)}`,
        languageId: setting.value('language', 'English'),
        accountType: 'residential',
        accountClassId: setting.value('account_class', 'Standard'),
        ...fields,
      },
      custom: setting.custom(custom[id] ?? {}),
      contacts,
      saves: installed ? [{ at: new Date(createdAt.getTime() + 5 * dayMs), userId: tech, changes }] : [],
    }
  }
  const contact = (name: [string, string], phone: string, relation: string, passcode = '', hasKey = false): DemoContact => ({
    firstName: name[0],
    lastName: name[1],
    phone,
    relation,
    passcode,
    hasKey,
  })
  const sold = (daysAgo: number, account: string): DemoFields => ({ ...sale(daysAgo, '$49.99', 36), ...monitored(dynamark, account) })

  const differs = customer(
    story.differs,
    412,
    ['Dana', 'Whitfield'],
    '2214 North Canyon Road',
    {
      ...sold(410, 'DM1001'),
      addressLine2: 'Apartment 4',
      cellPhone: '3855550161',
      workPhone: '8015550162x12',
      email: 'dana.whitfield@mail.test',
      birthdate: '1984-05-17',
      ssn: '912345678',
      spouse: 'Colin',
      creditScore: 731,
      abortCode: 'Meadowlark',
      bestTimeToContact: 'Evenings',
    },
    [
      contact(['Colin', 'Whitfield'], '3855550163', 'Spouse', 'Lantern', true),
      contact(['June', 'Prather'], '8015550164', 'Neighbor', 'Otter', true),
      contact(['Ed', 'Whitfield'], '8015550165', 'Parent'),
    ],
  )
  differs.saves.push({
    at: new Date(now.getTime() - 30 * dayMs),
    userId: manager,
    changes: [
      { field: 'lastName', old: 'Hargrove', new: 'Whitfield' },
      { field: 'primaryPhone', old: '8015550190', new: '8015550100' },
    ],
  })
  const headOffice: DemoFields = { ...sale(800, '$64.99', 60), accountType: 'commercial', businessContact: 'Lena Ferris' }
  const archived = customer(story.archived, 1500, ['Evelyn', 'Stroud'], '77 East Center Street', sale(1495, '$39.99', 36))
  archived.archivedAt = new Date(now.getTime() - 60 * dayMs)

  return [
    differs,
    customer(story.equal, 250, ['Samuel', 'Okonjo'], '980 West Columbia Lane', { ...sold(248, 'DM1002'), addressLine2: 'Unit 12', cellPhone: '8015550166', email: 'samuel.okonjo@post.test', abortCode: '4471' }, [
      contact(['Adaeze', 'Okonjo'], '8015550167', 'Spouse', 'Saffron', true),
      contact(['Miriam', 'Cole'], '8015550168', 'Friend'),
    ]),
    customer(story.unknownAtStation, 9, ['Leticia', 'Marsh'], '415 South State Street', { ...sold(8, 'DM1003'), abortCode: 'Banjo', email: 'leticia.marsh@inbox.test' }, [
      contact(['Raul', 'Marsh'], '8015550169', 'Sibling', 'Compass'),
    ]),
    customer(story.linkedElsewhere, 300, ['Gordon', 'Pike'], '1300 East Foothill Drive', sold(299, 'DM1004')),
    customer(story.lostAnswer, 120, ['Ruth', 'Castellanos'], '64 South Orchard Lane', { ...sold(118, 'DM1005-WDRA'), email: 'ruth.castellanos@mail.test' }, [
      contact(['Ana', 'Castellanos'], '3855550170', 'Daughter', 'Jubilee', true),
      contact(['Otis', 'Grange'], '8015550171', 'Neighbor'),
    ]),
    customer(story.linked, 500, ['Henry', 'Vandenberg'], '35 North Windsor Avenue', { ...sold(498, 'DM1006'), abortCode: '9023', cellPhone: '8015550172' }, [
      contact(['Greta', 'Vandenberg'], '8015550173', 'Spouse', 'Marigold', true),
      contact(['Luke', 'Harmon'], '8015550174', 'Friend', 'Quartz'),
    ]),
    customer(story.refused, 700, ['Noreen', 'Albright'], '901 West Quail Court', sold(699, 'DM1007-WREJ')),
    customer(story.stationDown, 90, ['Felix', 'Amador'], '12 South Depot Street', sold(88, 'DM1008-F503')),
    customer(story.unmonitored, 3, ['Joan', 'Winslow'], '2250 North Heron Way', { saleDate: daysBefore(now, 3), soldById: sales, mmrId: setting.value('mmr', '$44.99') }),
    customer(story.notIntegrated, 640, ['Carter', 'Lundy'], '510 East Maple Street', { ...sale(639, '$47.99', 42), ...monitored(guardian, 'GC1010') }),
    archived,
    customer(story.canceled, 1100, ['Marvin', 'Tilley'], '808 North Lincoln Avenue', {
      ...sale(1099, '$42.99', 36),
      ...monitored(securityPartners, 'SP1012'),
      isCanceled: true,
      cancelDate: daysBefore(now, 45),
      cancelReasonId: setting.value('cancel_reason', 'Moved'),
    }),
    customer(story.headOffice, 801, ['Lena', 'Ferris'], '600 South University Avenue', { ...headOffice, ...monitored(legacy, 'LS1013'), businessName: 'Timberline Hardware' }),
    customer(story.firstBranch, 790, ['Omar', 'Pratt'], '1100 South State Street', { ...headOffice, ...monitored(legacy, 'LS1014'), businessName: 'Timberline Hardware, Orem', city: 'Orem', zip: '84097', parentId: story.headOffice }),
    customer(story.secondBranch, 780, ['Tess', 'Rowley'], '40 West Main Street', { ...headOffice, ...monitored(legacy, 'LS1015'), businessName: 'Timberline Hardware, Lehi', city: 'Lehi', zip: '84043', parentId: story.headOffice }),
    customer(story.atMesa, 200, ['Paloma', 'Reyes'], '733 East Main Street', { ...sold(199, 'DM1016'), locationId: mesa, city: 'Mesa', state: 'AZ', zip: '85203', county: 'Maricopa', primaryPhone: '4805550115' }),
    lead(setting, story.lead, provo, { firstName: 'Warren', lastName: 'Estes', primaryPhone: '8015550116', addressLine1: '1818 North Jordan Avenue', city: 'Provo', state: 'UT', zip: '84604', county: 'Utah' }),
    lead(setting, story.leadAtMesa, mesa, { firstName: 'Bettina', lastName: 'Falk', primaryPhone: '4805550117', addressLine1: '56 West Heritage Road', city: 'Mesa', state: 'AZ', zip: '85201', county: 'Maricopa' }),
  ]
} // prettier-ignore

function lead(setting: Setting, id: number, locationId: number, person: DemoFields): StoryRecord {
  return {
    id,
    kind: 'lead',
    createdAt: new Date(setting.now.getTime() - 6 * dayMs),
    createdBy: sales,
    archivedAt: null,
    fields: {
      locationId,
      sourceId: setting.value('source', 'Website'),
      sourceCampaignId: setting.value('source_campaign', 'Search Ads'),
      leadStatusId: setting.value('lead_status', 'Contacted'),
      leadDispositionId: setting.value('lead_disposition', 'Call Back'),
      callbackAt: new Date(setting.now.getTime() + 2 * dayMs).toISOString(),
      callcenterComments: 'Wants a price for three doors and a camera.\nCall after work.',
      ...person,
    },
    custom: setting.custom(storyCustom(setting.now)[id] ?? {}),
    contacts: [],
    saves: [],
  }
}
