/** The company’s own settings. What each is called and how it is entered: shared/rules/setting-descriptions.ts. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { companies, CompanyProfile } from '#shared/contracts/companies.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { companySettings, type CompanySettings } from '#shared/rules/company-settings.ts'
import { currencies } from '#shared/rules/currencies.ts'
import {
  descriptionOf,
  settingAt,
  type SettingPath,
  settingPaths,
} from '#shared/rules/setting-descriptions.ts'
import { timeZones } from '#shared/rules/time-zones.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { planNext } from '../health/health.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './companies.queries.ts'

export { getCompany, updateCompany } from './companies.queries.ts'
export { startingGroups } from './companies.starting.ts'
export { insertStartingRows } from './companies.starting.queries.ts'

const catalogues = settingPaths.flatMap((path) => {
  const { input } = descriptionOf(path)
  return input.type === 'catalogue' ? [input.catalogue] : []
})

type Options = {
  locations: queries.Option[]
  catalogues: (queries.Option & { catalogue: string })[]
  hasAdt: boolean
}

const readOptions = async (db: Db): Promise<Options> => ({
  locations: await queries.listLocationOptions(db),
  catalogues: await queries.listCatalogueOptions(db, catalogues),
  hasAdt: await queries.hasAdt(db),
})

/** What a setting’s select offers. */
const optionsOf = (path: SettingPath, options: Options): queries.Option[] => {
  const { input } = descriptionOf(path)
  if (input.type === 'location') return options.locations
  if (input.type === 'catalogue')
    return options.catalogues.filter(({ catalogue }) => catalogue === input.catalogue)
  return []
}

const pointsAtRow = (path: SettingPath) => ['location', 'catalogue'].includes(descriptionOf(path).input.type)

function answer(row: queries.CompanyRow, options: Options): CompanyProfile {
  const settings = companySettings(row.settings)
  const chosen = new Set(settingPaths.filter(pointsAtRow).map((path) => settingAt(settings, path)))
  const offered = (list: queries.Option[]) =>
    list.filter(({ id, active }) => active || chosen.has(id)).map(({ id, name }) => ({ id, name }))
  return {
    version: row.version,
    slug: row.slug,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    settings,
    hasAdt: options.hasAdt,
    options: {
      locations: offered(options.locations),
      catalogues: Object.fromEntries(
        catalogues.map((name) => [
          name,
          offered(options.catalogues.filter(({ catalogue }) => catalogue === name)),
        ]),
      ),
    },
  }
}

export const openCompany = async (_ctx: Ctx, db: Db): Promise<CompanyProfile> =>
  answer(await queries.getCompany(db), await readOptions(db))

/** A default points at something of the company’s that is in use; one that stands already may stay. @throws request.invalid */
function check(before: CompanySettings, after: CompanySettings, options: Options): void {
  const errors: FieldError[] = settingPaths.filter(pointsAtRow).flatMap((path) => {
    const value = settingAt(after, path)
    if (value === null || value === settingAt(before, path)) return []
    const found = optionsOf(path, options).find(({ id }) => id === value)
    if (found?.active) return []
    return [
      { path: `settings.${path}`, message: found ? 'This is no longer in use' : 'There is no such value' },
    ]
  })
  if (errors.length) fail('request.invalid', {}, { errors })
}

/** A setting’s value as people read it. */
function words(path: SettingPath, settings: CompanySettings, options: Options): string | null {
  const value = settingAt(settings, path)
  const { input } = descriptionOf(path)
  if (value === null || value === '') return null
  switch (input.type) {
    case 'switch':
      return value ? 'On' : 'Off'
    case 'choice':
      return input.options.find((option) => option.value === value)?.label ?? String(value)
    case 'choices':
      return input.options
        .filter((option) => (value as readonly string[]).includes(option.value))
        .map(({ label }) => label)
        .join(', ')
    case 'number':
      return `${String(value)} ${input.unit}`
    case 'location':
    case 'catalogue':
      return optionsOf(path, options).find(({ id }) => id === value)?.name ?? `#${String(value)}`
    default:
      return String(value)
  }
}

/** @throws companies.stale with what is stored now, request.invalid */
export async function saveCompany(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof companies.save>,
): Promise<CompanyProfile> {
  const before = await queries.getCompany(db)
  const options = await readOptions(db)
  const stale = async () =>
    fail('companies.stale', {}, { extra: { current: answer(await queries.getCompany(db), options) } })
  if (before.version !== body.version) return stale()
  const old = companySettings(before.settings)
  // Add-ons are switched by add-ons alone.
  const chosen: CompanySettings = { ...old, ...body.settings }
  check(old, chosen, options)
  const zone = (name: string) => timeZones.find(({ value }) => value === name)?.label ?? name
  const currency = (code: string) => currencies.find(({ value }) => value === code)?.label ?? code
  const changes = [
    { field: 'Name', old: before.name, new: body.name },
    { field: 'Time zone', old: zone(before.time_zone), new: zone(body.timeZone) },
    { field: 'Currency', old: currency(before.currency), new: currency(body.currency) },
    ...settingPaths.map((path) => ({
      field: descriptionOf(path).label,
      old: words(path, old, options),
      new: words(path, chosen, options),
    })),
  ].filter((change) => change.old !== change.new)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(before, options)
  }
  // Members that this version does not know stay as they are.
  const settings = { ...(before.settings as object), ...body.settings }
  if (!(await queries.updateCompany(db, body.version, { ...body, settings }))) return stale()
  // By the new hour, or the new clock.
  await planNext(db, ctx.now)
  ctx.history.add({ event: 'companies.saved', entity: 'company', entityId: before.id, changes })
  return answer(await queries.getCompany(db), options)
}

/**
 * Whether Home shows what is not set up yet: a switch of the settings that is also changed from there.
 * @throws companies.stale if somebody saves the settings at the same moment
 */
export async function showGettingStarted(
  ctx: Ctx,
  db: Db,
  gettingStarted: boolean,
): Promise<Record<string, never>> {
  const before = await queries.getCompany(db)
  if (companySettings(before.settings).gettingStarted === gettingStarted) {
    ctx.history.nothingChanged()
    return {}
  }
  const { name, currency, time_zone: timeZone } = before
  const settings = { ...(before.settings as object), gettingStarted }
  if (!(await queries.updateCompany(db, before.version, { name, timeZone, currency, settings })))
    fail('companies.stale')
  const word = (on: boolean) => (on ? 'On' : 'Off')
  const field = descriptionOf('gettingStarted').label
  ctx.history.add({
    event: 'companies.saved',
    entity: 'company',
    entityId: before.id,
    changes: [{ field, old: word(!gettingStarted), new: word(gettingStarted) }],
  })
  return {}
}

export const listCompanyHistory = (
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof companies.history>,
): Promise<Output<typeof companies.history>> => listEntityHistory(db, 'company', ctx.actor.company.id, query)
