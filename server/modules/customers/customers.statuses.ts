/** The coloured boxes beside a customer's name (REC-022): one per category, computed from the record's state. */
import type { StatusBox } from '#shared/contracts/customers.ts'
import { formatDate } from '#shared/time.ts'

export type StatusFacts = {
  isCanceled: boolean
  cancelDate?: string | null
  saleDate: string | null
  installed: boolean
  installDate: string | null
  fundingStatus: string | null
  monitorName: string | null
  monitorConnector: string | null
  connectionState: 'linking' | 'linked' | null
  failedPushes: number
  /** The reader may see Sale Information; without it funding and sale are not told. */
  sale: boolean
  installation: boolean
}

function account(f: StatusFacts): StatusBox {
  const on = (date: string | null | undefined) => (f.sale && date ? ` on ${formatDate(date)}` : '')
  if (f.isCanceled)
    return {
      category: 'account',
      label: 'Canceled',
      tone: 'bad',
      detail: `Account canceled${on(f.cancelDate)}`,
    }
  if (f.saleDate) return { category: 'account', label: 'Sold', tone: 'good', detail: `Sold${on(f.saleDate)}` }
  return { category: 'account', label: 'No sale', tone: 'neutral', detail: 'No sale date yet' }
}

function install(f: StatusFacts): StatusBox {
  const on = f.installation && f.installDate ? ` on ${formatDate(f.installDate)}` : ''
  if (f.installed) return { category: 'install', label: 'Installed', tone: 'good', detail: `Installed${on}` }
  if (f.installDate)
    return { category: 'install', label: 'Scheduled', tone: 'attention', detail: `Installation planned${on}` }
  return { category: 'install', label: 'Not installed', tone: 'bad', detail: 'Not installed, none planned' }
}

function monitoring(f: StatusFacts): StatusBox {
  const box = (label: string, tone: StatusBox['tone'], detail: string): StatusBox => ({
    category: 'monitoring',
    label,
    tone,
    detail,
  })
  if (!f.monitorName)
    return box('No monitor', f.isCanceled ? 'neutral' : 'bad', 'Nobody monitors this customer')
  if (f.failedPushes) return box('Out of step', 'bad', `${f.monitorName} did not take the latest changes`)
  if (f.connectionState === 'linked') return box('Monitored', 'good', `Linked at ${f.monitorName}`)
  if (f.connectionState === 'linking')
    return box('Linking', 'attention', `${f.monitorName} has not confirmed the link yet`)
  if (!f.monitorConnector) return box('Monitored', 'neutral', `${f.monitorName}, kept up to date by hand`)
  return box('Not linked', 'attention', `Monitored by ${f.monitorName}, not linked`)
}

const fundingTones = {
  funded: ['Funded', 'good'],
  submitted: ['Submitted', 'attention'],
  rejected: ['Rejected', 'bad'],
  not_submitted: ['Not submitted', 'neutral'],
} as const

function funding(f: StatusFacts): StatusBox[] {
  const found =
    f.sale && f.fundingStatus ? fundingTones[f.fundingStatus as keyof typeof fundingTones] : undefined
  return found
    ? [{ category: 'funding', label: found[0], tone: found[1], detail: `Funding: ${found[0].toLowerCase()}` }]
    : []
}

export const statusBoxes = (f: StatusFacts): StatusBox[] => [
  account(f),
  install(f),
  monitoring(f),
  ...funding(f),
]
