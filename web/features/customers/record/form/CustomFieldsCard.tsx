/** The fields that the company made itself (REC-110): a card of their own, with the headings that they were given. */
import { memo } from 'react'
import { type CustomField, customKey } from '#shared/rules/custom-fields.ts'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import classes from './custom.module.css'
import { FieldInput } from './FieldInput.tsx'
import { useRecordForm } from './form-context.ts'
import formClasses from './form.module.css'

/** @param top the ones that a step of a guided flow puts first, without their headings; else all others. */
export const CustomFieldsCard = memo(function CustomFieldsCard({ top = false }: { top?: boolean }) {
  const { store, step } = useRecordForm()
  const first = new Set(step?.top)
  const shown = store.customFields.filter(({ id }) => first.has(id) === top)
  if (shown.length === 0) return null
  const sections = top
    ? new Map<string | null, CustomField[]>([[null, [...shown]]])
    : Map.groupBy(shown, ({ section }) => section || null)
  const untitled = sections.get(null)
  return (
    <Panel title={top ? 'Asked first' : 'Custom fields'}>
      {untitled && <Fields fields={untitled} />}
      {[...sections].map(([section, fields]) =>
        section === null ? null : (
          <PanelPart title={section} key={section}>
            <Fields fields={fields} />
          </PanelPart>
        ),
      )}
    </Panel>
  )
})

type Line = { full: boolean; fields: CustomField[] }

function Fields({ fields }: { fields: readonly CustomField[] }) {
  return (
    <div className={classes.lines}>
      {linesOf(fields).map((line) => (
        <div
          className={`${formClasses.row} ${classes.line}`}
          data-full={line.full || undefined}
          data-half={(!line.full && widthOf(line.fields[0]!) === 'half') || undefined}
          data-checks={line.fields.every(({ type }) => type === 'checkbox') || undefined}
          key={line.fields[0]!.id}
        >
          {line.fields.map(({ id }) => (
            <FieldInput name={customKey(id)} key={id} />
          ))}
        </div>
      ))}
    </div>
  )
}

/** How wide a field of the type usually is, where its definition does not say. */
const widthOf = ({ width, type }: CustomField) =>
  width ?? (type === 'textarea' || type === 'multi_select' || type === 'url' ? 'half' : 'quarter')

/** Two quarters share a half of the card, as fields do in the cards above; in the company's order. */
function linesOf(fields: readonly CustomField[]): Line[] {
  const lines: Line[] = []
  let open: Line | null = null
  for (const field of fields) {
    const width = widthOf(field)
    if (width === 'quarter' && open) {
      open.fields.push(field)
      open = null
      continue
    }
    const line: Line = { full: width === 'full', fields: [field] }
    lines.push(line)
    open = width === 'quarter' ? line : null
  }
  return lines
}
