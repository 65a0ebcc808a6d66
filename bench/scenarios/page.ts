/**
 * PERF-008: the page of a heavy record in a real browser. What it loads, when it stands there, and what a key costs in
 * its form; at the processor's own speed and four times slower, as on the computers that dealers' offices have.
 */
import path from 'node:path'
import zlib from 'node:zlib'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { findChromium } from '#test/helpers/chromium.ts'
import { buildWeb, isWebBuildDue } from '../../scripts/start/web-build.ts'
import type { Company, Product } from '../company.ts'
import { print, sampleOf } from '../figures.ts'
import { heavyRecords } from '../heavy.ts'
import type { Options } from '../options.ts'

const scenario = 'page'
const slower = 4
/** Visits of each kind and run; each takes a second or two. */
const visits = 5
const keys = 40
/** Between two keys, in milliseconds: a quick typist. */
const betweenKeysMs = 60
/** After so many keys one thinks, long enough for suggestions to be asked for. */
const burst = 8
const thoughtMs = 400
/** After which nothing more is fetched on a page that nobody touches. */
const restMs = 3000

/** When what was painted, in milliseconds from the beginning of the visit. */
type Shown = { contentfulMs: number; headerMs: number; formMs: number }
/** The work that a key made, layout included; and when what it changed was painted, if that took a frame or more. */
type Key = { workMs: number; paintedMs?: number }

const inPage = (file: string) => path.join(import.meta.dirname, '../page', file)

/** The page as it is served must be that of the sources. */
export async function preparePage(): Promise<void> {
  const root = path.resolve(import.meta.dirname, '../..')
  if (isWebBuildDue(root)) await buildWeb(root)
}

export async function measurePage(company: Company, product: Product, options: Options): Promise<void> {
  const [record] = await heavyRecords(company)
  const address = `${product.url}/bench/customers/${record}`
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined })
  try {
    const visitor = async (): Promise<BrowserContext> => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const [name, value] = product.headers['cookie']!.split(/=(.*)/s)
      await context.addCookies([{ name: name!, value: value!, url: product.url }])
      return context
    }
    await weigh(visitor, address, company.customers)
    for (const rate of [1, slower])
      await timeVisits(visitor, address, rate, options.runs * visits, company.customers)
    for (const rate of [1, slower])
      await typeInto(visitor, address, rate, await fieldsOf(company), company.customers)
  } finally {
    await browser.close()
  }
}

type Visitor = () => Promise<BrowserContext>

const at = (rate: number) => (rate === 1 ? '' : `, ${rate}x slower processor`)

/** What a first visit loads until the record stands there, and what comes while nobody does anything. */
async function weigh(visitor: Visitor, address: string, customers: number): Promise<void> {
  const context = await visitor()
  const page = await context.newPage()
  const sizes = { script: [] as number[], stylesheet: [] as number[], font: [] as number[] }
  const weighing: Promise<unknown>[] = []
  page.on('response', (response) => {
    const kind = response.request().resourceType() as keyof typeof sizes
    if (!(kind in sizes)) return
    // Fonts are packed in themselves.
    const weight = async () =>
      (kind === 'font' ? await response.body() : zlib.gzipSync(await response.body())).length
    weighing.push(weight().then((bytes) => sizes[kind].push(bytes)))
  })
  await open(page, address, 1)
  const settled = async () => {
    await Promise.all(weighing)
    return Object.fromEntries(Object.entries(sizes).map(([kind, each]) => [kind, sum(each) / 1000]))
  }
  // The cards below come a moment later, and the company's own fields bring inputs along.
  await page.locator('[id^="field-custom-"]').last().waitFor()
  await page.waitForLoadState('load')
  const first = await settled()
  const files = sizes.script.length
  await page.waitForTimeout(restMs)
  const rested = await settled()
  await context.close()
  const unit = 'kB gzip'
  const [value, later] = [first['script']!, rested['script']! - first['script']!]
  print({ scenario, figure: 'script of a record', value, unit, goal: '<= 250', met: value <= 250, customers })
  print({ scenario, figure: 'script files', value: files, unit: 'files', customers })
  print({ scenario, figure: 'script fetched at rest', value: later, unit, customers })
  print({ scenario, figure: 'styles', value: rested['stylesheet']!, unit, customers })
  print({ scenario, figure: 'fonts', value: rested['font']!, unit: 'kB', customers })
}

