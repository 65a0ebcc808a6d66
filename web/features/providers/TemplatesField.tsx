/** The station's templates that accounts are made from, as it numbers them. */
import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { mostTemplates } from '#shared/contracts/providers.ts'
import { Panel } from '#web/ui/Panel.tsx'
import type { TypedProvider } from './provider-draft.ts'
import classes from './providers.module.css'

type Templates = TypedProvider['templates']
type Props = {
  templates: Templates
  errors: Record<string, string>
  disabled: boolean
  onChange: (templates: Templates) => void
}

export function TemplatesField({ templates, errors, disabled, onChange }: Props) {
  const change = (at: number, part: Partial<Templates[number]>) =>
    onChange(templates.map((template, index) => (index === at ? { ...template, ...part } : template)))
  return (
    <Panel title="Templates" note={templates.length || undefined}>
      <p className={classes.honesty}>
        Accounts at this station are made from its templates. Enter them as the station numbers them.
      </p>
      <ul className={classes.templates}>
        {templates.map((template, at) => (
          <li key={at}>
            <TextInput
              aria-label={`Code of template ${at + 1}`}
              placeholder="Code"
              maxLength={40}
              disabled={disabled}
              value={template.code}
              error={errors[`templates.${at}.code`]}
              onChange={(event) => change(at, { code: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Name of template ${at + 1}`}
              placeholder="Name"
              maxLength={80}
              disabled={disabled}
              value={template.name}
              error={errors[`templates.${at}.name`]}
              onChange={(event) => change(at, { name: event.currentTarget.value })}
            />
            <Checkbox
              label="Active"
              aria-label={`Template ${at + 1} is active`}
              disabled={disabled}
              checked={template.active}
              onChange={(event) => change(at, { active: event.currentTarget.checked })}
            />
            {!disabled && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove template ${at + 1}`}
                onClick={() => onChange(templates.filter((_, index) => index !== at))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {!disabled && templates.length < mostTemplates && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...templates, { code: '', name: '', active: true }])}
        >
          Add a template
        </Button>
      )}
    </Panel>
  )
}
