/**
 * Acme's people at ADT and AlarmNet. PreChecks are run by hand or by creating a record: what the sandbox answers follows
 * from the phone's last digit (sandboxes/adt/README.md).
 *
 * | record | who              | monitored as | what it shows |
 * |--------|------------------|--------------|---------------|
 * | 1051   | Ida Renwick      | AD-4101      | ADT: linked, with ADT# and MAN/Site#; a PreCheck is approved |
 * | 1052   | Basil Thorne     | AD-4102      | ADT: linkable; a PreCheck goes to review |
 * | 1053   | Corinne Aldous   | (a lead)     | ADT: a PreCheck ends with errors; phone ending in 0 mends it |
 * | 1054   | Rufus Pemberton  | A1-02-4101   | AlarmNet: linked |
 * | 1055   | Opal Lindgard    | A1-02-4102   | AlarmNet: linkable |
 */
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type DemoFields, type Setting } from './record.ts'
import type { StoryRecord } from './story.ts'

const provo = 1

export const adtStory = {
  adtLinked: 1051,
  adtEqual: 1052,
  alarmnetLinked: 1054,
  alarmnetEqual: 1055,
} as const

/** The numbers that ADT's sandbox holds of an account, as the record has them once it is linked. */
export const adtNumbers = (accountNumber: string) => {
  const digits = accountNumber.replace(/\D/g, '').padStart(6, '0')
  return { adtNumber: `40${digits}`, adtSerialMan: `M00${digits}` }
}

/** In order of their numbers. */
export function makeAdtStories(setting: Setting): StoryRecord[] {
  const { now } = setting
  const stationOf = (key: string) => {
    const station = setting.stations.find(({ connector }) => connector === key)
    if (!station) throw new Error(`The plan has no station that runs ${key}`)
    return station.id
  }
  const record = (
    id: number,
    daysAgo: number,
    kind: StoryRecord['kind'],
    fields: DemoFields,
  ): StoryRecord => ({
    id,
    kind,
    createdAt: new Date(now.getTime() - daysAgo * dayMs),
    createdBy: demoUsers.sales,
    archivedAt: null,
    fields: {
      locationId: provo,
      city: 'Provo',
      state: 'UT',
      county: 'Utah',
      accountType: 'residential',
      languageId: setting.value('language', 'English'),
      ...fields,
    },
    custom: [],
    contacts: [],
    saves: [],
  })
  const customer = (id: number, daysAgo: number, connector: string, fields: DemoFields) =>
    record(id, daysAgo, 'customer', {
      monitoringCompanyId: stationOf(connector),
      accountClassId: setting.value('account_class', 'Standard'),
      saleDate: daysBefore(now, daysAgo - 1),
      soldById: demoUsers.sales,
      ...fields,
    })
  return [
    customer(adtStory.adtLinked, 90, 'adt', {
      accountNumber: 'AD-4101',
      ...adtNumbers('AD-4101'),
      firstName: 'Ida',
      lastName: 'Renwick',
      birthdate: '1971-06-14',
      ssn: '912004101',
      addressLine1: '640 North Locust Street',
      zip: '84604',
      primaryPhone: '8015550110',
      email: 'ida.renwick@example.test',
      abortCode: 'Heron',
    }),
    customer(adtStory.adtEqual, 12, 'adt', {
      accountNumber: 'AD-4102',
      firstName: 'Basil',
      lastName: 'Thorne',
      birthdate: '1988-11-02',
      ssn: '912004102',
      addressLine1: '75 East Quail Hollow Drive',
      zip: '84604',
      primaryPhone: '8015550113',
      email: 'basil.thorne@example.test',
      abortCode: 'Tundra',
    }),
    record(1053, 3, 'lead', {
      sourceId: setting.value('source', 'Website'),
      leadStatusId: setting.value('lead_status', 'Contacted'),
      firstName: 'Corinne',
      lastName: 'Aldous',
      birthdate: '1990-04-21',
      ssn: '912004103',
      addressLine1: '1910 West Center Street',
      zip: '84601',
      primaryPhone: '8015550117',
      email: 'corinne.aldous@example.test',
    }),
    customer(adtStory.alarmnetLinked, 200, 'alarmnet', {
      accountNumber: 'A1-02-4101',
      firstName: 'Rufus',
      lastName: 'Pemberton',
      addressLine1: '28 South Slate Canyon Drive',
      zip: '84606',
      primaryPhone: '8015550126',
      email: 'rufus.pemberton@example.test',
    }),
    customer(adtStory.alarmnetEqual, 30, 'alarmnet', {
      accountNumber: 'A1-02-4102',
      firstName: 'Opal',
      lastName: 'Lindgard',
      addressLine1: '333 West Paul Ream Avenue',
      zip: '84601',
      primaryPhone: '8015550127',
    }),
  ]
}
