/** What the chosen field is: for whom, what of the record, whether it must be filled, where it stands. */
import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { IconCopy, IconTrash } from '@tabler/icons-react'
import { type EdocField, edocFieldTypes, type EdocMergeField, edocMergeFields, type EdocPage, type SignerRole, signerRoleKeys, signerRoles } from '#shared/rules/edocs.ts' // prettier-ignore
import classes from './edocs.module.css'

type Props = {
  field: EdocField
  pages: readonly EdocPage[]
  readOnly: boolean
  onChange: (next: Partial<EdocField>) => void
  onCopy: () => void
  onRemove: () => void
}

export function FieldPanel({ field, pages, readOnly, onChange, onCopy, onRemove }: Props) {
  const number = (label: string, name: 'x' | 'y' | 'width' | 'height') => (
    <NumberInput
      label={label}
      size="xs"
      disabled={readOnly}
      value={Math.round(field[name])}
      min={0}
      hideControls
      onChange={(value) => typeof value === 'number' && onChange({ [name]: value })}
    />
  )
  return (
    <div className={classes.fieldPanel}>
      <h3 className={classes.fieldTitle}>{edocFieldTypes[field.type].label}</h3>
      {field.role !== null && (
        <NativeSelect
          label="Filled in by"
          size="xs"
          disabled={readOnly}
          value={field.role}
          data={signerRoleKeys.map((value) => ({ value, label: signerRoles[value] }))}
          onChange={(event) => onChange({ role: event.currentTarget.value as SignerRole })}
        />
      )}
      {field.source !== null && (
        <NativeSelect
          label="Shows"
          size="xs"
          disabled={readOnly}
          value={field.source}
          data={Object.entries(edocMergeFields).map(([value, { label }]) => ({ value, label }))}
          onChange={(event) => onChange({ source: event.currentTarget.value as EdocMergeField })}
        />
      )}
      {(field.type === 'text' || field.type === 'checkbox') && (
        <TextInput
          label="What is asked"
          size="xs"
          disabled={readOnly}
          maxLength={80}
          placeholder={field.type === 'text' ? 'Name of the pet' : 'I have read page 2'}
          value={field.label}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
      )}
      {field.role !== null && field.type !== 'date_signed' && (
        <Checkbox
          label="Required"
          size="xs"
          disabled={readOnly}
          checked={field.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
      )}
      <div className={classes.numbers}>
        {number('Left', 'x')}
        {number('Top', 'y')}
        {number('Width', 'width')}
        {number('Height', 'height')}
      </div>
      {pages.length > 1 && (
        <NativeSelect
          label="Page"
          size="xs"
          disabled={readOnly}
          value={String(field.page)}
          data={pages.map((_, at) => ({ value: String(at), label: String(at + 1) }))}
          onChange={(event) => onChange({ page: Number(event.currentTarget.value) })}
        />
      )}
      {!readOnly && (
        <div className={classes.fieldButtons}>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconCopy size={13} aria-hidden />}
            onClick={onCopy}
          >
            Copy
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={13} aria-hidden />}
            onClick={onRemove}
          >
            Take off
          </Button>
        </div>
      )}
    </div>
  )
}
