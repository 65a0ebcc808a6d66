/** What becomes of the columns of a file, how its values are written, and what happens to rows that are known. */
import { Button, Checkbox, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type ImportChoices, type ImportDetail, imports } from '#shared/contracts/imports.ts'
import { dateFormats, isRecordKind, matchKeys, numberFormats } from '#shared/rules/imports.ts'
import { fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { MatchFields } from './MatchFields.tsx'
import classes from './imports.module.css'

type Props = { detail: ImportDetail; company: string; mapping: number | undefined }
type Heading = { index: number; name: string; samples: string }

export function ImportMapping({ detail, company, mapping }: Props) {
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const [choices, setChoices] = useState<ImportChoices>(detail.choices)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const [naming, setNaming] = useState(false)
  const map = useEndpointMutation(imports.map)
  const check = useEndpointMutation(imports.check)
  const removeMapping = useEndpointMutation(imports.removeMapping)
  const chosen = detail.mappings.find(({ id }) => id === mapping)
  const importId = detail.id
  const change = (more: Partial<ImportChoices>) => {
    setChoices((now) => ({ ...now, ...more }))
    setErrors({})
  }
  const become = (index: number, target: string | null) =>
    change({ columns: choices.columns.map((one, i) => (i === index ? target : one)) })

  /** Keeps the choices. @returns whether they were kept */
  const keep = async (saveAs: string): Promise<boolean> => {
    setErrors({})
    setRefusal(null)
    const fixed = Object.fromEntries(Object.entries(choices.fixed).filter(([, value]) => value.trim()))
    try {
      await map.mutateAsync({
        params: { importId },
        body: { version: detail.version, choices: { ...choices, fixed }, saveAs },
      })
      return true
    } catch (problem) {
      const found = fieldErrors(problem as Problem)
      setErrors(found)
      setRefusal(Object.values(found).join('. ') || (problem as Problem).detail)
      return false
    }
  }
  const refresh = () => {
    void invalidate(imports.get, { importId })
    void navigate({
      to: '/$company/administration/imports/$importId',
      params: { company, importId },
      search: {},
      replace: true,
    })
  }
  const begin = async () => {
    if (!(await keep(''))) return
    await check
      .mutateAsync({ params: { importId }, body: { version: detail.version + 1 } })
      .catch((problem: Problem) => setRefusal(problem.detail))
    refresh()
  }

  const headings = detail.headings.map((name, index): Heading => ({
    index,
    name: name || `Column ${index + 1}`,
    samples: detail.sample
      .map((row) => row[index])
      .filter(Boolean)
      .slice(0, 3)
      .join(' · '),
  }))
  const options = [
    { value: '', label: 'Left out' },
    ...detail.targets.map(({ key, label, required }) => ({
      value: key,
      label: required ? `${label} *` : label,
    })),
  ]
  const columns: readonly Column<Heading>[] = [
    { key: 'name', head: 'Column', maxWidth: 220, cell: ({ name }) => name },
    {
      key: 'target',
      head: 'Becomes',
      width: 240,
      cell: ({ index, name }) => (
        <NativeSelect
          className={classes.target}
          size="xs"
          aria-label={`${name} becomes`}
          data={options}
          value={choices.columns[index] ?? ''}
          error={errors[`choices.columns.${index}`]}
          onChange={({ currentTarget: { value } }) => become(index, value || null)}
        />
      ),
    },
    {
      key: 'samples',
      head: 'For example',
      maxWidth: 340,
      cell: ({ samples }) => <span className={classes.sample}>{samples}</span>,
    },
  ]
  const mapped = new Set(choices.columns)
  const lacking = detail.targets.filter(
    ({ key, required }) => !mapped.has(key) && (required || choices.fixed[key] !== undefined),
  )
  const free = detail.targets.filter(({ key }) => !mapped.has(key) && !lacking.some((one) => one.key === key))
  const made = detail.targets.filter(({ key, makes }) => makes && (mapped.has(key) || choices.fixed[key]))

  return (
    <>
      <Panel
        title="Columns"
        note={`${choices.columns.filter(Boolean).length} of ${headings.length} are used`}
        flush
        actions={
          detail.mappings.length > 0 && (
            <>
              {chosen?.mine && (
                <ConfirmButton
                  label="Delete mapping"
                  size="xs"
                  danger
                  title={`Delete the mapping “${chosen.name}”?`}
                  confirmLabel="Delete"
                  onConfirm={async () => {
                    await removeMapping.mutateAsync({ params: { mappingId: chosen.id } })
                    refresh()
                  }}
                >
                  It is no longer offered for other files. Imports that were made with it stay as they are.
                </ConfirmButton>
              )}
              <NativeSelect
                size="xs"
                aria-label="Use a saved mapping"
                value={String(chosen?.id ?? '')}
                data={[
                  { value: '', label: 'Use a saved mapping…' },
                  ...detail.mappings.map(({ id, name }) => ({ value: String(id), label: name })),
                ]}
                onChange={({ currentTarget: { value } }) =>
                  void navigate({
                    to: '/$company/administration/imports/$importId',
                    params: { company, importId },
                    search: { mapping: Number(value) || undefined },
                    replace: true,
                  })
                }
              />
            </>
          )
        }
      >
        <DataTable
          label="Columns of the file"
          columns={columns}
          rows={headings}
          rowKey={({ index }) => index}
        />
      </Panel>
      <Panel title="Values for every row" note="Where the file has none">
        <div className={classes.grid}>
          {lacking.map(({ key, label, required }) => (
            <TextInput
              key={key}
              label={required ? `${label} *` : label}
              value={choices.fixed[key] ?? ''}
              maxLength={500}
              error={errors[`choices.fixed.${key}`]}
              onChange={({ currentTarget: { value } }) =>
                change({ fixed: { ...choices.fixed, [key]: value } })
              }
            />
          ))}
          <NativeSelect
            label="Another field"
            value=""
            data={[
              { value: '', label: 'Choose a field…' },
              ...free.map(({ key, label }) => ({ value: key, label })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              value && change({ fixed: { ...choices.fixed, [value]: '' } })
            }
          />
        </div>
        <PanelPart title="How values are written">
          <div className={classes.grid}>
            <NativeSelect
              label="Dates"
              value={choices.dates}
              data={Object.entries(dateFormats).map(([value, label]) => ({ value, label }))}
              onChange={({ currentTarget: { value } }) => change({ dates: value as ImportChoices['dates'] })}
            />
            <NativeSelect
              label="Numbers"
              value={choices.numbers}
              data={Object.entries(numberFormats).map(([value, label]) => ({ value, label }))}
              onChange={({ currentTarget: { value } }) =>
                change({ numbers: value as ImportChoices['numbers'] })
              }
            />
          </div>
        </PanelPart>
        <PanelPart title="Rows that are known already">
          <MatchFields
            choices={choices}
            records={isRecordKind(detail.kind)}
            matchKeys={matchKeys}
            error={errors['choices.matchBy']}
            onChange={change}
          />
        </PanelPart>
        {made.length > 0 && (
          <PanelPart title="Values that the company does not have">
            <Stack gap="xs">
              {made.map(({ key, label }) => (
                <Checkbox
                  key={key}
                  label={`Make what is missing of ${label}`}
                  checked={choices.make.includes(key)}
                  onChange={({ currentTarget: { checked } }) =>
                    change({
                      make: checked ? [...choices.make, key] : choices.make.filter((one) => one !== key),
                    })
                  }
                />
              ))}
            </Stack>
          </PanelPart>
        )}
      </Panel>
      {refusal && <Notice tone="bad">{refusal}</Notice>}
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setNaming(true)}>
          Save mapping as…
        </Button>
        <Button loading={map.isPending || check.isPending} onClick={() => void begin()}>
          Check all rows
        </Button>
      </div>
      {naming && (
        <NameDialog
          onClose={() => setNaming(false)}
          onSave={async (name) => {
            const kept = await keep(name)
            setNaming(false)
            if (!kept) return
            toastDone(`The mapping is kept as “${name}”.`)
            refresh()
          }}
        />
      )}
    </>
  )
}

function NameDialog({ onClose, onSave }: { onClose: () => void; onSave: (name: string) => Promise<void> }) {
  const [name, setName] = useState('')
  const [saving, setSaving] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return setError('Give it a name')
    setSaving(true)
    await onSave(name.trim())
  }
  return (
    <Modal opened onClose={onClose} title="Save the mapping">
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="One of the same name is replaced. It is offered for the next file of this kind."
            value={name}
            maxLength={80}
            error={error}
            data-autofocus
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <Button type="submit" loading={saving} ml="auto">
            Save
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
