/**
 * Every page in every state, once: read by axe (WCAG 2.2 AA and best practices; in light in full, in dark for contrast),
 * and narrowed to a phone's 390 px, where nothing may scroll sideways.
 */
import type { AxeResults, RunOptions } from 'axe-core'
import axe from 'axe-core'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { places, settle, showIn } from './places.ts'

/** The rows below the first are like it: a hundred of them cost axe half a minute. */
const laterRows = 'tbody tr:nth-child(n + 6)'

/** `rule: why (selector)` for each finding in `page`, into which axe was put before. */
async function findings(page: Page, overlay: boolean, options: RunOptions = {}): Promise<string[]> {
  const context = overlay ? { include: '#overlays' } : { exclude: laterRows }
  // Without details of what passes: half the time.
  const input = JSON.stringify([context, { resultTypes: ['violations'], iframes: false, ...options }])
  const { violations } = (await page.evaluate(`axe.run(...${input})`)) as AxeResults
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${failureSummary?.split('\n')[1]?.trim()} (${target.join(' ')})`,
    ),
  )
}

/** How far the page reaches, and the screen, in CSS pixels. */
const widths = async (page: Page) =>
  (await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]')) as [
    number,
    number,
  ]

/** So many places share a browser: what the first of them loads, the others have. */
const placesPerTest = 12

for (const who of new Set(places.map(({ user = 'owner' }) => user))) {
  const theirs = places.filter(({ user = 'owner' }) => user === who)
  for (let from = 0; from < theirs.length; from += placesPerTest) {
    const some = theirs.slice(from, from + placesPerTest)
    test.describe(`${who ?? 'nobody'}, from “${some[0]!.name}” on`, () => {
      test.use({ user: who })
      test('axe finds nothing, in light and in dark; a phone has nothing to scroll sideways', async ({
        context,
        records,
      }) => {
        test.setTimeout(300_000)
        for (const { name, overlay, open } of some) {
          await test.step(name, async () => {
            const page = await context.newPage()
            // What is there at a second look, too: a starved machine may paint a colour late.
            const find = async (options?: RunOptions) => {
              const found = await findings(page, overlay ?? false, options)
              if (found.length === 0) return found
              await settle(page)
              return findings(page, overlay ?? false, options)
            }
            await open(page, records)
            await page.evaluate(axe.source)
            await showIn(page, 'light')
            expect.soft(await find(), `${name}, in light`).toEqual([])
            await showIn(page, 'dark')
            expect.soft(await find({ runOnly: ['color-contrast'] }), `${name}, in dark`).toEqual([])

            await page.setViewportSize({ width: 390, height: 844 })
            await settle(page)
            const [content, screen] = await widths(page)
            expect.soft(content, `${name}, its width on a phone`).toBeLessThanOrEqual(screen)
            await page.close()
          })
        }
      })
    })
  }
}
