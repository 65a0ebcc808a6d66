/**
 * `npm test`: everything that proves the product, in the order of what fails soonest. `npm test -- PART FILTER…`
 * runs one part: unit, e2e, lint, typecheck, conformance. The last line is `N passed, N failed`, where a check that is no test
 * (the compiler, the linters, generated files out of date) counts when it fails.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { SetupProblem } from '#server/platform/setup-problem.ts'
import { ensureChromium } from '#test/helpers/chromium.ts'
import { dim, print, printProblem, seconds, step } from '../steps.mjs'
import { freePort } from '../start/ports.ts'
import { buildWeb, isWebBuildDue } from '../start/web-build.ts'
import { staleConformance } from './conformance-table.ts'
import { countPlaywright, countVitest, type Counts } from './results.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
const tool = (file: string) => path.join(root, 'node_modules', file)
const reports = path.join(root, 'test-results')

type Outcome = Counts & { name: string; ms: number }
type Part = { run(filters: string[]): Promise<Outcome[]> }

/** A part that runs alone, with its output on the terminal. */
const alone = (name: string, run: (filters: string[]) => Promise<Counts>): Part => ({
  run: async (filters) => [await timed(name, () => run(filters))],
})

async function timed(name: string, run: () => Promise<Counts>): Promise<Outcome> {
  const startedAt = Date.now()
  const counts = await run().catch((error: unknown): Counts => {
    if (error instanceof SetupProblem) printProblem(error.message, error.advice)
    else printProblem((error as Error).stack ?? String(error))
    return { passed: 0, failed: 1 }
  })
  return { name, ms: Date.now() - startedAt, ...counts }
}

/** A check passes or fails as a whole; its output is shown only if it fails. */
type Check = { name: string; run(): Promise<{ output: string } | null> }

const check = (name: string, file: string, ...args: string[]): Check => ({
  name,
  async run() {
    const { code, output } = await runNode([file, ...args], { quiet: true })
    return code === 0 ? null : { output }
  },
})

/** Two at a time: each keeps one core busy. Begun in this order, so the longest comes first. */
const checks = (name: string, list: Check[]): Part => ({
  async run() {
    const running = step(name)
    const waiting = [...list]
    const outcomes: Outcome[] = []
    const runner = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { name: checked, run } = next
        outcomes.push(
          await timed(checked, async () => {
            const flaw = await run()
            if (flaw) print(`✗ ${checked}\n${flaw.output.trimEnd()}`)
            return { passed: 0, failed: flaw ? 1 : 0 }
          }),
        )
      }
    }
    await Promise.all([runner(), runner()])
    if (outcomes.some(({ failed }) => failed)) running.failed()
    else running.done()
    return outcomes
  },
})

const tsc = tool('ts7/bin/tsc')
const typecheck = [
  check('Types of the server', tsc, '-p', root),
  check('Types of the page', tsc, '-p', path.join(root, 'web')),
]
const lint = [
  check('ESLint', tool('eslint/bin/eslint.js'), '--max-warnings', '0', root),
  check('Prettier', tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', root),
]
const drift = check('Generated files are up to date', path.join(root, 'scripts', 'gen.ts'), '--check')

const webBuild: Check = {
  name: 'Build of the page',
  async run() {
    if (!isWebBuildDue(root)) return null
    return buildWeb(root).then(
      () => null,
      (error: unknown) => ({ output: (error as Error).message }),
    )
  },
}

const unit = alone('Unit and HTTP tests', async (filters) => {
  const report = freshReport('vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  await runNode([tool('vitest/vitest.mjs'), 'run', ...reporters, ...filters])
  const counts = countVitest(report)
  return filters.length ? counts : withConformance(counts, report)
})

const conformance = path.join(root, 'docs', 'connectors', 'conformance.md')

/** Fails if the page of the connectors' answers is not what this run has shown. */
function withConformance(counts: Counts, report: string): Counts {
  if (staleConformance(report, conformance) === null) return counts
  const stale = 'docs/connectors/conformance.md is not what the tests have shown'
  printProblem(`${stale}.`, 'npm run conformance')
  return { ...counts, failed: counts.failed + 1, failures: [...(counts.failures ?? []), stale] }
}

/** Asks the connectors alone, and writes down what they answered. */
const writeConformance: Part = {
  async run() {
    const outcomes = await unit.run(['server/connectors'])
    const page = staleConformance(path.join(reports, 'vitest.json'), conformance)
    if (page !== null) fs.writeFileSync(conformance, page)
    return outcomes
  },
}

const e2e = alone('End-to-end tests', async (filters) => {
  const looking = step('Looking for the browser')
  const chromium = ensureChromium()
  looking.done(chromium)
  const report = freshReport('playwright.json')
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const [signalPort, smtpPort] = [await freePort(), await freePort()]
  await runNode([tool('@playwright/test/cli.js'), 'test', ...filters], {
    env: {
      ...{ CHROMIUM_PATH: chromium, E2E_PORT: String(port), E2E_SANDBOX_PORT: String(sandboxPort) },
      E2E_SIGNAL_PORT: String(signalPort),
      E2E_SMTP_PORT: String(smtpPort),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  })
  return countPlaywright(report)
})

const parts: Record<string, Part[]> = {
  typecheck: [checks('Types', typecheck)],
  lint: [checks('ESLint and Prettier', lint)],
  unit: [unit],
  e2e: [checks('Build of the page', [webBuild]), e2e],
  conformance: [writeConformance],
}
const everything = [
  checks('Types, lint, generated files, build of the page', [...lint, ...typecheck, drift, webBuild]),
  unit,
  e2e,
]

const running = new Set<ReturnType<typeof spawn>>()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
  })

function runNode(
  args: string[],
  { quiet = false, env = {} }: { quiet?: boolean; env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code, output })
    })
  })
}

function freshReport(name: string): string {
  fs.mkdirSync(reports, { recursive: true })
  const file = path.join(reports, name)
  fs.rmSync(file, { force: true })
  return file
}

const [chosen, ...filters] = process.argv.slice(2)
const queue = chosen === undefined ? everything : parts[chosen]
if (!queue) {
  printProblem(`There is no part '${chosen}'.`, `Parts: ${Object.keys(parts).join(', ')}; or none for all.`)
  process.exit(2)
}

const outcomes: Outcome[] = []
for (const part of queue) outcomes.push(...(await part.run(filters)))

const rows = outcomes.map(({ name, ms, passed, failed }) => {
  const counts = passed || failed ? ` ${passed} passed, ${failed} failed` : ''
  return `${failed ? '✗' : '✓'} ${name.padEnd(32)} ${seconds(ms).padStart(8)}${dim(counts)}`
})
const lines = (mark: string, of: 'failures' | 'flaky') =>
  outcomes.flatMap((outcome) => outcome[of] ?? []).map((line) => `${mark} ${line.replace(`${root}/`, '')}`)
const named = [...lines('✗', 'failures'), ...lines('~ passed at the second try:', 'flaky')]
print(`\n${[...rows, ...named].join('\n')}\n`)
const sum = (of: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[of], 0)
process.exitCode = sum('failed') ? 1 : 0
print(`${sum('passed')} passed, ${sum('failed')} failed`)
