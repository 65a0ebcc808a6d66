/** Everything of a monitoring company or provider that one edits, for one that exists and for a new one. */
import { Select, Switch, TextInput } from '@mantine/core'
import type { ProviderType } from '#shared/contracts/providers.ts'
import { type ProviderKind, providerKinds } from '#shared/rules/providers.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { formGrid } from '#web/ui/FormPage.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { sentSettings, typedSettings, typeOf, type TypedProvider } from './provider-draft.ts'
import classes from './providers.module.css'
import { SettingInput } from '#web/ui/SettingInput.tsx'
import { TemplatesField } from './TemplatesField.tsx'
import { TestConnection } from './TestConnection.tsx'

type Props = {
  kind: ProviderKind
  /** null: not stored yet. */
  providerId: number | null
  types: readonly ProviderType[]
  fields: TypedProvider
  /** As it is stored: a type that one comes back to has its settings again. */
  base: TypedProvider
  /** Names of the secrets that are stored for the stored type. */
  saved: readonly string[]
  linked: number
  errors: Record<string, string>
  disabled: boolean
  onChange: (change: Partial<TypedProvider>) => void
  onErrors: (errors: Record<string, string>) => void
}

const inactiveHelp: Record<ProviderKind, string> = {
  monitoring: 'An inactive one stays on the customers that have it and is not offered for others',
  interactive: 'An inactive one stays on the customers that have it and is not offered for others',
  credit: 'An inactive one cannot be asked; its credit checks stay',
  payment: 'An inactive one charges nothing: what waits for it is not sent',
  edoc: 'An inactive one is not offered for new documents; what is out for signature goes on',
}

const panelTitle: Record<ProviderKind, string> = {
  monitoring: 'Company',
  interactive: 'Provider',
  credit: 'Credit bureau',
  payment: 'Payment processor',
  edoc: 'Provider',
}

export function ProviderForm(props: Props) {
  const { kind, types, fields, base, linked, errors, disabled, onChange } = props
  const type = typeOf(types, fields.connector)
  const chooseType = (connector: string) => {
    const next = typeOf(types, connector)
    if (!next || connector === fields.connector) return
    onChange({ connector, settings: connector === base.connector ? base.settings : typedSettings(next) })
  }
  return (
    <>
      <Panel title={panelTitle[kind]}>
        <div className={formGrid}>
          <TextInput
            label="Name"
            withAsterisk
            maxLength={120}
            autoComplete="off"
            disabled={disabled}
            value={fields.name}
            error={errors.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <Select
            label={providerKinds[kind].typeLabel}
            withAsterisk
            allowDeselect={false}
            disabled={disabled || linked > 0}
            data={types.map(({ key, name }) => ({ value: key ?? '', label: name }))}
            value={fields.connector}
            error={errors.connector}
            description={
              linked > 0
                ? `Stays while customers are linked by it: ${linked.toLocaleString('en-US')}`
                : undefined
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            onChange={(next) => next !== null && chooseType(next)}
          />
          <Switch
            label="Active"
            description={inactiveHelp[kind]}
            disabled={disabled}
            checked={fields.active}
            onChange={(event) => onChange({ active: event.currentTarget.checked })}
          />
          {kind === 'payment' && (
            <Switch
              label="Default"
              description="New billing methods are kept there. Those that there are stay where they are"
              disabled={disabled}
              checked={fields.isDefault}
              error={errors.isDefault}
              onChange={(event) => onChange({ isDefault: event.currentTarget.checked })}
            />
          )}
          {kind === 'monitoring' && (
            <Switch
              label="In-house"
              description="The dealership is its own central station"
              disabled={disabled}
              checked={fields.inHouse}
              onChange={(event) => onChange({ inHouse: event.currentTarget.checked })}
            />
          )}
        </div>
      </Panel>
      {type && type.settings.length > 0 && <Connection {...props} type={type} />}
      {type?.templates && (
        <TemplatesField
          templates={fields.templates}
          errors={errors}
          disabled={disabled}
          onChange={(templates) => onChange({ templates })}
        />
      )}
    </>
  )
}

function Connection({ type, ...props }: Props & { type: ProviderType }) {
  const { kind, providerId, fields, base, saved, errors, disabled, onChange, onErrors } = props
  return (
    <Panel title={type.key === null ? 'More' : 'Connection'} note={type.key === null ? undefined : type.name}>
      {type.honesty && <p className={classes.honesty}>{type.honesty}</p>}
      {type.brands.length > 0 && (
        <p className={classes.brands}>
          <span className={classes.quiet}>Reaches</span>
          {type.brands.map((brand) => (
            <Chip key={brand}>{brand}</Chip>
          ))}
        </p>
      )}
      <div className={formGrid}>
        {type.settings.map((field) => (
          <SettingInput
            key={`${type.key} ${field.name}`}
            field={field}
            value={fields.settings[field.name] ?? ''}
            error={errors[`settings.${field.name}`]}
            disabled={disabled}
            saved={fields.connector === base.connector && saved.includes(field.name)}
            onChange={(value) => onChange({ settings: { ...fields.settings, [field.name]: value } })}
          />
        ))}
      </div>
      {type.key !== null && !disabled && (
        <TestConnection
          kind={kind}
          providerId={providerId}
          connector={type.key}
          settings={sentSettings(type, fields.settings)}
          onErrors={onErrors}
        />
      )}
    </Panel>
  )
}
