/** Every page in every state, read by axe (WCAG 2.2 AA and best practices): in light in full, in dark for contrast. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'
import { places, showIn } from './places.ts'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** `rule: why (selector)` for each finding. */
async function findings(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${failureSummary?.split('\n')[1]?.trim()} (${target.join(' ')})`,
    ),
  )
}

/** The rows below the first are like it: a hundred of them cost axe half a minute. */
const laterRows = 'tbody tr:nth-child(n + 6)'

for (const { name, user, overlay, open } of places) {
  test.describe(name, () => {
    test.use({ user: user === undefined ? 'owner' : user })
    test('axe finds nothing, in light and in dark', async ({ page, records }) => {
      const axe = () => {
        // Without details of what passes, and without the blank page that foreign frames would need: half the time.
        const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
        return overlay ? builder.include('#overlays') : builder.exclude(laterRows)
      }
      await open(page, records)
      await showIn(page, 'light')
      expect.soft(await findings(axe()), 'in light').toEqual([])
      await showIn(page, 'dark')
      expect.soft(await findings(axe().withRules(['color-contrast'])), 'in dark').toEqual([])
    })
  })
}
