import type { Requests } from '../every-endpoint.ts'

const definition = { object: 'customers', columns: ['number', 'name'] }

export const reportsRequests: Requests = {
  async plant(house, { customer: { company, location }, marker }) {
    const owner = await house.plant.user({ company, holds: [{ grants: 'all', at: location }] })
    // Shared, so that whoever sees reports sees it.
    const reportId = await house.plant.insert('saved_report', company, {
      name: `${marker} report`,
      owner_id: owner.id,
      shared: true,
      definition: JSON.stringify({
        ...definition,
        filters: [],
        groups: [],
        measures: [],
        sort: null,
        chart: 'none',
      }),
    })
    return { reportId }
  },
  queries: { 'figures.sales': () => ({ from: '2026-01-01', to: '2026-12-31' }) },
  bodies: {
    'reports.run': () => ({ definition }),
    'reports.exportCsv': () => ({ definition }),
    'reports.create': ({ marker }) => ({ name: `${marker} saved`, definition }),
    'reports.save': () => ({ version: 1, description: 'Every Monday' }),
    'reports.saveSchedule': () => ({ version: 1, schedule: null }),
    'figures.agingCsv': () => ({}),
  },
}
