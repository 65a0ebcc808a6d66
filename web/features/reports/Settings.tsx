/** The builder's side: of what, which columns, which filters, which groups and figures. */
import { ActionIcon, Button, NativeSelect, Select } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import type { Output } from '#shared/contract.ts'
import type { ReportDefinition, ReportField, ReportObject, reports } from '#shared/contracts/reports.ts'
import {
  chartKeys,
  groupStepKeys,
  groupSteps,
  maxColumns,
  maxFilters,
  maxGroups,
  maxMeasures,
  measurable,
  measureKeys,
  type MeasureFn,
  measures as measureWords,
  reportCharts,
} from '#shared/rules/reports.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { fieldData, FilterEditor, newFilter } from './FilterEditor.tsx'
import classes from './reports.module.css'
import { emptyDefinition, fieldOf } from './use-report.ts'

type Catalogue = Output<typeof reports.catalogue>
type Props = {
  catalogue: Catalogue
  definition: ReportDefinition
  onChange: (definition: ReportDefinition) => void
  /** What a saved report is of stays. */
  fixedObject: boolean
}

export function Settings({ catalogue, definition, onChange, fixedObject }: Props) {
  const object = catalogue.objects.find(({ key }) => key === definition.object)
  const set = (change: Partial<ReportDefinition>) => {
    const next = { ...definition, ...change }
    // An order by what is not there any more is none.
    const grouped = next.groups.length > 0 || next.measures.length > 0
    const wasGrouped = definition.groups.length > 0 || definition.measures.length > 0
    const kept =
      next.sort &&
      grouped === wasGrouped &&
      (grouped ? sameShape(definition, next) : next.columns.includes(next.sort.key))
    onChange({ ...next, sort: kept ? next.sort : null })
  }
  const options = (field: ReportField) =>
    field.options ?? (field.source ? (catalogue.sources[field.source] ?? []) : [])
  if (!object) return null
  return (
    <div className={classes.settings}>
      <Panel title="Report of">
        <NativeSelect
          aria-label="Report of"
          disabled={fixedObject}
          data={catalogue.objects.map(({ key, label }) => ({ value: key, label }))}
          value={definition.object}
          onChange={(event) => {
            const next = catalogue.objects.find(({ key }) => key === event.currentTarget.value)
            if (next) onChange(emptyDefinition(next))
          }}
        />
      </Panel>
      <Panel title="Filters" note={definition.filters.length > 1 ? 'All must hold' : undefined}>
        {definition.filters.map((filter, at) => (
          <FilterEditor
            key={at}
            filter={filter}
            fields={object.fields}
            options={options}
            onChange={(next) => set({ filters: definition.filters.with(at, next) })}
            onRemove={() => set({ filters: definition.filters.toSpliced(at, 1) })}
          />
        ))}
        {definition.filters.length < maxFilters && (
          <Adder
            label="Add a filter"
            fields={object.fields.filter(({ columnOnly }) => !columnOnly)}
            onAdd={(field) => set({ filters: [...definition.filters, newFilter(field)] })}
          />
        )}
      </Panel>
      <Groups object={object} definition={definition} onChange={set} />
      {definition.groups.length === 0 && definition.measures.length === 0 && (
        <Columns object={object} columns={definition.columns} onChange={(columns) => set({ columns })} />
      )}
    </div>
  )
}

const sameShape = (a: ReportDefinition, b: ReportDefinition) =>
  a.groups.length === b.groups.length && a.measures.length === b.measures.length

function Adder({
  label,
  fields,
  onAdd,
}: {
  label: string
  fields: readonly ReportField[]
  onAdd: (field: ReportField) => void
}) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      size="xs"
      mt={6}
      searchable
      maxDropdownHeight={320}
      data={fieldData(fields)}
      value={null}
      onChange={(key) => {
        const field = fields.find((one) => one.key === key)
        if (field) onAdd(field)
      }}
    />
  )
}

