import type { Requests } from '../every-endpoint.ts'

/** The audit trail, and the add-ons of a company. */
export const auditRequests: Requests = {
  plant: () => Promise.resolve({ what: 'reads', addOn: 'edocs' }),
  bodies: {
    'audit.exportCsv': () => ({}),
    'companyAddOns.switch': () => ({ on: true }),
    'operatorAddOns.switch': () => ({ on: true, reason: 'The matrix asks' }),
  },
}