/** Opens the record's page and waits until it stands there. */
async function open(page: Page, address: string, rate: number): Promise<Shown> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate })
  await page.addInitScript({ path: inPage('watch-page.mjs') })
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction(() => 'shown' in globalThis, null, { polling: 100, timeout: 60_000 })
  return page.evaluate(() => (globalThis as unknown as { shown: Shown }).shown)
}

async function timeVisits(visitor: Visitor, address: string, rate: number, times: number, customers: number) {
  const taken: Record<'cold' | 'warm', Shown[]> = { cold: [], warm: [] }
  // The first visit of all warms the server and the browser.
  for (let i = 0; i <= times; i++) {
    const context = await visitor()
    const kinds = ['cold', 'warm'] as const
    for (const kind of kinds) {
      const page = await context.newPage()
      const shown = await open(page, address, rate)
      if (i > 0) taken[kind].push(shown)
      await page.close()
    }
    await context.close()
  }
  for (const [kind, shown] of Object.entries(taken)) {
    const figures = {
      'first contentful paint': shown.map(({ contentfulMs }) => contentfulMs),
      'header painted': shown.map(({ headerMs }) => headerMs),
      'form painted': shown.map(({ formMs }) => formMs),
    }
    for (const [what, times] of Object.entries(figures)) {
      const { p50, p99 } = sampleOf(times)
      const goal = rate === slower && what !== 'first contentful paint'
      print({
        ...{
          scenario,
          figure: `${what}, ${kind} cache${at(rate)}`,
          value: p50,
          unit: 'ms',
          p50,
          p99,
          customers,
        },
        ...(goal && { goal: '<= 1000', met: p50 <= 1000 }),
      })
    }
  }
}

type Field = { name: string; id: string; text: string }

/** The fields that are typed into: a name, a street with its suggestions, a telephone, one of the company's own. */
async function fieldsOf({ owner, id }: Company): Promise<Field[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select id from catalogue_value where company_id = $1 and catalogue = 'custom_field' and active and data->>'type' = 'text'
       and coalesce(data->>'kind', 'both') <> 'lead' and coalesce(data->>'confidential', 'false') = 'false'
     order by id limit 1`,
    [id],
  )
  return [
    { name: 'first name', id: 'field-firstName', text: 'Maximiliana Theodora ' },
    { name: 'street', id: 'field-addressLine1', text: '2214 North Canyon Road ' },
    { name: 'telephone', id: 'field-primaryPhone', text: '801 555 0123 ' },
    ...rows.map((row) => ({
      name: 'custom field',
      id: `field-custom-${row.id}`,
      text: 'Gate 4 by the barn ',
    })),
  ]
}

async function typeInto(visitor: Visitor, address: string, rate: number, fields: Field[], customers: number) {
  const context = await visitor()
  const page = await context.newPage()
  await page.addInitScript({ path: inPage('watch-keys.mjs') })
  await open(page, address, rate)
  for (const { name, id, text } of fields) {
    const input = page.locator(`#${id}`)
    await input.fill('')
    await page.waitForTimeout(thoughtMs)
    await page.evaluate(() => ((globalThis as unknown as { keys: Key[] }).keys.length = 0))
    for (let i = 0; i < keys; i++) {
      await page.keyboard.press(text[i % text.length]!)
      await page.waitForTimeout(i % burst === burst - 1 ? thoughtMs : betweenKeysMs)
    }
    const taken = await page.evaluate(() => (globalThis as unknown as { keys: Key[] }).keys)
    const work = taken.map(({ workMs }) => workMs)
    const max = Math.max(...work)
    const painted = Math.max(0, ...taken.map(({ paintedMs }) => paintedMs ?? 0))
    if (taken.length < keys) throw new Error(`Of ${keys} keys in ${name} ${taken.length} arrived`)
    print({
      ...{ scenario, figure: `a key in ${name}, the dearest of ${keys}${at(rate)}`, value: max, unit: 'ms' },
      ...{ ...sampleOf(work), untilPaintedMs: painted, customers },
      ...(rate === 1 && { goal: '< 50', met: max < 50 }),
    })
  }
  await context.close()
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
