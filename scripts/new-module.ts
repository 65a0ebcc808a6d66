/**
 * `npm run new:module -- NAME`: the files of a module, as every other has them, with one endpoint that works. NAME is
 * plural and in lower case: `appointments`. Adds the module's line to server/modules/index.ts.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const name = process.argv[2] ?? ''
if (!/^[a-z]+$/.test(name)) {
  console.error('usage: npm run new:module -- NAME      plural, lower case, letters only: appointments')
  process.exit(2)
}
const folder = `server/modules/${name}`
if (existsSync(`${root}${folder}`)) {
  console.error(`${folder} exists already.`)
  process.exit(1)
}

const files: Record<string, string> = {
  [`shared/contracts/${name}.ts`]: `/** The ${name} of a customer. */
import { z } from 'zod'
import { endpoint, id } from '../contract.ts'

export const ${name} = {
  count: endpoint({
    method: 'GET',
    path: '/customers/:customerId/${name}/count',
    access: 'customers.view',
    summary: 'How many ${name} the customer has',
    params: z.object({ customerId: id }),
    response: z.object({ count: z.number().int() }),
  }),
}
`,
  [`${folder}/${name}.queries.ts`]: `/** The SQL of ${name}. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

/** The entries that the customer's history has of ${name}. */
export async function countOfCustomer(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>\`select count(*) as n from history_entry
    where company_id = platform.company_id() and customer_id = \${customerId} and entity = '${name}'\`.execute(db)
  return rows[0]!.n
}
`,
  [`${folder}/${name}.service.ts`]: `/** The verbs of ${name}. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { ${name} } from '#shared/contracts/${name}.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible } from '../customers/customers.service.ts'
import { countOfCustomer } from './${name}.queries.ts'

/** @throws customers.not_found, access.denied_here */
export async function count(ctx: Ctx, db: Db, { params }: Parsed<typeof ${name}.count>): Promise<Output<typeof ${name}.count>> {
  const customer = await findVisible(ctx, db, params.customerId)
  if (!customer) return fail('customers.not_found')
  return { count: await countOfCustomer(db, customer.id) }
}
`,
  [`${folder}/${name}.module.ts`]: `import { ${name} } from '#shared/contracts/${name}.ts'
import { type Module, module } from '#server/http/module.ts'
import { count } from './${name}.service.ts'

export const ${name}Module = (): Module => module('${name}', ${name}, { count })
`,
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(`${root}${path}`.replace(/\/[^/]+$/, ''), { recursive: true })
  writeFileSync(`${root}${path}`, text)
  console.log(`wrote   ${path}`)
}

const index = `${root}server/modules/index.ts`
const text = readFileSync(index, 'utf8')
  .replace(/(import \{ sessionsModule \})/, `import { ${name}Module } from './${name}/${name}.module.ts'\n$1`)
  .replace(/\n\]\n$/, `\n  ${name}Module(),\n]\n`)
writeFileSync(index, text)
console.log(
  'changed server/modules/index.ts\nNext: its tables in server/db/migrations, its events in shared/history-events.ts, its tests, then npm run gen.',
)
