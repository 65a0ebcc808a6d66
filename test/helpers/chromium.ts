/** The browser of the end-to-end tests: Debian's own Chromium, as Playwright's download is not needed for it. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { SetupProblem } from '#server/platform/setup-problem.ts'

/** The headless shell first: it starts more than twice as fast as the whole browser. */
const knownPlaces = [
  '/usr/bin/chromium-headless-shell',
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const PACKAGE = 'chromium-headless-shell'

/** The browser's path: CHROMIUM_PATH, or the first of the well-known places; null if there is none. */
export function findChromium(): string | null {
  const chosen = process.env['CHROMIUM_PATH']
  if (chosen && !fs.existsSync(chosen))
    throw new SetupProblem(
      `CHROMIUM_PATH is ${chosen}, and there is no such file.`,
      'Correct it, or leave it out to have the browser looked for.',
    )
  return chosen || (knownPlaces.find((place) => fs.existsSync(place)) ?? null)
}

/** The browser's path; where it lacks, root on Debian installs it. Throws SetupProblem if that is not possible. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found) return found
  const aptGet = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (aptGet) {
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', PACKAGE]]) {
      const { status, stderr } = spawnSync('apt-get', args, {
        encoding: 'utf8',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
      if (status !== 0) throw missing(`apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`)
    }
    const installed = findChromium()
    if (installed) return installed
  }
  throw missing('There is no Chromium for the end-to-end tests.')
}

const missing = (message: string) =>
  new SetupProblem(
    message,
    `Install it (Debian: sudo apt-get install --no-install-recommends ${PACKAGE}), or set CHROMIUM_PATH to a Chromium or Chrome.`,
  )
