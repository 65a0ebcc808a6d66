/** Pictures of every page for people to look at, in test-results/screens. Taken only with SCREENSHOTS=1. */
import { test } from './fixtures.ts'
import { places, showIn } from './places.ts'

test.skip(!process.env['SCREENSHOTS'], 'only with SCREENSHOTS=1')
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const { name, user, open } of places) {
  test.describe(name, () => {
    test.use({ user: user === undefined ? 'owner' : user })
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`is pictured ${size}`, async ({ page, records }) => {
        await page.setViewportSize(viewport)
        await open(page, records)
        for (const colorScheme of ['light', 'dark'] as const) {
          await showIn(page, colorScheme)
          const file = `${name.replace(/[^a-z]+/g, '-')}.${size}.${colorScheme}.png`
          await page.screenshot({ path: `test-results/screens/${file}` })
        }
      })
    }
  })
}
