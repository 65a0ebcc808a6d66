/** Blocks of account numbers, and issuing the next free one (CON-090). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Customer } from '#shared/contracts/customers.ts'
import type { providers } from '#shared/contracts/providers.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { readRange, writeAccountNumber } from '#shared/rules/account-numbers.ts'
import { field, type FieldName, type FieldValues } from '#shared/rules/customer-fields.ts'
import { connectorByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  type AfterSave,
  getReadable,
  getWritable,
  lockOf,
  missingToModify,
  saveCustomer,
  type Visible,
} from '../customers/customers.service.ts'
import * as queries from './providers.numbers.queries.ts'
import { findMonitoringCompany } from './providers.queries.ts'
import type { MonitoringCompanyRow } from './stations.ts'

const mostBlocks = 200

const getCompany = async (db: Db, id: number): Promise<MonitoringCompanyRow> =>
  (await findMonitoringCompany(db, id)) ?? fail('providers.not_found')

type Blocks = Output<typeof providers.blocks>

const first = (block: queries.BlockRow) => writeAccountNumber(block, block.first)
const last = (block: queries.BlockRow) => writeAccountNumber(block, block.last)

const answer = async (db: Db, monitoringCompanyId: number): Promise<Blocks> => ({
  items: (await queries.listBlocks(db, monitoringCompanyId)).map((block) => ({
    id: block.id,
    version: block.version,
    first: first(block),
    last: last(block),
    receiverNumber: block.receiver_number,
    twoWay: block.two_way,
    active: block.active,
    size: block.last - block.first + 1,
    issued: block.issued,
    used: block.used,
  })),
})

/** @throws providers.not_found */
export async function listBlocks(
  _ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof providers.blocks>,
): Promise<Blocks> {
  const { id } = await getCompany(db, params.monitoringCompanyId)
  return answer(db, id)
}

const told = (block: Pick<queries.BlockRow, 'receiver_number' | 'two_way' | 'active'>) => ({
  'Receiver number': block.receiver_number,
  'Two-way': block.two_way ? 'Yes' : 'No',
  Active: block.active ? 'Yes' : 'No',
})
const differences = (
  old: Record<string, string | null> | null,
  now: Record<string, string | null>,
): Change[] =>
  Object.entries(now)
    .map(([name, value]) => ({ field: name, old: old?.[name] ?? null, new: value }))
    .filter((change) => change.old !== change.new)

/** @throws providers.not_found, providers.too_many_blocks, request.invalid */
export async function addBlock(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof providers.addBlock>,
): Promise<Blocks> {
  const company = await getCompany(db, params.monitoringCompanyId)
  if ((await queries.countBlocks(db, company.id)) >= mostBlocks)
    fail('providers.too_many_blocks', { max: mostBlocks })
  const { range, errors } = readRange(body.first, body.last)
  if (errors) return fail('request.invalid', {}, { errors })
  const accepted =
    company.connector === null ? null : connectorByKey(company.connector)?.manifest.limits.accountNumber
  const ends = [writeAccountNumber(range, range.first), writeAccountNumber(range, range.last)]
  if (accepted && ends.some((number) => !new RegExp(accepted.pattern).test(number)))
    fail(
      'request.invalid',
      {},
      { errors: [{ path: 'first', message: `${company.name} takes others: ${accepted.help}` }] },
    )
  const overlap = await queries.findOverlap(db, company.id, range)
  if (overlap) refuseOverlap(overlap)
  try {
    await queries.insertBlock(db, company.id, ctx.actor.userId, range, body)
  } catch (error) {
    // Somebody else added it a moment ago; the database holds them apart.
    if ((error as { constraint?: string }).constraint === 'account_number_block_overlap') refuseOverlap(null)
    throw error
  }
  ctx.history.add({
    event: 'providers.block_added',
    entity: 'monitoring_company',
    entityId: company.id,
    detail: { name: company.name, first: ends[0]!, last: ends[1]! },
    changes: differences(
      null,
      told({ receiver_number: body.receiverNumber, two_way: body.twoWay, active: true }),
    ),
  })
  return answer(db, company.id)
}

function refuseOverlap(block: queries.BlockRow | null): never {
  const which = block ? `${first(block)} to ${last(block)}` : 'another one'
  return fail(
    'request.invalid',
    {},
    { errors: [{ path: 'first', message: `It overlaps the active block ${which}` }] },
  )
}

/** @throws providers.not_found, providers.block_not_found, providers.block_stale, request.invalid */
export async function saveBlock(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof providers.saveBlock>,
): Promise<Blocks> {
  const company = await getCompany(db, params.monitoringCompanyId)
  const before =
    (await queries.lockBlock(db, company.id, params.blockId)) ?? fail('providers.block_not_found')
  if (before.version !== body.version) fail('providers.block_stale')
  if (body.active && !before.active)
    fail(
      'request.invalid',
      {},
      { errors: [{ path: 'active', message: 'A block that was made inactive stays so. Add a new one' }] },
    )
  const after = { receiver_number: body.receiverNumber, two_way: body.twoWay, active: body.active }
  const changes = differences(told(before), told(after))
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(db, company.id)
  }
  await queries.updateBlock(db, before.id, after)
  ctx.history.add({
    event: 'providers.block_saved',
    entity: 'monitoring_company',
    entityId: company.id,
    detail: { name: company.name, first: first(before), last: last(before) },
    changes,
  })
  return answer(db, company.id)
}

