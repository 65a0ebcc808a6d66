import type { NewSubscriber } from '../interactive.ts'

/** An order for tests: a new customer of nobody's, with what is given set into it. */
export const sampleOrder = (more: Partial<NewSubscriber> = {}): NewSubscriber => ({
  reference: 'keyholder:acme/1001',
  fields: {
    firstName: 'Ann',
    lastName: 'Roe & <Co>',
    businessName: '',
    addressLine1: '1 Elm',
    addressLine2: '',
    city: 'Orem',
    state: 'UT',
    zip: '84057',
    primaryPhone: '8015550100',
    email: 'ann@example.test',
  },
  login: 'ann.roe',
  planCode: '208',
  addOnCodes: ['ProVideo'],
  deviceSerial: '7000000001',
  panelCode: 'IQPanel4',
  centralStation: null,
  details: { propertyType: 'Condo' },
  ...more,
})
