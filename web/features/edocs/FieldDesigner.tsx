/**
 * The designer: fields are dragged onto the pages or added with a button, moved and sized by pointer or arrow keys, and
 * described beside the document. Nothing is saved before Save.
 */
import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { type EdocField, edocFieldTypes, type EdocFieldType, type EdocPage, type SignerRole, signerRoleKeys, signerRoles } from '#shared/rules/edocs.ts' // prettier-ignore
import { SaveBar } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { newField, onPage } from './designer-fields.ts'
import classes from './edocs.module.css'
import { FieldBox } from './FieldBox.tsx'
import { FieldPanel } from './FieldPanel.tsx'
import { PdfPages } from './PdfPages.tsx'

type Props = {
  source: string
  pages: readonly EdocPage[]
  fields: readonly EdocField[]
  saving: boolean
  /** Why the last save was refused. */
  problem: string | null
  onSave: (fields: EdocField[]) => void
  readOnly?: boolean
  /** Told whether anything waits to be saved. */
  onDirty?: (dirty: boolean) => void
}

const dragType = 'application/x-edoc-field'
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2]

export function FieldDesigner({
  source,
  pages,
  fields: saved,
  saving,
  problem,
  onSave,
  readOnly = false,
  onDirty,
}: Props) {
  const [base, setBase] = useState(saved)
  const [fields, setFields] = useState<readonly EdocField[]>(saved)
  const [role, setRole] = useState<SignerRole>('customer')
  const [chosen, setChosen] = useState<string | null>(null)
  const [zoom, setZoom] = useState(1)
  const same = (a: readonly EdocField[], b: readonly EdocField[]) => JSON.stringify(a) === JSON.stringify(b)
  // What was saved, or what somebody else saved while nothing of one’s own was open.
  if (base !== saved && !same(base, saved)) {
    setBase(saved)
    if (same(fields, base) || same(fields, saved)) setFields(saved)
  }
  const selected = fields.find(({ key }) => key === chosen)
  const change = (key: string, next: Partial<EdocField>) =>
    setFields((all) => all.map((field) => (field.key === key ? onPage({ ...field, ...next }, pages) : field)))
  const add = (type: EdocFieldType, page: number, at: { x: number; y: number }) => {
    const field = newField(type, role, page, at, pages)
    setFields((all) => [...all, field])
    setChosen(field.key)
  }
  const remove = (key: string) => {
    setFields((all) => all.filter((field) => field.key !== key))
    setChosen(null)
  }
  /** Where one looks: the page in the middle of the screen, each new one a little below the last. */
  const addInView = (type: EdocFieldType) => {
    const boxes = [...document.querySelectorAll<HTMLElement>('[data-page]')]
    const middle = window.innerHeight / 2
    const near = boxes.find((box) => box.getBoundingClientRect().bottom > middle) ?? boxes[0]
    const page = Number(near?.dataset.page ?? 0)
    const size = pages[page]!
    const box = near?.getBoundingClientRect()
    const y = box ? ((middle - box.top) / box.height) * size.height : size.height / 2
    const { width, height } = edocFieldTypes[type]
    const left = size.width / 2 - width / 2
    // Below whatever stands there already, so that none hides another.
    const below = fields
      .filter((field) => field.page === page && field.x < left + width && field.x + field.width > left)
      .toSorted((a, b) => a.y - b.y)
      .reduce(
        (top, field) =>
          field.y < top + height && field.y + field.height > top ? field.y + field.height + 6 : top,
        y - height / 2,
      )
    add(type, page, { x: size.width / 2, y: below + height / 2 })
  }
  const step = (by: number) =>
    setZoom(zooms[Math.min(Math.max(zooms.indexOf(zoom) + by, 0), zooms.length - 1)]!)
  const dirty = same(fields, saved) ? 0 : Math.max(1, Math.abs(fields.length - saved.length))
  useEffect(() => onDirty?.(dirty > 0), [onDirty, dirty])
  return (
    <div className={classes.designer}>
      <div className={classes.tools}>
        {!readOnly && (
          <>
            <SegmentedControl
              size="xs"
              aria-label="Fields for"
              value={role}
              onChange={(value) => setRole(value as SignerRole)}
              data={signerRoleKeys.map((value) => ({
                value,
                label: value === 'dealer' ? 'Dealer' : signerRoles[value],
              }))}
            />
            <div className={classes.palette} role="group" aria-label="Add a field">
              {(Object.keys(edocFieldTypes) as EdocFieldType[]).map((type) => (
                <button
                  key={type}
                  type="button"
                  draggable
                  data-role={edocFieldTypes[type].ofSigner ? role : 'record'}
                  className={classes.tool}
                  title="Drag it onto the page, or click to add it where you look"
                  onDragStart={(event) => {
                    event.dataTransfer.setData(dragType, type)
                    event.dataTransfer.effectAllowed = 'copy'
                  }}
                  onClick={() => addInView(type)}
                >
                  {edocFieldTypes[type].label}
                </button>
              ))}
            </div>
          </>
        )}
        <div className={classes.zoom} role="group" aria-label="Zoom">
          <ActionIcon
            variant="default"
            size={28}
            aria-label="Smaller"
            disabled={zoom === zooms[0]}
            onClick={() => step(-1)}
          >
            <IconZoomOut size={15} aria-hidden />
          </ActionIcon>
          <span className="tabular">{Math.round(zoom * 100)}%</span>
          <ActionIcon
            variant="default"
            size={28}
            aria-label="Larger"
            disabled={zoom === zooms.at(-1)}
            onClick={() => step(1)}
          >
            <IconZoomIn size={15} aria-hidden />
          </ActionIcon>
        </div>
      </div>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className={classes.desk}>
        <PdfPages
          source={source}
          pages={pages}
          zoom={zoom}
          label="Document with its fields"
          onPagePress={(_page, event) => event.target === event.currentTarget && setChosen(null)}
          onPageDrop={(page, scale, event) => {
            const type = event.dataTransfer.getData(dragType) as EdocFieldType
            if (!(type in edocFieldTypes) || readOnly) return
            event.preventDefault()
            const box = event.currentTarget.getBoundingClientRect()
            add(type, page, { x: (event.clientX - box.left) / scale, y: (event.clientY - box.top) / scale })
          }}
          overlay={(page, scale) =>
            fields
              .filter((field) => field.page === page)
              .map((field) => (
                <FieldBox
                  key={field.key}
                  field={field}
                  scale={scale}
                  selected={field.key === chosen}
                  readOnly={readOnly}
                  onSelect={() => setChosen(field.key)}
                  onChange={(next) => change(field.key, next)}
                  onRemove={() => remove(field.key)}
                />
              ))
          }
        />
        <aside className={classes.side} aria-label="The selected field">
          {selected ? (
            <FieldPanel
              key={selected.key}
              field={selected}
              pages={pages}
              readOnly={readOnly}
              onChange={(next) => change(selected.key, next)}
              onCopy={() => {
                const copy = onPage({ ...selected, key: crypto.randomUUID().slice(0, 13), y: selected.y + selected.height + 8 }, pages) // prettier-ignore
                setFields((all) => [...all, copy])
                setChosen(copy.key)
              }}
              onRemove={() => remove(selected.key)}
            />
          ) : (
            <p className={classes.hint}>
              {fields.length === 0
                ? 'Choose who fills a field in, then drag it onto the page or click it.'
                : 'Choose a field to change it. The arrow keys move it, with Alt they size it, Delete takes it off.'}
            </p>
          )}
        </aside>
      </div>
      {!readOnly && (
        <SaveBar
          dirty={dirty}
          saving={saving}
          label="Save fields"
          onSave={() => onSave([...fields])}
          onDiscard={() => {
            setFields(saved)
            setChosen(null)
          }}
        />
      )}
      <UnsavedGuard dirty={dirty > 0} />
    </div>
  )
}
