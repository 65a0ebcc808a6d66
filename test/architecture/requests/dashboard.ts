import type { Requests } from '../every-endpoint.ts'

export const dashboardRequests: Requests = { bodies: { 'dashboard.showStart': () => ({ shown: false }) } }
