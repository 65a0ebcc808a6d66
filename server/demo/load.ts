/**
 * Loads the demo companies: the same people, numbers and addresses on every machine, and none of them real. Dates
 * lie before `now`. Runs as the database's owner; useEncryptionKeys() and useFileStore() must have been called.
 */
import pg from 'pg'
import { primaryUrl } from '#server/platform/database-primary.ts'
import { loadZips, readZips } from '#server/platform/zip-data.ts'
import { acme, demoPassword, demoUsers } from './acme.ts'
import { demoOperator, loadAppBilling, loadAppBills, loadOperator } from './app-billing.ts'
import { loadVerifier } from './address-standings.ts'
import { loadAppointments } from './appointments.ts'
import { loadAudit } from './audit.ts'
import { bench } from './bench.ts'
import { birch } from './birch.ts'
import { rememberingSeal, withoutIndexes } from './bulk.ts'
import { loadBillingMethods } from './billing-methods.ts'
import { loadCredit } from './credit.ts'
import { loadEdocs } from './edocs.ts'
import { loadEquipment } from './equipment.ts'
import { loadFiles } from './files.ts'
import { loadImports } from './imports.ts'
import { insertCompany, loadCompanyRows } from './company-rows.ts'
import type { CompanyPlan } from './company-plan.ts'
import { loadNotes } from './notes.ts'
import { loadMessages } from './messages.ts'
import { loadAccounting } from './accounting.ts'
import { loadReports } from './reports.ts'
import { loadFunding } from './funding.ts'
import { loadPayables } from './payables.ts'
import { loadStatements } from './statements.ts'
import { loadPortal } from './portal.ts'
import { loadRisks } from './risks.ts'
import { makePeople } from './people.ts'
import { loadRecords } from './record-rows.ts'
import { settingOf, type Setting } from './record.ts'
import { loadStations } from './stations.ts'
import { loadSubscribers } from './subscribers.ts'
import { makeRapidCustomers } from './story-rapid.ts'
import { makeWireCustomers } from './story-wires.ts'
import { makeAdtStories } from './story-adt.ts'
import { makeStories, type StoryRecord } from './story.ts'
import { loadViews } from './lists.ts'
import { loadWorkOrders } from './work-orders.ts'
import { loadWorkflows } from './workflows.ts'
import { loadRegulations } from './regulations.ts'
import { loadAgencies, loadTags } from './tags.ts'

/** For the box that `npm start` ends with: how to sign in. */
export const demoSummary = [
  ['Sign in', `company ${acme.slug}, users ${Object.keys(demoUsers).join(', ')}, password ${demoPassword}`],
  ['', `company ${birch.slug}, user owner, the same password`],
  [
    'Staff',
    `at /operator: ${demoOperator.email}, the same password; authenticator key ${demoOperator.appSecret}`,
  ],
] as const

export type LoadOptions = {
  /** Where the sandboxes stand, for example `http://localhost:4000`. */
  sandboxUrl: string
  /** Where providers reach Keyholder, for callbacks; null: nowhere. */
  publicUrl?: string | null
  /** Acme's customers, the written ones included; a tenth as many leads come on top. */
  customers?: number
  /** What the dates of the demo data lie before. */
  now?: Date
  /** Is told each step, as a sentence. */
  onProgress?: (text: string) => void
}

/** One loader at a time; any constant of our own. */
const lockKey = 7_264_002
const birchCustomers = 200
/** From this many customers on it is quicker to make the indexes anew. */
const bulkFrom = 200_000

/** Acme's written records, before those that are made by the dozen. */
export const acmeStories = (setting: Setting): StoryRecord[] => [
  ...makeStories(setting),
  ...makeRapidCustomers(setting),
  ...makeWireCustomers(setting),
  ...makeAdtStories(setting),
]

/**
 * Makes Acme and Birch, unless there is a company `acme`, and brings Acme's accounts to the sandbox station, unless
 * they have been there. A sandbox that does not answer is no error: a line says so, and the next call tries again.
 */
export async function loadDemo(ownerUrl: string, options: LoadOptions): Promise<void> {
  const { sandboxUrl, publicUrl = null, customers = 5000, now = new Date(), onProgress = () => {} } = options
  await withOwner(ownerUrl, async (client) => {
    await loadZips(client)
    if (!(await companyExists(client, acme.slug))) {
      await makeCompany(client, acme, {
        ...{ sandboxUrl, publicUrl, customers, now, onProgress },
        stories: acmeStories,
      })
      await makeCompany(client, birch, { sandboxUrl, publicUrl, customers: birchCustomers, now, onProgress })
      await analyze(client)
    }
    await loadStations(client, acme, { sandboxUrl, now, onProgress })
    await loadSubscribers(client, acme, { sandboxUrl, now, onProgress })
    await loadAppBilling(client, acme, { sandboxUrl, publicUrl, now, onProgress })
    await loadOperator(client)
  })
}

/**
 * Makes a company for measurements, with the user `owner`, unless one of that name exists. Memory stays flat; a
 * million customers take a few minutes. Returns whether it was made.
 */
export async function loadBench(ownerUrl: string, slug: string, options: LoadOptions): Promise<boolean> {
  const { sandboxUrl, customers = 100_000, now = new Date(), onProgress = () => {} } = options
  return withOwner(ownerUrl, async (client) => {
    await loadZips(client)
    if (await companyExists(client, slug)) return false
    await makeCompany(
      client,
      { ...bench, slug, name: `Bench ${slug}` },
      { sandboxUrl, publicUrl: null, customers, now, onProgress, bulk: customers >= bulkFrom },
    )
    await analyze(client)
    return true
  })
}

