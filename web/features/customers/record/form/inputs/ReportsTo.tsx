import { useDraft, useRecordForm } from '../form-context.ts'
import { FactField } from './ReadOnlyField.tsx'

/** Whom the chosen install technician reports to (REC-120); who that is, administration says with the user. */
export function ReportsTo() {
  const { options } = useRecordForm()
  const technicianId = useDraft('technicianId')
  const manager = options.users.find((user) => user.id === technicianId)?.reportsToId
  const name = options.users.find((user) => user.id === manager)?.name
  return <FactField label="Install Tech Reports To" value={name ?? null} />
}
