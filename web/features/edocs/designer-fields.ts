/** Fields as the designer moves them: always on their page, never smaller than one can hit. */
import { type EdocField, edocFieldTypes, type EdocFieldType, edocMergeFields, type EdocPage, type SignerRole, signerRoles } from '#shared/rules/edocs.ts' // prettier-ignore

const least = 10
const round = (points: number) => Math.round(points * 10) / 10
const within = (value: number, low: number, high: number) =>
  Math.min(Math.max(value, low), Math.max(low, high))

/** The field as near to its place and size as its page allows. */
export function onPage(field: EdocField, pages: readonly EdocPage[]): EdocField {
  const page = pages[field.page]
  if (!page) return field
  const width = within(field.width, least, page.width)
  const height = within(field.height, least, page.height)
  return {
    ...field,
    width: round(width),
    height: round(height),
    x: round(within(field.x, 0, page.width - width)),
    y: round(within(field.y, 0, page.height - height)),
  }
}

export function newField(
  type: EdocFieldType,
  role: SignerRole,
  page: number,
  at: { x: number; y: number },
  pages: readonly EdocPage[],
): EdocField {
  const { width, height, ofSigner } = edocFieldTypes[type]
  return onPage(
    {
      key: crypto.randomUUID().slice(0, 13),
      type,
      page,
      x: at.x - width / 2,
      y: at.y - height / 2,
      width,
      height,
      role: ofSigner ? role : null,
      required: ofSigner && type !== 'checkbox',
      label: '',
      source: type === 'merge' ? 'full_name' : null,
    },
    pages,
  )
}

/** As the box on the page says. */
export const fieldText = (field: EdocField): string =>
  field.source ? edocMergeFields[field.source].label : field.label || edocFieldTypes[field.type].label

/** As a screen reader says. */
export const fieldName = (field: EdocField): string =>
  [
    fieldText(field),
    field.label && edocFieldTypes[field.type].label,
    field.role && signerRoles[field.role],
    field.required && 'required',
    `page ${field.page + 1}`,
  ]
    .filter(Boolean)
    .join(', ')
