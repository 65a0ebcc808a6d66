import type { Requests } from '../every-endpoint.ts'

const period = () => ({ from: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' })

export const stationAccountsRequests: Requests = {
  queries: {
    'stationAccounts.choices': () => ({ of: 'tests' }),
    'stationAccounts.searchAgencies': () => ({ kind: 'police', zip: '84601' }),
    'stationAccounts.testHistory': period,
    'stationAccounts.testResults': period,
    'stationAccounts.events': period,
  },
  bodies: {
    'stationAccounts.setService': () => ({ inService: true }),
    'stationAccounts.changeDetails': () => ({ values: {} }),
    'stationAccounts.addAgency': () => ({
      agency: { id: '1', kind: 'police', name: 'Police', phone: '', city: '', state: '' },
    }),
    'stationAccounts.removeAgency': () => ({ agencyId: '1', kind: 'police' }),
    'stationAccounts.changeZone': () => ({ zone: '001', eventType: '', deviceType: '' }),
    'stationAccounts.removeZone': () => ({ zone: '001' }),
    'stationAccounts.placeTest': () => ({ hours: 1, minutes: 0 }),
    'stationAccounts.endTest': () => ({ testId: '1' }),
    'stationAccounts.pull': () => ({ seen: 'x', takeTheirs: ['city'] }),
    'stationAccounts.resetCode': () => ({ abortCode: 'juniper' }),
  },
}
