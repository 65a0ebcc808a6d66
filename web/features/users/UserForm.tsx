/** Everything of a user that one edits, for one that exists and for a new one. */
import { Checkbox, Select, Switch, TextInput } from '@mantine/core'
import type { Output } from '#shared/contract.ts'
import type { UserFields, users } from '#shared/contracts/users.ts'
import { formatPhone } from '#shared/phone.ts'
import { userRoles } from '#shared/rules/customer-fields.ts'
import { userRoleLabels } from '#shared/rules/users.ts'
import type { Stored } from '#web/ui/draft.ts'
import { formGrid, plainFieldset } from '#web/ui/FormPage.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { MembershipsField, type TypedMembership } from './MembershipsField.tsx'
import { NumbersField } from './NumbersField.tsx'
import classes from './users.module.css'

/** The fields as they stand in the form. */
export type TypedUser = Omit<UserFields, 'memberships'> & { memberships: TypedMembership[] }

/** What is stored, as its inputs show it. */
export const toTyped = ({ version, fields }: { version: number; fields: UserFields }): Stored<TypedUser> => ({
  version,
  fields: { ...fields, phone: fields.phone && formatPhone(fields.phone) },
})

export const userLabels = {
  firstName: 'First name',
  lastName: 'Last name',
  username: 'Username',
  email: 'E-mail',
  phone: 'Phone',
  active: 'Active',
  canLogIn: 'Can sign in',
  roles: 'Roles',
  memberships: 'Groups',
  representativeNumbers: 'Representative numbers',
  reportsToId: 'Reports to',
} as const satisfies Record<keyof UserFields, string>

type Props = {
  /** The user's own number, whom they cannot report to. */
  id: number | null
  fields: TypedUser
  stored: UserFields
  options: Output<typeof users.options> | undefined
  errors: Record<string, string>
  mayModify: boolean
  /** Whether username, e-mail and sign-in are the reader's to change. */
  mayLogin: boolean
  onChange: (change: Partial<TypedUser>) => void
}

export function UserForm({ id, fields, stored, options, errors, mayModify, mayLogin, onChange }: Props) {
  const text = (name: 'firstName' | 'lastName' | 'username' | 'email' | 'phone', disabled: boolean) => ({
    label: userLabels[name],
    value: fields[name] ?? '',
    error: errors[name],
    disabled,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  })
  const superiors = (options?.users ?? [])
    .filter((user) => user.id !== id && (user.active || user.id === stored.reportsToId))
    .map((user) => ({ value: String(user.id), label: user.name }))
  return (
    <>
      <Panel title="Profile">
        <div className={formGrid}>
          <TextInput {...text('firstName', !mayModify)} withAsterisk maxLength={80} />
          <TextInput {...text('lastName', !mayModify)} withAsterisk maxLength={80} />
          <TextInput
            {...text('username', !mayLogin)}
            withAsterisk
            maxLength={39}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="off"
          />
          <TextInput {...text('email', !mayLogin)} type="email" maxLength={254} autoComplete="off" />
          <TextInput {...text('phone', !mayModify)} type="tel" maxLength={40} autoComplete="off" />
          <Select
            label={userLabels.reportsToId}
            placeholder="Nobody"
            data={superiors}
            searchable
            clearable
            disabled={!mayModify}
            value={fields.reportsToId === null ? null : String(fields.reportsToId)}
            error={errors.reportsToId}
            onChange={(value) => onChange({ reportsToId: value ? Number(value) : null })}
          />
          <Switch
            label={userLabels.active}
            description="An inactive user is signed out at once and leaves every dropdown"
            checked={fields.active}
            disabled={!mayLogin}
            onChange={(event) => onChange({ active: event.currentTarget.checked })}
          />
          <Switch
            label={userLabels.canLogIn}
            description="Off for people who only appear in dropdowns"
            checked={fields.canLogIn}
            disabled={!mayLogin}
            onChange={(event) => onChange({ canLogIn: event.currentTarget.checked })}
          />
        </div>
      </Panel>
      <Panel title="Groups">
        <MembershipsField
          value={fields.memberships}
          stored={stored.memberships}
          options={options}
          errors={errors}
          disabled={!mayModify}
          onChange={(memberships) => onChange({ memberships })}
        />
      </Panel>
      <Panel title="Roles">
        <PanelPart>
          <p className={classes.hint}>
            A role decides in which dropdowns somebody appears. It permits nothing by itself.
          </p>
          <fieldset className={plainFieldset} aria-label="Roles">
            <Checkbox.Group value={fields.roles} onChange={(roles) => onChange({ roles: roles as never })}>
              <div className={classes.checks}>
                {userRoles.map((role) => (
                  <Checkbox key={role} value={role} label={userRoleLabels[role]} disabled={!mayModify} />
                ))}
              </div>
            </Checkbox.Group>
          </fieldset>
        </PanelPart>
        {(fields.roles.includes('sales_rep') || fields.representativeNumbers.length > 0) && (
          <PanelPart title="Representative numbers">
            <NumbersField
              value={fields.representativeNumbers}
              locations={options?.locations ?? []}
              errors={errors}
              disabled={!mayModify}
              onChange={(representativeNumbers) => onChange({ representativeNumbers })}
            />
          </PanelPart>
        )}
      </Panel>
    </>
  )
}
