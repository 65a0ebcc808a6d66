/**
 * Gets the packages of package-lock.json into node_modules, and finds the Node that runs the product.
 * Runs on Node 20.19, before anything is installed.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { printProblem, step } from './steps.mjs'

export const root = path.dirname(import.meta.dirname)

/** The first Node that runs TypeScript as it stands. */
const NODE_WITH_TYPES = [22, 18]
const OLDEST_NODE = [20, 19]

const INSTALL_BYTES = 1024 * 1024 * 1024

const atLeast = ([major, minor]) => {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

/** Ends the process, with what is wrong and what to do about it. */
function fail(message, advice) {
  printProblem(message, advice)
  process.exit(1)
}

/** Runs `npm ci` if node_modules is not what package-lock.json says. Ends the process if that fails. */
export async function ensureInstalled() {
  if (!atLeast(OLDEST_NODE))
    fail(
      `Node ${process.versions.node} is too old: Keyholder needs ${OLDEST_NODE.join('.')} or newer to start.`,
      'Install a newer Node (https://nodejs.org), and start again.',
    )
  if (isInstalled()) return
  const installing = step('Installing packages (npm ci)')
  const { bavail, bsize } = fs.statfsSync(root)
  if (bavail * bsize < INSTALL_BYTES)
    fail(
      `The disk of ${root} has ${Math.floor((bavail * bsize) / 1024 / 1024)} MB free; the packages need 1 GB.`,
      'Free some space, and start again.',
    )
  // Install scripts are other people's code at its most powerful, and nothing here needs one.
  const { code, output } = await run('npm', [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  if (code !== 0) fail(`npm ci failed:\n${lastLines(output)}`, installAdvice(output))
  installing.done()
}

/** Whether each package of the lock is installed in its version; those for other platforms may be absent. */
export function isInstalled(directory = root) {
  const read = (file) => JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')).packages
  try {
    const wanted = read('package-lock.json')
    // npm writes this at the very end of an installation.
    const present = read('node_modules/.package-lock.json')
    return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
      if (name === '') return true
      const found = present[name]
      if (!found) return optional === true
      return found.version === version && found.integrity === integrity
    })
  } catch {
    return false
  }
}

/** The Node that runs TypeScript: this one, or the one among the packages. Ends the process if there is none. */
export function findNode() {
  if (atLeast(NODE_WITH_TYPES)) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const binary = path.join(
    ...[root, 'node_modules', `node-${platform}-${process.arch}`, 'bin'],
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (fs.existsSync(binary)) return binary
  return fail(
    `This is Node ${process.versions.node}, and npm has no newer one for ${process.platform} on ${process.arch}.`,
    `Install Node 24 (https://nodejs.org), and start again; ${NODE_WITH_TYPES.join('.')} is the oldest that will do.`,
  )
}

function run(command, args) {
  return new Promise((resolve) => {
    // Windows runs npm through a command file, which only a shell starts.
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

const lastLines = (output) => output.trim().split('\n').slice(-8).join('\n')

function installAdvice(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|network/i.test(output))
    return 'The first start fetches the packages: check the network (or the registry: npm config get registry), and start again.'
  if (/ENOSPC/.test(output)) return 'The disk is full: free 1 GB, and start again.'
  if (/EACCES|EPERM|EROFS/.test(output))
    return `Make ${root} writable for this user (chown -R), and start again.`
  if (/spawn npm ENOENT/.test(output)) return 'Install npm (it comes with Node), and start again.'
  return 'Put that right, and start again; a copy of the repository as it was committed installs.'
}
