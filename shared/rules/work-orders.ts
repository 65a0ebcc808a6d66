/** What work orders follow on both sides: states, what each may become, and what their lines add up to (TAB-007). */

/** More than any record ever has; bounds what a list can cost. */
export const maxWorkOrders = 500
export const maxLines = 200

/** `scheduled` is not kept: an open work order is scheduled while a visit for it lies ahead. */
export const workOrderStatuses = {
  open: 'Open',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  complete: 'Complete',
  canceled: 'Canceled',
} as const
export type WorkOrderStatus = keyof typeof workOrderStatuses
export const workOrderStatusKeys = Object.keys(workOrderStatuses) as [WorkOrderStatus, ...WorkOrderStatus[]]

/** What is kept; `scheduled` follows from its appointments. */
export type KeptStatus = Exclude<WorkOrderStatus, 'scheduled'>

export const isOpenWork = (status: WorkOrderStatus): boolean => status !== 'complete' && status !== 'canceled'

/** The status as people see it. @param hasVisit whether an appointment for it is still to come, or under way */
export const shownStatus = (kept: KeptStatus, hasVisit: boolean): WorkOrderStatus =>
  kept === 'open' && hasVisit ? 'scheduled' : kept

const steps: Record<WorkOrderStatus, readonly KeptStatus[]> = {
  open: ['in_progress', 'complete', 'canceled'],
  scheduled: ['in_progress', 'complete', 'canceled'],
  in_progress: ['complete', 'canceled'],
  complete: ['open'],
  canceled: ['open'],
}
export const mayBecome = (from: WorkOrderStatus, to: KeptStatus): boolean => steps[from].includes(to)

/** What is done with a part. What is installed, also in place of another, can be added to the customer's equipment. */
export const partActions = {
  install: { label: 'Install', adds: true },
  replace: { label: 'Replace', adds: true },
  service: { label: 'Service', adds: false },
  remove: { label: 'Remove', adds: false },
} as const
export type PartAction = keyof typeof partActions
export const partActionKeys = Object.keys(partActions) as [PartAction, ...PartAction[]]

export const lineKinds = { labor: 'Labor', part: 'Part' } as const
export type LineKind = keyof typeof lineKinds

export type LineAmount = {
  kind: LineKind
  /** Hundredths: 150 is one and a half. */
  quantityHundredths: number
  priceCents: number
  taxable: boolean
}

/** Whole cents; half a cent is rounded up. Exact: both factors are whole, and their product is a safe integer. */
export const lineCents = ({
  quantityHundredths,
  priceCents,
}: Pick<LineAmount, 'quantityHundredths' | 'priceCents'>) =>
  Math.floor((quantityHundredths * priceCents + 50) / 100)

export type Totals = { laborCents: number; partsCents: number; totalCents: number; taxableCents: number }

/** The sum of the lines as each is rounded, so that what is printed adds up. */
export function totalsOf(lines: readonly LineAmount[]): Totals {
  const sum = (of: (line: LineAmount) => boolean) =>
    lines.filter(of).reduce((cents, line) => cents + lineCents(line), 0)
  const [laborCents, partsCents] = [sum(({ kind }) => kind === 'labor'), sum(({ kind }) => kind === 'part')]
  return {
    laborCents,
    partsCents,
    totalCents: laborCents + partsCents,
    taxableCents: sum(({ taxable }) => taxable),
  }
}

/** `150` → `1.5`, `200` → `2`. */
export const quantityText = (hundredths: number): string => String(hundredths / 100)

/** Reads a quantity as people type it into hundredths; null for anything else. */
export function parseQuantity(typed: string): number | null {
  const match = /^(\d{1,5})?(?:\.(\d{0,2}))?$/.exec(typed.trim())
  if (!match || (!match[1] && !match[2])) return null
  return Number(match[1] ?? 0) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** `2 install, 1 service`: what there is to do, in few words. */
export function workText(
  lines: readonly { kind: LineKind; action: PartAction | null; quantityHundredths: number }[],
): string {
  const counts = partActionKeys.map((action) => {
    const count = lines
      .filter((line) => line.kind === 'part' && line.action === action)
      .reduce((n, line) => n + line.quantityHundredths / 100, 0)
    return count ? `${count} ${partActions[action].label.toLowerCase()}` : ''
  })
  const labor = lines.filter(({ kind }) => kind === 'labor').length
  return [...counts, labor ? `${labor} labor` : ''].filter(Boolean).join(', ')
}

/** Whether it is late. Dates as `YYYY-MM-DD` in the company's calendar. */
export const isOverdue = (order: { status: WorkOrderStatus; dueOn: string | null }, today: string): boolean =>
  isOpenWork(order.status) && order.dueOn !== null && order.dueOn < today

/** Labels of what a change of a work order can name, in the order in which history lists them. */
export const workOrderLabels = {
  status: 'Status',
  subject: 'Subject',
  typeId: 'Type',
  technicianId: 'Technician',
  priority: 'Priority',
  dueOn: 'Due date',
  description: 'Work to perform',
  resolution: 'Resolution',
  lines: 'Lines',
  appointment: 'Appointment',
  cancelReasonId: 'Cancel reason',
  cancelNote: 'Cancel note',
  signature: 'Signed by',
  ticket: 'Ticket',
} as const
export type WorkOrderLabel = keyof typeof workOrderLabels

/** A signature as a picture: what a canvas of the page makes of it is far smaller. */
export const maxSignatureBytes = 120_000
export const maxSignaturePixels = 2000
