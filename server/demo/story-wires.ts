/**
 * Acme's customers whom stations with wires of their own monitor. Their accounts are in the sandboxes from their first
 * start (sandboxes/mastermind/README.md, sandboxes/brinks/README.md); nobody has linked them yet.
 *
 * | record | who                      | monitored as | what it shows |
 * |--------|--------------------------|--------------|---------------|
 * | 1035   | Loretta Quimby           | C780001      | Crestline: linkable; only the ZIP’s last digits differ; zones, an authority, days of events, signals on test |
 * | 1036   | Miles Ostrander          | C780002      | Crestline: linkable; another address and phone |
 * | 1037   | Dimple Dell Feed & Tack  | C780003      | Crestline: linkable; a business, out of service there |
 * | 1038   | Marian Abernathy         | 768100001    | Brinks Home: linkable; only the ZIP’s last digits differ; zones, authorities, options, days of events |
 * | 1039   | Wasatch Tile & Stone     | 768100003    | Brinks Home: linkable; a business, out of service there |
 */
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type DemoContact, type DemoFields, type Setting } from './record.ts'
import type { StoryRecord } from './story.ts'

const provo = 1

type Planned = { id: number; daysAgo: number; fields: DemoFields; contacts?: DemoContact[] }

const person = (
  firstName: string,
  lastName: string,
  phone: string,
  relation: string,
  passcode: string,
  hasKey: boolean,
): DemoContact => ({ firstName, lastName, phone, relation, passcode, hasKey })

const crestline: readonly Planned[] = [
  {
    id: 1035,
    daysAgo: 410,
    fields: {
      accountNumber: 'C780001',
      firstName: 'Loretta',
      lastName: 'Quimby',
      addressLine1: '412 Juniper Circle',
      city: 'Sandy',
      county: 'Salt Lake',
      zip: '84070',
      primaryPhone: '8015550741',
      abortCode: 'paprika',
    },
    contacts: [
      person('Ray', 'Quimby', '8015550742', 'SON', '', true),
      person('Agnes', 'Dahl', '8015550743x12', 'NGH', '', false),
    ],
  },
  {
    id: 1036,
    daysAgo: 150,
    fields: {
      accountNumber: 'C780002',
      firstName: 'Miles',
      lastName: 'Ostrander',
      addressLine1: '118 East Pioneer Road',
      city: 'Draper',
      county: 'Salt Lake',
      zip: '84020',
      primaryPhone: '8015550752',
      abortCode: 'walnut',
    },
  },
  {
    id: 1037,
    daysAgo: 620,
    fields: {
      accountNumber: 'C780003',
      firstName: 'Carla',
      lastName: 'Hoyt',
      businessName: 'Dimple Dell Feed & Tack',
      businessContact: 'Carla Hoyt',
      accountType: 'commercial',
      addressLine1: '3300 East Dimple Dell Road',
      city: 'Sandy',
      county: 'Salt Lake',
      zip: '84092',
      primaryPhone: '8015550780x204',
    },
  },
]

const brinksHome: readonly Planned[] = [
  {
    id: 1038,
    daysAgo: 300,
    fields: {
      accountNumber: '768100001',
      firstName: 'Marian',
      lastName: 'Abernathy',
      addressLine1: '77 Cottonwood Lane',
      city: 'Orem',
      zip: '84057',
      primaryPhone: '8015550131',
      abortCode: 'lantern',
    },
    contacts: [
      person('Hugh', 'Abernathy', '8015550132', 'Brother', 'heather', true),
      person('Odile', 'Marchetti', '8015550133x12', 'Neighbor', '', false),
    ],
  },
  {
    id: 1039,
    daysAgo: 480,
    fields: {
      accountNumber: '768100003',
      firstName: 'Gus',
      lastName: 'Pappas',
      businessName: 'Wasatch Tile & Stone',
      businessContact: 'Gus Pappas',
      accountType: 'commercial',
      addressLine1: '3300 North University Avenue',
      zip: '84604',
      primaryPhone: '8015550180x204',
    },
  },
]

/** In order of their numbers. */
export function makeWireCustomers(setting: Setting): StoryRecord[] {
  const { now } = setting
  const of = (connector: string, planned: readonly Planned[]): StoryRecord[] => {
    const monitoringCompanyId = setting.stations.find((station) => station.connector === connector)?.id
    if (monitoringCompanyId === undefined) throw new Error(`The plan has no station with ${connector}`)
    return planned.map(({ id, daysAgo, fields, contacts = [] }) => {
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
    })
  }
  return [...of('mastermind', crestline), ...of('brinks', brinksHome)]
}
