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

test('[HOUSE] passed and failed tests are counted', () => {
  const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  const vitest = report({ numPassedTests: 5, numFailedTests: 1, success: false, testResults: [failedFile] })
  expect(countVitest(vitest)).toEqual({ passed: 5, failed: 1 })
  const playwright = report({ stats: { expected: 4, unexpected: 2, flaky: 1, skipped: 1 }, errors: [] })
  expect(countPlaywright(playwright)).toEqual({ passed: 5, failed: 2 })
})

test('[HOUSE] what broke outside of any test is a failure: a file, a whole run, a missing report', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const file = report({ numPassedTests: 5, numFailedTests: 0, success: false, testResults: [broken] })
  expect(countVitest(file)).toEqual({ passed: 5, failed: 1 })
  const run = report({ numPassedTests: 5, numFailedTests: 0, success: false, testResults: [] })
  expect(countVitest(run)).toEqual({ passed: 5, failed: 1 })
  const server = report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] })
  expect(countPlaywright(server)).toEqual({ passed: 0, failed: 1 })
  expect(countVitest(path.join(place, 'absent.json'))).toEqual({ passed: 0, failed: 1 })
  expect(countPlaywright(path.join(place, 'absent.json'))).toEqual({ passed: 0, failed: 1 })
})
