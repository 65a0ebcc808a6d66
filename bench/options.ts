/** What the command line says. */
import { parseArgs } from 'node:util'

export const scenarios = [
  'open',
  'list',
  'search',
  'save',
  'push',
  'reconcile',
  'billing',
  'import',
  'signals',
  'startup',
  'page',
] as const
export type Scenario = (typeof scenarios)[number]

export type Options = {
  run: readonly Scenario[] | 'kill'
  /** Sizes of the company; undefined: the scenario's own. */
  customers: readonly number[] | undefined
  /** How often each figure is taken; the median counts. */
  runs: number
  /** How long each run waits for other work on the machine to end, at most. */
  quietMs: number
  /** Where CPU profiles of the server go; none if undefined. */
  profile: string | undefined
  /** Linked accounts that are reconciled. */
  accounts: number
  /** Recurring invoices that are billed. */
  invoices: number
  rounds: number
  seed: number
  /** What a round of the kill test may kill. */
  targets: readonly string[]
}

const usage = `Usage: npm run bench -- ${scenarios.join(' | ')} | all | kill
  --customers N[,N]   sizes of the company (10000 and 1000000); of import, how many are brought in (100000)
  --runs N            how often each figure is taken; the median counts (3)
  --quiet SECONDS     how long a run waits for other work on the machine to end (20)
  --accounts N        linked accounts of reconcile (50000)
  --invoices N        recurring invoices of billing (20000)
  --profile DIR       write CPU profiles of the server there
kill:
  --rounds N          how often to kill (20)
  --targets LIST      what is killed, of app,web,worker,sandbox,database (app)
  --seed N            repeats a run's moments and choices (the time)`

/** Reads the command line; ends the process with the usage if it makes no sense. */
export function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        customers: { type: 'string' },
        runs: { type: 'string', default: '3' },
        quiet: { type: 'string', default: '20' },
        profile: { type: 'string' },
        accounts: { type: 'string', default: '50000' },
        invoices: { type: 'string', default: '20000' },
        rounds: { type: 'string', default: '20' },
        targets: { type: 'string', default: 'app' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      },
    })
    return {
      run: toRun(positionals),
      customers: values.customers?.split(',').map((text) => whole('customers', text)),
      runs: whole('runs', values.runs),
      quietMs: Number(values.quiet) * 1000,
      profile: values.profile,
      accounts: whole('accounts', values.accounts),
      invoices: whole('invoices', values.invoices),
      rounds: whole('rounds', values.rounds),
      targets: values.targets.split(','),
      seed: whole('seed', values.seed),
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return process.exit(2)
  }
}

function toRun(names: readonly string[]): Options['run'] {
  if (names.length === 0) throw new Error('Say what to measure.')
  if (names[0] === 'kill') return 'kill'
  if (names[0] === 'all') return scenarios
  return names.map((name) => {
    const known = scenarios.find((scenario) => scenario === name)
    if (!known) throw new Error(`There is no scenario '${name}'.`)
    return known
  })
}

function whole(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name}: '${text}' is not a whole number above 0`)
  return value
}
