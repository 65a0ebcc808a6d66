/**
 * What the end-to-end tests run against: Keyholder as `npm start` starts it, with a data directory of its own
 * that goes when the tests are done.
 */
import fs from 'node:fs'
import path from 'node:path'
import { copyCluster } from './cluster-template.ts'
import { throwawayDirectory } from './throwaway.ts'

const dataDir = await throwawayDirectory('e2e')
process.on('exit', () => {
  // The logs stay beside Playwright's traces: they tell why a test failed.
  fs.cpSync(path.join(dataDir, 'log'), path.join('test-results', 'log'), { recursive: true, force: true })
  fs.rmSync(dataDir, { recursive: true, force: true })
})
process.env['DATA_DIR'] = dataDir
delete process.env['DATABASE_URL']
await copyCluster(dataDir)
await import('../../scripts/start/main.ts')
