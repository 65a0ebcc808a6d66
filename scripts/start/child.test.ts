import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startChild, type Child } from './child.ts'

let place: string
let child: Child | undefined
const lines: string[] = []

/** Runs `code` as a child; `lines` collects what it prints. */
function start(code: string, onRestart = vi.fn<(ended: string, inMs: number) => void>()) {
  const file = path.join(place, 'child.mjs')
  fs.writeFileSync(file, code)
  const onMessage = vi.fn()
  child = startChild({ file, env: {}, log: null, onLine: (line) => lines.push(line), onMessage, onRestart })
  return { child, onMessage, onRestart }
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

beforeEach(() => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'kh-child-'))
  lines.length = 0
})
afterEach(async () => {
  await child?.stop(1_000)
  fs.rmSync(place, { recursive: true, force: true })
})

const RUNS = 'console.log(process.pid); setInterval(() => {}, 1000)'
const lastPid = () => Number(lines.at(-1))

test('[HOUSE] a child that dies in service is started again, and the person is told', async () => {
  const { child, onRestart } = start(RUNS)
  await expect.poll(() => lines.length).toBe(1)
  const first = lastPid()
  child.inService()
  process.kill(first, 'SIGKILL')
  await expect.poll(() => lines.length, { timeout: 5_000 }).toBe(2)
  expect(lastPid()).not.toBe(first)
  expect(onRestart).toHaveBeenCalledExactlyOnceWith('was ended by SIGKILL', 1_000)
})

test('[HOUSE] a child that dies before its service began is reported, with its last message, not started again', async () => {
  const { child, onMessage, onRestart } = start(
    "process.send({ type: 'warning', text: 'no' }, () => process.exit(3))",
  )
  expect(await child.endedEarly).toBe('ended with code 3')
  expect(onMessage).toHaveBeenCalledWith({ type: 'warning', text: 'no' })
  expect(onRestart).not.toHaveBeenCalled()
})

test('[HOUSE] stopping lets a child finish, and kills one that will not', async () => {
  const polite = start("process.on('SIGTERM', () => { console.log('bye'); process.exit() });" + RUNS)
  await expect.poll(() => lines.length).toBe(1)
  await polite.child.stop(5_000)
  expect(lines).toContain('bye')

  const stubborn = start("process.on('SIGTERM', () => {});" + RUNS)
  await expect.poll(() => lines.length).toBe(3)
  await stubborn.child.stop(100)
  expect(isAlive(lastPid())).toBe(false)
})
