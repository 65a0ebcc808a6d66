import { randomUUID } from 'node:crypto'
import type { Requests } from '../every-endpoint.ts'

const today = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const roleValues = (marker: string) => ({ name: `${marker} role, changed`, active: true })
const functionValues = (name: string) => ({ name, payeeBy: 'nobody', event: 'manual' })
const rows = [
  { name: 'Fee', payTo: 'outside', outsideName: 'Heron Realty', source: 'fixed', amountCents: 5000 },
]
const tableValues = (name: string) => ({ name, dimensions: [], rows: [{ cells: [], amountCents: 100 }] })
const fields = { payeeName: 'Heron Realty', earnedOn: today(), lines: [{ name: 'Fee', amountCents: 5000 }] }

/** Rules, and a payable that is approved and paid in part by a run. */
export const payablesRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    // Without the add-on there are no lookup tables, in a stranger's company neither.
    await house.owner.query(`update platform.company set settings = settings || '{"payablePlus": true}'
      where settings ->> 'payablePlus' is distinct from 'true'`)
    const payrollRoleId = await house.plant.insert('payroll_role', company, { name: `${marker} role` })
    const functionId = await house.plant.insert('payroll_function', company, {
      role_id: payrollRoleId,
      name: `${marker} function`,
      payee_by: 'nobody',
    })
    const levelId = await house.plant.insert('payroll_level', company, {
      function_id: functionId,
      name: `${marker} level`,
      is_default: true,
    })
    await house.plant.insert('payroll_row', company, {
      level_id: levelId,
      sort: 10,
      name: 'Fee',
      pay_to: 'outside',
      outside_name: `${marker} Realty`,
      source: 'fixed',
      amount_cents: 5000,
    })
    // What is used stays: deleting it is refused to whoever asks second, too.
    const { id: user_id } = await house.plant.user({ company })
    await house.plant.insert('payroll_assignment', company, {
      user_id,
      function_id: functionId,
      level_id: levelId,
    })
    const tableId = await house.plant.insert('payroll_table', company, { name: `${marker} table` })
    await house.plant.insert('payroll_row', company, {
      level_id: levelId,
      sort: 20,
      name: 'Looked up',
      pay_to: 'outside',
      outside_name: `${marker} Realty`,
      source: 'table',
      table_id: tableId,
    })
    const payRunId = await house.plant.insert('pay_run', company, {
      paid_on: today(),
      notes: marker,
      request_key: randomUUID(),
      created_at: new Date(),
    })
    const payableId = await house.plant.insert('payable', company, {
      customer_id: customer.id,
      function_id: functionId,
      payee_name: `${marker} payee`,
      source: 'hand',
      status: 'approved',
      earned_on: today(),
      created_at: new Date(),
    })
    await house.plant.insert('payable_line', company, {
      payable_id: payableId,
      sort: 0,
      adjustment: false,
      name: 'Fee',
      amount_cents: 5000,
    })
    const payablePaymentId = await house.plant.insert('payable_payment', company, {
      payable_id: payableId,
      pay_run_id: payRunId,
      amount_cents: 1000,
      paid_on: today(),
      request_key: randomUUID(),
      created_at: new Date(),
    })
    return { payrollRoleId, functionId, levelId, tableId, payRunId, payableId, payablePaymentId }
  },
  queries: {
    'payables.proposal': ({ params }) => ({ functionId: params.functionId }),
  },
  bodies: {
    'payroll.createRole': ({ marker }) => ({ name: `${marker} role, another ${randomUUID()}` }),
    'payroll.saveRole': ({ marker }) => ({ version: 1, role: roleValues(marker) }),
    'payroll.createFunction': ({ marker }) => functionValues(`${marker} another`),
    'payroll.saveFunction': ({ marker }) => ({ version: 1, function: functionValues(`${marker} changed`) }),
    'payroll.createLevel': ({ marker }) => ({ name: `${marker} another`, rows }),
    'payroll.saveLevel': ({ marker }) => ({ version: 1, level: { name: `${marker} changed`, rows } }),
    'payroll.tryLevel': ({ customer }) => ({ customerId: customer.id }),
    'payroll.createTable': ({ marker }) => tableValues(`${marker} another ${randomUUID()}`),
    'payroll.saveTable': ({ marker }) => ({ version: 1, table: tableValues(`${marker} changed`) }),
    'payroll.setUser': () => ({ version: 0, identifier: 'E-1', levelIds: [] }),
    'payables.create': () => fields,
    'payables.generate': ({ params }) => ({ functionId: params.functionId }),
    'payables.save': ({ marker }) => ({ version: 2, fields: { ...fields, payeeName: `${marker} payee` } }),
    'payables.setStatus': () => ({ version: 2, status: 'requires_review' }),
    'payables.pay': () => ({ amountCents: 100, on: today(), requestKey: randomUUID() }),
    'payables.reversePayment': () => ({ reason: 'Noted twice' }),
    'payables.exportCsv': () => ({}),
    'payables.setStatuses': ({ params }) => ({
      which: { ids: [params.payableId] },
      status: 'requires_review',
    }),
    'payRuns.start': ({ params }) => ({
      which: { ids: [params.payableId] },
      paidOn: today(),
      requestKey: randomUUID(),
    }),
  },
}