function Columns({
  object,
  columns,
  onChange,
}: {
  object: ReportObject
  columns: readonly string[]
  onChange: (columns: string[]) => void
}) {
  const move = (at: number, to: number) =>
    onChange(columns.with(at, columns[to]!).with(to, columns[at]!))
  return (
    <Panel title="Columns" note={columns.length}>
      <ul className={classes.columns} aria-label="Columns, left to right">
        {columns.map((key, at) => {
          const label = fieldOf(object, key)?.label ?? key
          return (
            <li key={key}>
              <span>{label}</span>
              <ActionIcon variant="subtle" color="gray" aria-label={`Move ${label} to the left`} disabled={at === 0} onClick={() => move(at, at - 1)}>
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={`Move ${label} to the right`} disabled={at === columns.length - 1} onClick={() => move(at, at + 1)}>
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${label}`} onClick={() => onChange(columns.toSpliced(at, 1))}>
                <IconX size={14} />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
      {columns.length < maxColumns && (
        <Adder
          label="Add a column"
          fields={object.fields.filter(({ key }) => !columns.includes(key))}
          onAdd={({ key }) => onChange([...columns, key])}
        />
      )}
    </Panel>
  )
} // prettier-ignore

function Groups({
  object,
  definition: { groups, measures, chart },
  onChange,
}: {
  object: ReportObject
  definition: ReportDefinition
  onChange: (change: Partial<ReportDefinition>) => void
}) {
  const fields = object.fields.filter(({ columnOnly }) => !columnOnly)
  return (
    <Panel title="Groups and figures" note="Instead of rows">
      {groups.map((group, at) => {
        const field = fieldOf(object, group.field)
        const timed = field?.type === 'date' || field?.type === 'instant'
        return (
          <div key={at} className={classes.line}>
            <div className={classes.lineHead}>
              <Select
                aria-label={`Group ${at + 1}`}
                size="xs"
                searchable
                allowDeselect={false}
                maxDropdownHeight={320}
                data={fieldData(fields)}
                value={field ? group.field : null}
                placeholder={group.field}
                onChange={(key) => key && onChange({ groups: groups.with(at, { field: key }) })}
              />
              <ActionIcon variant="subtle" color="gray" aria-label={`Remove group ${at + 1}`} onClick={() => onChange({ groups: groups.toSpliced(at, 1) })}>
                <IconX size={15} />
              </ActionIcon>
            </div>
            {timed && (
              <NativeSelect
                aria-label={`Group ${at + 1} by`}
                size="xs"
                data={groupStepKeys.map((value) => ({ value, label: `By ${groupSteps[value].toLowerCase()}` }))}
                value={group.by ?? 'month'}
                onChange={(event) =>
                  onChange({
                    groups: groups.with(at, { ...group, by: groupStepKeys.find((key) => key === event.currentTarget.value) }),
                  })
                }
              />
            )}
          </div>
        )
      })}
      {groups.length < maxGroups && (
        <Adder
          label="Add a group"
          fields={fields}
          onAdd={({ key }) =>
            onChange({
              groups: [...groups, { field: key }],
              ...(measures.length === 0 && { measures: [{ fn: 'count' as const }] }),
            })
          }
        />
      )}
      {(groups.length > 0 || measures.length > 0) && (
        <>
          {measures.map((measure, at) => (
            <Measure
              key={at}
              at={at}
              fields={fields}
              measure={measure}
              onChange={(next) => onChange({ measures: measures.with(at, next) })}
              onRemove={() => onChange({ measures: measures.toSpliced(at, 1) })}
            />
          ))}
          {measures.length < maxMeasures && (
            <Button variant="default" size="xs" mt={8} onClick={() => onChange({ measures: [...measures, { fn: 'count' }] })}>
              Add a figure
            </Button>
          )}
          <NativeSelect
            label="Chart"
            size="xs"
            mt={8}
            data={chartKeys.map((value) => ({ value, label: reportCharts[value] }))}
            value={chart}
            onChange={(event) => onChange({ chart: chartKeys.find((key) => key === event.currentTarget.value) ?? 'none' })}
          />
        </>
      )}
    </Panel>
  )
} // prettier-ignore

type MeasureProps = {
  at: number
  fields: readonly ReportField[]
  measure: ReportDefinition['measures'][number]
  onChange: (measure: ReportDefinition['measures'][number]) => void
  onRemove: () => void
}

function Measure({ at, fields, measure, onChange, onRemove }: MeasureProps) {
  const fitting = (fn: MeasureFn) =>
    fn === 'count' ? [] : fields.filter(({ type }) => measurable[fn].includes(type))
  return (
    <div className={classes.line}>
      <div className={classes.lineHead}>
        <NativeSelect
          aria-label={`Figure ${at + 1}`}
          size="xs"
          data={measureKeys
            .filter((fn) => fn === 'count' || fitting(fn).length > 0)
            .map((value) => ({ value, label: measureWords[value] }))}
          value={measure.fn}
          onChange={(event) => {
            const fn = measureKeys.find((key) => key === event.currentTarget.value) ?? 'count'
            const usual = fitting(fn).find(({ key }) => key === measure.field) ?? fitting(fn)[0]
            onChange(fn === 'count' || !usual ? { fn: 'count' } : { fn, field: usual.key })
          }}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove figure ${at + 1}`} onClick={onRemove}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {measure.fn !== 'count' && (
        <Select
          aria-label={`Field of figure ${at + 1}`}
          size="xs"
          searchable
          allowDeselect={false}
          maxDropdownHeight={320}
          data={fieldData(fitting(measure.fn))}
          value={measure.field ?? null}
          onChange={(key) => key && onChange({ ...measure, field: key })}
        />
      )}
    </div>
  )
}
