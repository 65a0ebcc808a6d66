/** `npm run bench -- SCENARIO…`: measures the product against the goals and raw baselines; docs/bench.md tells the rest. */
import { openCompany, startWeb, type Company, type Product } from './company.ts'
import { runKillTest } from './kill.ts'
import { type Options, readOptions, type Scenario } from './options.ts'
import { measureBilling } from './scenarios/billing.ts'
import { measureImport } from './scenarios/import.ts'
import { measureList } from './scenarios/list.ts'
import { measureOpen } from './scenarios/open.ts'
import { measurePage, preparePage } from './scenarios/page.ts'
import { measurePush } from './scenarios/push.ts'
import { measureReconcile } from './scenarios/reconcile.ts'
import { measureSave } from './scenarios/save.ts'
import { measureSearch } from './scenarios/search.ts'
import { measureSignals } from './scenarios/signals.ts'
import { measureStartup } from './scenarios/startup.ts'

type OnCompany = (company: Company, product: Product, options: Options) => Promise<void>

type OnSizes = {
  measure: OnCompany
  sizes: readonly number[]
  /** Before the product is started. */
  prepare?: () => Promise<void>
}

const onCompany: Partial<Record<Scenario, OnSizes>> = {
  open: { measure: measureOpen, sizes: [10_000, 1_000_000] },
  list: { measure: measureList, sizes: [1_000_000] },
  search: { measure: measureSearch, sizes: [1_000_000] },
  save: { measure: measureSave, sizes: [1_000_000] },
  page: { measure: measurePage, sizes: [10_000], prepare: preparePage },
}

const options = readOptions()
if (options.run === 'kill') process.exitCode = (await runKillTest(options)) ? 0 : 1
else {
  for (const scenario of options.run) {
    const { measure, sizes = [], prepare } = onCompany[scenario] ?? {}
    await prepare?.()
    for (const customers of measure ? (options.customers ?? sizes) : [])
      await withCompany(customers, measure!)
    if (scenario === 'push') await measurePush(options)
    if (scenario === 'reconcile') await measureReconcile(options)
    if (scenario === 'billing') await measureBilling(options)
    if (scenario === 'import') await measureImport(options)
    if (scenario === 'signals') await measureSignals(options)
    if (scenario === 'startup') await measureStartup()
  }
}

async function withCompany(customers: number, measure: OnCompany): Promise<void> {
  const company = await openCompany(customers)
  try {
    const product = await startWeb(company, options.profile)
    try {
      await measure(company, product, options)
    } finally {
      await product.stop()
    }
  } finally {
    await company.close()
  }
}
