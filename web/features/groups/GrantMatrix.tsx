/** What a group grants: a table for each category, an area a row, a level a column. */
import { Checkbox, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { isPermission, permissionLabel } from '#shared/permissions.ts'
import classes from './groups.module.css'
import { type Area, type Category, lacksView, levels, permissionOf, permissionsOf } from './matrix.ts'

type Props = {
  categories: readonly Category[]
  granted: ReadonlySet<string>
  stored: ReadonlySet<string>
  /** What the reader may add; what is ticked already may always be taken away. */
  grantable: ReadonlySet<string>
  disabled: boolean
  onChange: (change: { add: string[]; remove: string[] }) => void
}

export function GrantMatrix({ categories, ...rest }: Props) {
  return (
    <div className={classes.matrix}>
      {categories.map((category) => (
        <CategoryTable key={category.name} category={category} {...rest} />
      ))}
    </div>
  )
}

type Cells = Omit<Props, 'categories'>

/** One box for many permissions: ticked if all are, half if some are; ticks all that may be ticked. */
function ManyBox({ label, all, cells }: { label: string; all: readonly string[]; cells: Cells }) {
  const { granted, grantable, disabled, onChange } = cells
  const on = all.filter((permission) => granted.has(permission))
  const open = all.filter((permission) => !granted.has(permission) && grantable.has(permission))
  return (
    <Checkbox
      aria-label={label}
      checked={on.length > 0 && on.length === all.length}
      indeterminate={on.length > 0 && on.length < all.length}
      disabled={disabled || (on.length === 0 && open.length === 0)}
      onChange={() => onChange(open.length ? { add: open, remove: [] } : { add: [], remove: [...on] })}
    />
  )
}

function CategoryTable({ category, ...cells }: { category: Category } & Cells) {
  const used = levels.filter(({ level }) => category.areas.some((area) => area.levels.includes(level)))
  return (
    <section className={classes.category} aria-label={category.name}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{category.name}</th>
            {used.map(({ level, label }) => (
              <th key={level} scope="col" className={classes.level}>
                <span className={classes.levelHead}>
                  {label}
                  <ManyBox
                    label={`${label}, all of ${category.name}`}
                    all={category.areas
                      .filter((area) => area.levels.includes(level))
                      .map((area) => permissionOf(area, level))}
                    cells={cells}
                  />
                </span>
              </th>
            ))}
            <th scope="col" className={classes.level}>
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {category.areas.map((area) => (
            <AreaRow key={area.key} area={area} used={used} cells={cells} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function AreaRow({
  area,
  used,
  cells,
}: {
  area: Area
  used: readonly (typeof levels)[number][]
  cells: Cells
}) {
  const { granted, stored, grantable, disabled, onChange } = cells
  return (
    <tr>
      <th scope="row">
        <span className={classes.area}>
          {area.label}
          {area.help && (
            <Tooltip label={area.help}>
              <IconInfoCircle size={14} className={classes.help} role="img" aria-label={area.help} />
            </Tooltip>
          )}
          {lacksView(area, granted) && (
            <Tooltip label="Without View this has little effect: the page stays hidden">
              <IconAlertTriangle
                size={14}
                className={classes.warning}
                role="img"
                aria-label="Without View this has little effect: the page stays hidden"
              />
            </Tooltip>
          )}
        </span>
      </th>
      {used.map(({ level }) => {
        if (!area.levels.includes(level)) return <td key={level} className={classes.level} />
        const permission = permissionOf(area, level)
        const checked = granted.has(permission)
        const locked = !checked && !grantable.has(permission)
        const label = isPermission(permission) ? permissionLabel(permission) : permission
        return (
          <td
            key={level}
            className={classes.level}
            data-changed={checked !== stored.has(permission) || undefined}
            title={locked && !disabled ? `You do not hold “${label}” yourself` : undefined}
          >
            <Checkbox
              aria-label={label}
              checked={checked}
              disabled={disabled || locked}
              onChange={() =>
                onChange(checked ? { add: [], remove: [permission] } : { add: [permission], remove: [] })
              }
            />
          </td>
        )
      })}
      <td className={classes.level}>
        <ManyBox label={`${area.label}, all`} all={permissionsOf(area)} cells={cells} />
      </td>
    </tr>
  )
}
