/**
 * A report as it may be kept: without SSN and birthdate, in whatever form it wrote them. The report lies sealed; this is
 * what keeps the two from whoever may read reports and not them (SEC-003).
 */

const mask = '***'
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Every number that looks like an SSN: three, two, four digits with hyphens or blanks, or nine digits behind its name. */
const anySsn = /\b\d{3}([- ])\d{2}\1\d{4}\b/g
const namedSsn =
  /\b(ssn|social(?:\s+security)?(?:\s+(?:number|num|no))?|socialnum\w*|number)(["':#.\s=>]{1,6})\d{9}\b/gi
/** What stands behind the words for a date of birth. */
const namedBirth =
  /\b(dob|date\s*of\s*birth|birth\s*date|born)(["':#.\s=>]{1,6})(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{8}|[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{4})/gi

const literal = (text: string) => new RegExp(`(?<!\\d)${RegExp.escape(text)}(?!\\d)`, 'gi')

/** The forms that a birthdate `1980-02-29` is written in. */
function birthForms(birthdate: string): string[] {
  const [year, month, day] = birthdate.split('-') as [string, string, string]
  const name = months[Number(month) - 1] ?? ''
  const short = [String(Number(month)), String(Number(day))] as const
  return [
    birthdate,
    `${year}${month}${day}`,
    ...['/', '-', '.', ''].flatMap((mark) => [`${month}${mark}${day}${mark}${year}`]),
    `${short[0]}/${short[1]}/${year}`,
    ...[`${name} ${day}, ${year}`, `${name} ${short[1]}, ${year}`],
  ]
}

/** The text without the subject's SSN and birthdate, and without anybody else's that one can tell. */
export function maskReport(text: string, { ssn, birthdate }: { ssn: string; birthdate: string }): string {
  const forms = [
    ...(ssn ? [ssn, `${ssn.slice(0, 3)}-${ssn.slice(3, 5)}-${ssn.slice(5)}`] : []),
    ...(/^\d{4}-\d\d-\d\d$/.test(birthdate) ? birthForms(birthdate) : []),
  ]
  return forms
    .reduce((masked, form) => masked.replace(literal(form), mask), text)
    .replace(anySsn, mask)
    .replace(namedSsn, `$1$2${mask}`)
    .replace(namedBirth, `$1$2${mask}`)
}
