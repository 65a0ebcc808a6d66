/** Who signs: one for each role, by link or in person, and how one proves to be who one is. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { EdocList } from '#shared/contracts/edocs.ts'
import {
  type CodeChannel,
  type Delivery,
  type SignerRole,
  signerRoleKeys,
  signerRoles,
} from '#shared/rules/edocs.ts'
import classes from './edocs.module.css'
import { proposeSigner, type SignerDraft } from './signer-draft.ts'

type Props = {
  signers: readonly SignerDraft[]
  list: Pick<EdocList, 'people' | 'reach'>
  /** A provider of its own writes to signers and asks for no code of ours. */
  byProvider: boolean
  errors: Record<string, string>
  onChange: (signers: SignerDraft[]) => void
}

export function SignersForm({ signers, list, byProvider, errors, onChange }: Props) {
  const change = (role: SignerRole, next: Partial<SignerDraft>) =>
    onChange(signers.map((signer) => (signer.role === role ? { ...signer, ...next } : signer)))
  const missing = signerRoleKeys.filter((role) => !signers.some((signer) => signer.role === role))
  return (
    <div role="group" aria-label="Signers">
      {signers.map((signer, at) => (
        <Signer
          key={signer.role}
          signer={signer}
          list={list}
          byProvider={byProvider}
          error={(name) => errors[`signers.${at}.${name}`]}
          onChange={(next) => change(signer.role, next)}
          onRemove={() => onChange(signers.filter(({ role }) => role !== signer.role))}
        />
      ))}
      <div className={classes.buttons}>
        {missing.map((role) => (
          <Button
            key={role}
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() =>
              onChange(
                [...signers, proposeSigner(role, list)].toSorted(
                  (a, b) => signerRoleKeys.indexOf(a.role) - signerRoleKeys.indexOf(b.role),
                ),
              )
            }
          >
            {signerRoles[role]}
          </Button>
        ))}
      </div>
    </div>
  )
}

type SignerProps = {
  signer: SignerDraft
  list: Pick<EdocList, 'people' | 'reach'>
  byProvider: boolean
  error: (name: string) => string | undefined
  onChange: (next: Partial<SignerDraft>) => void
  onRemove: () => void
}

function Signer({ signer, list, byProvider, error, onChange, onRemove }: SignerProps) {
  const { people, reach } = list
  const listId = `signers-${signer.role}`
  const take = (name: string) => {
    const person = people.find((one) => one.name === name)
    onChange({ name, ...(person && { email: person.email, phone: person.phone }) })
  }
  const mailed = signer.delivery === 'email'
  return (
    <fieldset className={classes.signer} aria-label={signerRoles[signer.role]}>
      <div className={classes.signerHead}>
        <span>{signerRoles[signer.role]}</span>
        <Button size="compact-xs" variant="subtle" onClick={onRemove}>
          Remove
        </Button>
      </div>
      <TextInput
        label="Name"
        withAsterisk
        maxLength={120}
        autoComplete="off"
        list={listId}
        value={signer.name}
        error={error('name')}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {people.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </datalist>
      <NativeSelect
        label="Signs"
        value={signer.delivery}
        data={[
          { value: 'email', label: 'By a link in an e-mail', disabled: !reach.email && !byProvider },
          { value: 'in_person', label: 'In person, on our device' },
        ]}
        error={error('delivery')}
        onChange={(event) => onChange({ delivery: event.currentTarget.value as Delivery })}
      />
      <TextInput
        label="Email"
        type="email"
        withAsterisk={mailed || byProvider}
        maxLength={200}
        autoComplete="off"
        value={signer.email}
        error={error('email')}
        onChange={(event) => onChange({ email: event.currentTarget.value })}
      />
      {mailed && !byProvider ? (
        <NativeSelect
          label="One-time code by"
          value={signer.codeChannel}
          data={[
            { value: 'email', label: 'E-mail' },
            { value: 'sms', label: 'Text message', disabled: !reach.sms },
          ]}
          onChange={(event) => onChange({ codeChannel: event.currentTarget.value as CodeChannel })}
        />
      ) : (
        <span />
      )}
      {mailed && !byProvider && signer.codeChannel === 'sms' && (
        <TextInput
          label="Phone for the code"
          type="tel"
          withAsterisk
          maxLength={40}
          autoComplete="off"
          value={signer.phone}
          error={error('phone')}
          onChange={(event) => onChange({ phone: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label="Order"
        value={String(signer.turn)}
        data={[
          { value: '1', label: 'First' },
          { value: '2', label: 'Second' },
          { value: '3', label: 'Third' },
        ]}
        onChange={(event) => onChange({ turn: Number(event.currentTarget.value) })}
      />
    </fieldset>
  )
}
