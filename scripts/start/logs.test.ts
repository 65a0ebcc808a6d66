import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { warningFilter } from './app-lines.ts'
import { openRotatingLog } from './rotating-log.ts'

let place: string
beforeEach(() => (place = fs.mkdtempSync(path.join(os.tmpdir(), 'kh-log-'))))
afterEach(() => fs.rmSync(place, { recursive: true, force: true }))

test('[HOUSE] a log is set aside past its size, and the oldest of four goes', () => {
  const log = openRotatingLog(path.join(place, 'app.log'), 5)
  for (const text of ['first!', 'second', 'third!', 'fourth', 'fifth!']) log.write(text)
  log.close()
  const read = (name: string) => fs.readFileSync(path.join(place, name), 'utf8')
  expect(fs.readdirSync(place).sort()).toEqual(['app.1.log', 'app.2.log', 'app.3.log', 'app.log'])
  expect([read('app.log'), read('app.1.log'), read('app.3.log')]).toEqual(['fifth!', 'fourth', 'second'])
})

test('[HOUSE] warnings come to the terminal, each once a minute; the rest stays in the log', () => {
  let now = 0
  const pick = warningFilter(() => now)
  const line = (level: number, msg: string, err?: object) => JSON.stringify({ level, msg, err })
  expect(pick(line(30, 'request completed'), false)).toBeNull()
  expect(pick(line(40, 'slow'), false)).toBe('slow')
  expect(pick(line(40, 'slow'), false)).toBeNull()
  expect(pick(line(50, 'failed', { message: 'why' }), false)).toBe('failed: why')
  now = 61_000
  expect(pick(line(40, 'slow'), false)).toBe('slow')
  expect(pick('plain words', false)).toBeNull()
  expect(pick('Error: broken', true)).toBe('Error: broken')
})
