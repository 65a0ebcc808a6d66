/** What HART answers a pull with. Names of elements are those of public client code; the root's is not known, and not asked. */
import type { CreditAnswer } from '../credit.ts'
import { type XmlElement, XmlError } from '../xml.ts'

const scorePaths = [
  { source: 'Equifax', path: ['bureau_xml_data', 'EFX_Report', 'subject_segments', 'beacon', 'score'] },
  {
    source: 'Experian',
    path: ['bureau_xml_data', 'XPN_Report', 'subject_segments', 'risk_models', 'risk_model', 'score'],
  },
  {
    source: 'TransUnion',
    path: ['bureau_xml_data', 'TU_Report', 'subject_segments', 'scoring_segments', 'scoring', 'score'],
  },
]

const first = (element: XmlElement, path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>(
    (at, name) => at?.children.find((child) => child.name === name),
    element,
  )

const textAt = (element: XmlElement, path: readonly string[]) => first(element, path)?.text.trim() ?? ''

/** @throws XmlError if it names no transaction */
export function readReply(root: XmlElement): CreditAnswer {
  const transactionId = textAt(root, ['HX5_transaction_information', 'Transid']).slice(0, 60)
  if (!transactionId) throw new XmlError('The reply names no transaction')
  const of = scorePaths.find(({ path }) => first(root, path.slice(0, 2)))
  const written = of ? textAt(root, of.path) : ''
  const score = /^\+?0*(\d{3})$/.exec(written)?.[1]
  const valid = score !== undefined && Number(score) >= 300 && Number(score) <= 850
  const report = textAt(root, ['TTY_Reports', 'TTY_Report'])
  const lines = report.split(/\r?\n/).map((line) => line.trim())
  return {
    transactionId,
    trackingNumber: transactionId,
    source: of?.source ?? '',
    outcome: valid ? 'scored' : outcomeOf(report),
    score: valid ? Number(score) : null,
    alerts: lines
      .filter((line) => /\b(alert|mismatch|discrepancy)\b/i.test(line))
      .map((line) => line.replace(/^\*+\s*|\s*\*+$/g, '').slice(0, 300))
      .slice(0, 20),
    factors: [],
    report: report ? { text: report } : null,
  }
}

/** Without a score the printed report tells why; in which words is not public, so that what is not known is a thin file. */
function outcomeOf(report: string): 'frozen' | 'no_hit' | 'thin' {
  if (/\b(frozen|freeze|locked)\b/i.test(report)) return 'frozen'
  return /\bno (hit|record|file)\b/i.test(report) ? 'no_hit' : 'thin'
}
