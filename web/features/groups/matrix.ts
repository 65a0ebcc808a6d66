/** The permission catalogue as the group's editor lays it out: areas by category, a column for each level. */
import { type Level, type Permission, permissionCategories } from '#shared/permissions.ts'

export const levels = [
  { level: 'view', label: 'View' },
  { level: 'create', label: 'Create' },
  { level: 'modify', label: 'Modify' },
  { level: 'delete', label: 'Delete' },
  { level: 'yes', label: 'Yes' },
] as const satisfies readonly { level: Level; label: string }[]

export type Area = { key: string; label: string; help: string | undefined; levels: readonly Level[] }
export type Category = { name: string; areas: Area[] }

export const categories: readonly Category[] = Object.entries(permissionCategories).map(([name, areas]) => ({
  name,
  areas: Object.entries(
    areas as Record<string, { label: string; help?: string; levels: readonly Level[] }>,
  ).map(([key, { label, help, levels }]) => ({ key, label, help, levels })),
}))

export const permissionOf = (area: Area, level: Level): Permission => `${area.key}.${level}` as Permission
export const permissionsOf = (area: Area): Permission[] =>
  area.levels.map((level) => permissionOf(area, level))

/** The categories with the areas that the typed words find; every word must be in the label, the help or the category. */
export function finding(typed: string): Category[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return categories
    .map((category) => ({
      ...category,
      areas: category.areas.filter(({ label, help }) => {
        const text = `${label} ${help ?? ''} ${category.name}`.toLowerCase()
        return words.every((word) => text.includes(word))
      }),
    }))
    .filter(({ areas }) => areas.length > 0)
}

/** What was ticked and unticked since the group was stored. */
export function grantDiff(stored: readonly string[], now: readonly string[]) {
  const [had, has] = [new Set(stored), new Set(now)]
  return {
    added: now.filter((permission) => !had.has(permission)),
    removed: stored.filter((permission) => !has.has(permission)),
  }
}

/** Whether a level is ticked that does nothing while the area's View is not. */
export const lacksView = (area: Area, granted: ReadonlySet<string>): boolean =>
  area.levels.includes('view') &&
  !granted.has(permissionOf(area, 'view')) &&
  area.levels.some(
    (level) => level !== 'create' && level !== 'view' && granted.has(permissionOf(area, level)),
  )
