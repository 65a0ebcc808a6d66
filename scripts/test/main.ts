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

type Part = { name: string; run(filters: string[]): Promise<Counts> }

/** A check passes or fails as a whole; its output is shown only if it fails. */
const check = (name: string, file: string, ...args: string[]): Part => ({
  name,
  async run() {
    const running = step(name)
    const { code, output } = await runNode([file, ...args], { quiet: true })
    if (code === 0) running.done()
    else {
      running.failed()
      print(output.trimEnd())
    }
    return { passed: 0, failed: code === 0 ? 0 : 1 }
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
const drift = [check('Generated files are up to date', path.join(root, 'scripts', 'gen.ts'), '--check')]

const webBuild: Part = {
  name: 'Build of the page',
  async run() {
    if (!isWebBuildDue(root)) return { passed: 0, failed: 0 }
    const building = step('Build of the page')
    try {
      await buildWeb(root)
      building.done()
      return { passed: 0, failed: 0 }
    } catch (error) {
      building.failed()
      print((error as Error).message)
      return { passed: 0, failed: 1 }
    }
  },
}

const unit: Part = {
  name: 'Unit and HTTP tests',
  async run(filters) {
    const report = freshReport('vitest.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    await runNode([tool('vitest/vitest.mjs'), 'run', ...reporters, ...filters])
    const counts = countVitest(report)
    return filters.length ? counts : { ...counts, failed: counts.failed + checkConformance(report) }
  },
}

const conformance = path.join(root, 'docs', 'connectors', 'conformance.md')

/** 1 if the page of the connectors' answers is not what this run has shown. */
function checkConformance(report: string): number {
  if (staleConformance(report, conformance) === null) return 0
  printProblem('docs/connectors/conformance.md is not what the tests have shown.', 'npm run conformance')
  return 1
}

/** Asks the connectors alone, and writes down what they answered. */
const writeConformance: Part = {
  name: 'Answers of the connectors',
  async run() {
    const counts = await unit.run(['server/connectors'])
    const page = staleConformance(path.join(reports, 'vitest.json'), conformance)
    if (page !== null) fs.writeFileSync(conformance, page)
    return counts
  },
}

const e2e: Part = {
  name: 'End-to-end tests',
  async run(filters) {
    const looking = step('Looking for the browser')
    const chromium = ensureChromium()
    looking.done(chromium)
    const report = freshReport('playwright.json')
    const [port, sandboxPort, signalPort] = [await freePort(), await freePort(), await freePort()]
    await runNode([tool('@playwright/test/cli.js'), 'test', ...filters], {
      env: {
        ...{ CHROMIUM_PATH: chromium, E2E_PORT: String(port), E2E_SANDBOX_PORT: String(sandboxPort) },
        E2E_SIGNAL_PORT: String(signalPort),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    })
    return countPlaywright(report)
  },
}

const parts: Record<string, Part[]> = {
  typecheck,
  lint,
  unit: [unit],
  e2e: [webBuild, e2e],
  conformance: [writeConformance],
}
const everything = [...typecheck, ...lint, ...drift, webBuild, unit, e2e]

let running: ReturnType<typeof spawn> | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => running?.kill(signal))

function runNode(
  args: string[],
  { quiet = false, env = {} }: { quiet?: boolean; env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  running = child
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

function freshReport(name: string): string {
  fs.mkdirSync(reports, { recursive: true })
  const file = path.join(reports, name)
  fs.rmSync(file, { force: true })
  return file
}

async function runPart(part: Part, filters: string[]): Promise<Counts> {
  try {
    return await part.run(filters)
  } catch (error) {
    if (error instanceof SetupProblem) printProblem(error.message, error.advice)
    else printProblem((error as Error).stack ?? String(error))
    return { passed: 0, failed: 1 }
  }
}

const [chosen, ...filters] = process.argv.slice(2)
const queue = chosen === undefined ? everything : parts[chosen]
if (!queue) {
  printProblem(`There is no part '${chosen}'.`, `Parts: ${Object.keys(parts).join(', ')}; or none for all.`)
  process.exit(2)
}

const total: Counts = { passed: 0, failed: 0 }
const rows: string[] = []
for (const part of queue) {
  const startedAt = Date.now()
  const { passed, failed } = await runPart(part, filters)
  total.passed += passed
  total.failed += failed
  const counts = passed || failed ? ` ${passed} passed, ${failed} failed` : ''
  rows.push(
    `${failed ? '✗' : '✓'} ${part.name.padEnd(32)} ${seconds(Date.now() - startedAt).padStart(8)}${dim(counts)}`,
  )
}
print(`\n${rows.join('\n')}\n`)
process.exitCode = total.failed ? 1 : 0
print(`${total.passed} passed, ${total.failed} failed`)
