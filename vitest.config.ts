import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'shared',
      'server',
      'sandboxes',
      'web',
      'scripts',
      'test/architecture',
      'test/acceptance',
      'bench',
    ].map((room) => `${room}/**/*.test.{ts,tsx,mjs}`),
    exclude: ['**/node_modules/**', 'web/dist/**'],
    globalSetup: process.env['NO_CLUSTER'] ? [] : ['test/helpers/cluster.ts'],
    pool: 'forks',
    // Two cores here and in CI: more workers only make every test slower.
    maxWorkers: 2,
    // A shared machine may starve one test; one that fails twice there is broken.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
