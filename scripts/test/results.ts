/** Counts of passed and failed tests, and the names of the failed, from what Vitest and Playwright report as JSON. */
import fs from 'node:fs'

export type Counts = {
  passed: number
  failed: number
  /** What failed, a line each; a failure outside of any test says so. */
  failures?: string[]
  /** Passed on a second try: a line each. */
  flaky?: string[]
}

type VitestReport = {
  numPassedTests: number
  success: boolean
  testResults: {
    name: string
    status: string
    assertionResults: { status: string; fullName: string }[]
  }[]
}

type Suite = { specs?: { title: string; file: string; tests: { status: string }[] }[]; suites?: Suite[] }

type PlaywrightReport = Suite & {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
}

const noReport: Counts = { passed: 0, failed: 1, failures: ['The run left no report'] }

/** A file that broke before its tests counts as one failure, as does a run that left no report. */
export function countVitest(file: string): Counts {
  const report = readReport<VitestReport>(file)
  if (!report) return noReport
  const failures = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [`${name}: broke outside of its tests`]
    return failed.map((test) => `${name}: ${test.fullName}`)
  })
  if (failures.length === 0 && !report.success) failures.push('An error outside of any test: see above')
  return { passed: report.numPassedTests, failed: failures.length, failures }
}

/** A test that passed on a second try counts as passed; an error outside of any test as a failure. */
export function countPlaywright(file: string): Counts {
  const report = readReport<PlaywrightReport>(file)
  if (!report) return noReport
  const { expected, flaky, unexpected } = report.stats
  const failures = [
    ...titles(report, 'unexpected'),
    ...report.errors.map(() => 'An error outside of any test: see above'),
  ]
  const failed = unexpected + report.errors.length
  return { passed: expected + flaky, failed, failures, flaky: titles(report, 'flaky') }
}

function titles({ specs = [], suites = [] }: Suite, status: string): string[] {
  const own = specs.filter(({ tests }) => tests.some((test) => test.status === status))
  return [
    ...own.map(({ file, title }) => `${file}: ${title}`),
    ...suites.flatMap((suite) => titles(suite, status)),
  ]
}

function readReport<T>(file: string): T | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T
  } catch {
    return null
  }
}
