/** The groups that a user holds, each at one location or everywhere. */
import { ActionIcon, Button, Select } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { Output } from '#shared/contract.ts'
import type { Membership, users } from '#shared/contracts/users.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './users.module.css'

/** A row that is not filled in yet has no group. */
export type TypedMembership = { groupId: number | null; locationId: number | null }
type Options = Output<typeof users.options>

const everywhere = 'everywhere'

type Props = {
  value: readonly TypedMembership[]
  /** What is stored: what is no longer offered may stay there. */
  stored: readonly Membership[]
  options: Options | undefined
  errors: Record<string, string>
  disabled: boolean
  onChange: (value: TypedMembership[]) => void
}

export function MembershipsField({ value, stored, options, errors, disabled, onChange }: Props) {
  const held = new Set(stored.map(({ groupId }) => groupId))
  const heldAt = new Set(stored.map(({ locationId }) => locationId))
  const groups = (options?.groups ?? [])
    .filter(({ id, assignable }) => assignable || held.has(id))
    .map(({ id, name }) => ({ value: String(id), label: name }))
  const places = [
    { value: everywhere, label: 'Everywhere, new locations too' },
    ...(options?.locations ?? [])
      .filter(({ id, active }) => active || heldAt.has(id))
      .map(({ id, name }) => ({ value: String(id), label: name })),
  ]
  const change = (at: number, part: Partial<TypedMembership>) =>
    onChange(value.map((row, i) => (i === at ? { ...row, ...part } : row)))
  return (
    <div>
      <p className={classes.hint}>
        What somebody may do follows from these groups alone. You may give what you hold yourself, where you
        hold it.
      </p>
      {value.length === 0 && (
        <Notice tone="neutral">Without a group this user can sign in and see nothing.</Notice>
      )}
      <ul className={classes.memberships}>
        {value.map((row, i) => (
          <li key={i} className={classes.membership}>
            <Select
              aria-label={`Group ${i + 1}`}
              placeholder="Choose a group"
              data={groups}
              searchable
              allowDeselect={false}
              disabled={disabled}
              value={row.groupId === null ? null : String(row.groupId)}
              error={errors[`memberships.${i}`] ?? errors[`memberships.${i}.groupId`]}
              onChange={(id) => change(i, { groupId: id ? Number(id) : null })}
            />
            <Select
              aria-label={`Location of group ${i + 1}`}
              data={places}
              searchable
              allowDeselect={false}
              disabled={disabled}
              value={row.locationId === null ? everywhere : String(row.locationId)}
              onChange={(id) => change(i, { locationId: !id || id === everywhere ? null : Number(id) })}
            />
            {!disabled && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                aria-label={`Take away group ${i + 1}`}
                onClick={() => onChange(value.filter((_, at) => at !== i))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {!disabled && (
        <Button
          className={classes.add}
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            onChange([
              ...value,
              { groupId: null, locationId: options?.locations.find((l) => l.active)?.id ?? null },
            ])
          }
        >
          Add a group
        </Button>
      )}
    </div>
  )
}