type MakeOptions = Required<LoadOptions> & { stories?: (setting: Setting) => StoryRecord[]; bulk?: boolean }

/** One company in one transaction: it is there whole, or not at all. */
async function makeCompany(client: pg.Client, plan: CompanyPlan, options: MakeOptions): Promise<void> {
  const { now, customers, onProgress } = options
  const startedAt = performance.now()
  const setting = settingOf(plan, await readZips(), now)
  const stories = options.stories?.(setting) ?? []
  const amounts = {
    customers: Math.max(0, customers - stories.filter(({ kind }) => kind === 'customer').length),
    leads: Math.max(0, Math.round(customers / 10) - stories.filter(({ kind }) => kind === 'lead').length),
  }
  await client.query('begin')
  try {
    // The rows come back by loading again: nothing is lost if the machine fails right after the commit.
    await client.query('set local synchronous_commit = off')
    const companyId = await insertCompany(client, plan, now)
    await loadCompanyRows(client, companyId, plan, options)
    if (plan.settings.addressVerification) await loadVerifier(client, companyId, options.sandboxUrl)
    await loadTags(client, companyId)
    await loadViews(client, companyId, 1)
    const loadAll = async () => {
      const firstContactId = await loadRecords(client, companyId, makePeople(setting, amounts), {
        onProgress: (count) => onProgress(`${plan.name}: ${count.toLocaleString('en-US')} records`),
        sealText: options.bulk ? rememberingSeal() : undefined,
        verifiesAddresses: plan.settings.addressVerification === true,
      })
      await loadRecords(client, companyId, stories, { firstContactId })
      await loadAgencies(client, companyId, stories, now)
    }
    if (options.bulk) await withoutIndexes(client, onProgress, loadAll)
    else await loadAll()
    // A load that passes over triggers has noted nothing of what its customers pay.
    if (options.bulk)
      await client.query(
        `select platform.note_rmr($1, array(select id from customer where company_id = $1 and kind = 'customer'))`,
        [companyId],
      )
    if (plan.settings.regulations) await loadRegulations(client, companyId, now)
    if (stories.length) await loadNotes(client, companyId, setting)
    if (stories.length) await loadEquipment(client, companyId, setting)
    if (stories.length) await loadRisks(client, companyId, setting)
    if (stories.length) await loadMessages(client, companyId, setting, options)
    if (stories.length) await loadAppointments(client, companyId, setting, plan.timeZone)
    if (stories.length) await loadWorkOrders(client, companyId, setting)
    if (stories.length) await loadWorkflows(client, companyId, setting)
    if (stories.length) await loadAccounting(client, companyId, setting)
    if (stories.length) await loadReports(client, companyId, setting, plan.timeZone)
    if (stories.length) await loadCredit(client, companyId, setting)
    if (stories.length) await loadBillingMethods(client, companyId, setting)
    if (stories.length) await loadAppBills(client, companyId, setting)
    if (stories.length) await loadPortal(client, companyId, setting.now)
    if (stories.length) await loadFunding(client, companyId, setting)
    if (stories.length) await loadStatements(client, companyId, setting)
    if (stories.length) await loadPayables(client, companyId, setting.now)
    if (stories.length) await loadFiles(client, companyId, setting)
    if (stories.length) await loadImports(client, companyId, setting)
    if (stories.length) await loadEdocs(client, companyId, setting, options)
    if (stories.length) await loadAudit(client, companyId, setting.now)
    await advanceIds(client)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  onProgress(`${plan.name}: loaded in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

const tables = [
  'location', 'user_account', 'permission_group', 'membership', 'catalogue_value', 'monitoring_company',
  'account_number_block', 'service_provider', 'customer', 'contact', 'tag', 'customer_tag', 'list_view', 'agency', 'note', 'notification',
  'equipment', 'equipment_package', 'equipment_package_line', 'risk', 'risk_attempt', 'message', 'message_template',
  'coverage_area', 'time_slot', 'appointment', 'time_off', 'work_order', 'work_order_line', 'work_order_step',
  'credit_bureau', 'credit_check', 'order_template', 'order_template_rate', 'order_template_package', 'workflow', 'workflow_enrolment',
  'workflow_step', 'saved_report', 'payment_processor', 'billing_method', 'charge_attempt', 'edoc_provider', 'edoc_template', 'edoc', 'edoc_signer',
] // prettier-ignore

/** Loaded ids were chosen by us: the counters go on behind the highest. */
async function advanceIds(client: pg.Client): Promise<void> {
  for (const table of tables) {
    const { rows } = await client.query<{ counter: string }>(
      `select pg_get_serial_sequence($1, 'id') as counter`,
      [table],
    )
    const counter = rows[0]?.counter
    await client.query(
      `select setval($1, greatest((select max(id) from ${table}), (select last_value from ${counter})))`,
      [counter],
    )
  }
}

async function analyze(client: pg.Client): Promise<void> {
  for (const table of [...tables, 'history_entry', 'connection'])
    await client.query(`vacuum (analyze) ${table}`)
}

async function companyExists(client: pg.Client, slug: string): Promise<boolean> {
  return (await client.query('select from platform.company where slug = $1', [slug])).rowCount !== 0
}

/** A connection of the owner's that no other loader uses at the same time. */
async function withOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: primaryUrl(ownerUrl),
    application_name: 'keyholder-demo',
  })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    return await work(client)
  } finally {
    await client.end()
  }
}
