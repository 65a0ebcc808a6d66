/** Builds the page into web/dist, unless what is there was built from the same sources. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { SetupProblem } from '#server/platform/setup-problem.ts'

const SOURCES = ['web', 'shared', 'package-lock.json']
const OUTPUT = 'web/dist'
const NOTE = path.join(OUTPUT, '.sources')

/** Whether web/dist is missing or was built from other sources. */
export const isWebBuildDue = (root: string): boolean => {
  const note = path.join(root, NOTE)
  return !fs.existsSync(note) || fs.readFileSync(note, 'utf8') !== hashSources(root)
}

/** Builds the page. Throws SetupProblem with vite's words if that fails. */
export async function buildWeb(root: string): Promise<void> {
  // Taken first: a source that changes during the build makes the next one due.
  const sources = hashSources(root)
  fs.rmSync(path.join(root, NOTE), { force: true })
  const { code, output } = await runVite(root)
  if (code !== 0)
    throw new SetupProblem(
      `The page cannot be built:\n${output.trim().split('\n').slice(-15).join('\n')}`,
      'Correct the sources in web/ and shared/ (git status shows what differs), and start again.',
    )
  fs.writeFileSync(path.join(root, NOTE), sources)
}

function runVite(root: string): Promise<{ code: number | null; output: string }> {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

function hashSources(root: string): string {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((source) => filesOf(path.join(root, source))).sort())
    hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesOf(place: string): string[] {
  if (path.basename(place) === 'dist' || !fs.existsSync(place)) return []
  if (!fs.statSync(place).isDirectory()) return /\.test\.tsx?$/.test(place) ? [] : [place]
  return fs.readdirSync(place).flatMap((name) => filesOf(path.join(place, name)))
}
