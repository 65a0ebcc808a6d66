/**
 * Acme's customers whom Rapid Response monitors. Their accounts are in the sandbox from its first start
 * (sandboxes/stages/README.md); nobody has linked them yet.
 *
 * | record | who                       | monitored as | what it shows |
 * |--------|---------------------------|--------------|---------------|
 * | 1031   | Joan Fenwick              | 7710001      | linkable; only the ZIP’s last digits differ; zones, an authority, a week of events, a test |
 * | 1032   | Delia Marsh               | 7710002      | linkable; most fields differ |
 * | 1033   | Timpanogos Tile & Stone   | 7710003      | linkable; a business |
 * | 1034   | Orrin Vale                | 7710004      | linkable; the station made the account and never filled it in |
 */
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type DemoContact, type DemoFields, type Setting } from './record.ts'
import type { StoryRecord } from './story.ts'

const provo = 1

/** In order of their numbers. */
export function makeRapidCustomers(setting: Setting): StoryRecord[] {
  const { now } = setting
  const monitoringCompanyId = setting.stations.find(({ connector }) => connector === 'stages')?.id
  if (monitoringCompanyId === undefined) throw new Error('The plan has no station that runs stages')
  const customer = (
    id: number,
    daysAgo: number,
    accountNumber: string,
    fields: DemoFields,
    contacts: DemoContact[] = [],
  ): StoryRecord => {
    const installDate = daysBefore(now, daysAgo - 5)
    return {
      id,
      kind: 'customer',
      createdAt: new Date(now.getTime() - daysAgo * dayMs),
      createdBy: demoUsers.sales,
      archivedAt: null,
      fields: {
        locationId: provo,
        monitoringCompanyId,
        accountNumber,
        receiverNumber: 'R77-1200',
        city: 'Provo',
        state: 'UT',
        county: 'Utah',
        accountType: 'residential',
        languageId: setting.value('language', 'English'),
        accountClassId: setting.value('account_class', 'Standard'),
        saleDate: daysBefore(now, daysAgo - 2),
        soldById: demoUsers.sales,
        mmrId: setting.value('mmr', '$49.99'),
        monitoringPlanId: setting.value('monitoring_plan', 'Interactive'),
        contractTermId: setting.value('contract_term', '36 months'),
        installed: true,
        installDate,
        technicianId: demoUsers.tech,
        ...fields,
      },
      custom: [],
      contacts,
      saves: [
        {
          at: new Date(now.getTime() - (daysAgo - 5) * dayMs),
          userId: demoUsers.tech,
          changes: [
            { field: 'installed', old: false, new: true },
            { field: 'installDate', old: null, new: installDate },
          ],
        },
      ],
    }
  }
  return [
    customer(
      1031,
      365,
      '7710001',
      {
        firstName: 'Joan',
        lastName: 'Fenwick',
        addressLine1: '77 North Alder Street',
        zip: '84601',
        primaryPhone: '8015550161',
        cellPhone: '8015550162',
        abortCode: 'marigold',
      },
      [
        { firstName: 'Peter', lastName: 'Fenwick', phone: '8015550163', relation: 'Spouse', passcode: 'marigold', hasKey: true },
        { firstName: 'Ruth', lastName: 'Okoye', phone: '8015550164x12', relation: 'Neighbor', passcode: '', hasKey: true },
      ], // prettier-ignore
    ),
    customer(1032, 220, '7710002', {
      firstName: 'Delia',
      lastName: 'Marsh',
      addressLine1: '412 East Canyon Crest Drive',
      city: 'Orem',
      zip: '84058',
      primaryPhone: '8015550175',
    }),
    customer(1033, 540, '7710003', {
      firstName: 'Gil',
      lastName: 'Ostrander',
      businessName: 'Timpanogos Tile & Stone',
      businessContact: 'Gil Ostrander',
      accountType: 'commercial',
      addressLine1: '3300 North University Avenue',
      addressLine2: 'Dock B',
      zip: '84604',
      primaryPhone: '8015550180x204',
    }),
    customer(1034, 14, '7710004', {
      firstName: 'Orrin',
      lastName: 'Vale',
      addressLine1: '1125 South Freedom Boulevard',
      zip: '84601',
      primaryPhone: '8015550176',
      abortCode: 'Juniper',
    }),
  ]
}