const requireCustomer = (record: Visible): Visible =>
  record.kind === 'customer' ? record : fail('customers.customers_only')

const companyOf = async (db: Db, { row }: Visible): Promise<MonitoringCompanyRow> => {
  const id = row.monitoringCompanyId as number | null
  return id === null ? fail('connections.no_monitor') : getCompany(db, id)
}

/** What issuing from the block writes to the customer. */
const written = (block: queries.BlockRow, n: number, { row }: Visible): FieldValues => ({
  accountNumber: writeAccountNumber(block, n),
  ...(block.receiver_number !== null &&
    block.receiver_number !== row.receiverNumber && { receiverNumber: block.receiver_number }),
})

type Free = { block: queries.BlockRow; n: number }

async function firstFree(db: Db, companyId: number, blocks: queries.BlockRow[]): Promise<Free | null> {
  for (const block of blocks) {
    const n = await queries.findFree(db, companyId, block)
    if (n !== null) return { block, n }
  }
  return null
}

/** Why there is none, and whom to ask. */
async function noneFree(db: Db, company: MonitoringCompanyRow, blocks: readonly unknown[]) {
  const keepers = await queries.listKeepers(db)
  const whom = keepers.length ? keepers.join(' or ') : 'an administrator'
  return {
    code: blocks.length ? ('providers.numbers_exhausted' as const) : ('providers.no_blocks' as const),
    values: { company: company.name, whom },
  }
}

const isTwoWay = ({ row }: Visible): boolean => row.twoWayVoice === true

/**
 * Whether a number can be issued. Only a word for the page: issuing itself judges again.
 * @throws customers.not_found, access.denied_here, customers.customers_only
 */
export async function readNextNumber(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof providers.nextNumber>,
): Promise<Output<typeof providers.nextNumber>> {
  const record = requireCustomer(await getReadable(ctx, db, params.customerId, 'customers.modify'))
  if (record.row.monitoringCompanyId === null)
    return { obstacle: 'Choose who monitors the customer, and save' }
  const company = await companyOf(db, record)
  const blocks = await queries.listIssuing(db, company.id, isTwoWay(record))
  const free = await firstFree(db, company.id, blocks)
  if (!free) {
    const { values } = await noneFree(db, company, blocks)
    return {
      obstacle: blocks.length
        ? `Every account number of ${values.company} has been used. Ask ${values.whom} to add a block.`
        : `${values.company} has no active block of account numbers.`,
    }
  }
  const names = Object.keys(written(free.block, free.n, record)) as FieldName[]
  if (names.some((name) => lockOf(ctx.actor, record, name)))
    return { obstacle: 'The account number cannot be changed now' }
  const missing = names
    .map((name) => [name, missingToModify(ctx.actor, record, name)] as const)
    .find(([, p]) => p)
  return {
    obstacle: missing
      ? `The block also sets ${field(missing[0]).label}: this needs “${permissionLabel(missing[1]!)}”`
      : null,
  }
}

/**
 * Issues the lowest free number. It is never issued again, whatever becomes of the customer: the row in
 * account_number_issue stays. Of many requests at once each waits for the blocks, and sees what the one before took.
 * @throws customers.not_found, access.denied_here, customers.customers_only, connections.no_monitor,
 * providers.no_blocks, providers.numbers_exhausted; and as saving the customer does
 */
export async function issueNumber(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof providers.issueNumber>,
  afterSave: AfterSave,
): Promise<Customer> {
  const record = requireCustomer(await getWritable(ctx, db, params.customerId, 'customers.modify'))
  const company = await companyOf(db, record)
  const blocks = await queries.lockIssuing(db, company.id, isTwoWay(record))
  const free = await firstFree(db, company.id, blocks)
  if (!free) {
    const { code, values } = await noneFree(db, company, blocks)
    return fail(code, values)
  }
  const fields = written(free.block, free.n, record)
  const accountNumber = String(fields.accountNumber)
  const issueId = await queries.insertIssue(db, {
    monitoring_company_id: company.id,
    block_id: free.block.id,
    account_number: accountNumber,
    customer_id: record.id,
    issued_by: ctx.actor.userId,
  })
  ctx.history.add({
    event: 'providers.number_issued',
    entity: 'account_number_issue',
    entityId: issueId,
    customerId: record.id,
    detail: { accountNumber, company: company.name },
  })
  return saveCustomer(ctx, db, { params, body: { version: body.version, fields } }, afterSave)
}
