/**
 * What the permission analyzer can be asked: a permission as the catalogue names it (`customers.view`), or to see or
 * change a field of a record (`see:ssn`, `change:primaryPhone`).
 */
import { isPermission, type Permission, permissionLabel } from '../permissions.ts'
import { customerFields, field, type FieldName } from './customer-fields.ts'

export const questionPattern = /^(?:(?:see|change):[A-Za-z0-9]{1,40}|[a-z_]{1,60}\.[a-z]{1,10})$/

export type AccessQuestion =
  { about: 'permission'; permission: Permission } | { about: 'see' | 'change'; field: FieldName }

/** Reads a question; null if it names no permission and no field. */
export function readQuestion(text: string): AccessQuestion | null {
  if (isPermission(text)) return { about: 'permission', permission: text }
  const [about, name = ''] = text.split(':')
  return (about === 'see' || about === 'change') && Object.hasOwn(customerFields, name)
    ? { about, field: name as FieldName }
    : null
}

/** “change the Primary Phone”, “Customers: View”. */
export const questionText = (question: AccessQuestion): string =>
  question.about === 'permission'
    ? permissionLabel(question.permission)
    : `${question.about} the ${field(question.field).label}`
