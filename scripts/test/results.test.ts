import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countPlaywright, countVitest } from './results.ts'

let place: string
beforeEach(() => (place = fs.mkdtempSync(path.join(os.tmpdir(), 'kh-results-'))))
afterEach(() => fs.rmSync(place, { recursive: true, force: true }))

function report(content: object): string {
  const file = path.join(place, 'report.json')
  fs.writeFileSync(file, JSON.stringify(content))
  return file
}

test('[HOUSE] passed and failed tests are counted, and the failed and the flaky named', () => {
  const failedFile = {
    name: 'a.test.ts',
    status: 'failed',
    assertionResults: [
      { status: 'failed', fullName: 'adds' },
      { status: 'passed', fullName: 'takes' },
    ],
  }
  const vitest = report({ numPassedTests: 5, success: false, testResults: [failedFile] })
  expect(countVitest(vitest)).toEqual({ passed: 5, failed: 1, failures: ['a.test.ts: adds'] })
  const spec = (title: string, status: string) => ({ title, file: 'b.spec.ts', tests: [{ status }] })
  const playwright = report({
    stats: { expected: 4, unexpected: 2, flaky: 1, skipped: 1 },
    errors: [],
    suites: [
      {
        specs: [spec('opens', 'expected'), spec('closes', 'unexpected')],
        suites: [{ specs: [spec('saves', 'unexpected'), spec('waits', 'flaky')] }],
      },
    ],
  })
  expect(countPlaywright(playwright)).toEqual({
    passed: 5,
    failed: 2,
    failures: ['b.spec.ts: closes', 'b.spec.ts: saves'],
    flaky: ['b.spec.ts: waits'],
  })
})

test('[HOUSE] what broke outside of any test is a failure: a file, a whole run, a missing report', () => {
  const broken = { name: 'a.test.ts', status: 'failed', assertionResults: [] }
  const file = report({ numPassedTests: 5, success: false, testResults: [broken] })
  expect(countVitest(file)).toEqual({
    passed: 5,
    failed: 1,
    failures: ['a.test.ts: broke outside of its tests'],
  })
  const run = report({ numPassedTests: 5, success: false, testResults: [] })
  expect(countVitest(run)).toMatchObject({ passed: 5, failed: 1 })
  const server = report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] })
  expect(countPlaywright(server)).toMatchObject({ passed: 0, failed: 1 })
  expect(countVitest(path.join(place, 'absent.json'))).toMatchObject({ passed: 0, failed: 1 })
  expect(countPlaywright(path.join(place, 'absent.json'))).toMatchObject({ passed: 0, failed: 1 })
})
