import { defineConfig } from '@playwright/test'
import { findChromium } from './test/helpers/chromium.ts'

const port = process.env['E2E_PORT'] ?? '3170'
const sandboxPort = process.env['E2E_SANDBOX_PORT'] ?? '4170'
const signalPort = process.env['E2E_SIGNAL_PORT'] ?? String(Number(sandboxPort) + 1)
const smtpPort = process.env['E2E_SMTP_PORT'] ?? String(Number(sandboxPort) + 2)
const desktop = { viewport: { width: 1440, height: 900 } }
const baseURL = `http://localhost:${port}`

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // One installation with its demo companies serves all tests, on two cores. Those that only look walk beside those
  // that change things.
  workers: 2,
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    baseURL,
    locale: 'en-US',
    timezoneId: 'America/New_York',
    // Nothing waits for a thing that moves.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace films every step, which costs as much as the test itself.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        // Starting and feeding processes is a third of a test's cost.
        '--in-process-gpu',
        '--process-per-site',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'walk', testMatch: '**/walk.spec.ts', workers: 1, use: desktop },
    { name: 'desktop', testIgnore: ['**/*.mobile.spec.ts', '**/walk.spec.ts'], workers: 1, use: desktop },
    {
      name: 'mobile',
      workers: 1,
      testMatch: '**/*.mobile.spec.ts',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
  webServer: {
    command: `"${process.execPath}" --disable-warning=ExperimentalWarning test/helpers/e2e-server.ts`,
    url: `${baseURL}/readyz`,
    env: {
      PORT: port,
      SANDBOX_PORT: sandboxPort,
      DC09_PORT: signalPort,
      SANDBOX_SMTP_PORT: smtpPort,
      LOG_LEVEL: 'warn',
    },
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: process.env['E2E_LOG'] ? 'pipe' : 'ignore',
    stderr: 'pipe',
  },
})
