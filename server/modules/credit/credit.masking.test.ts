import { describe, expect, it } from 'vitest'
import { maskReport } from './credit.masking.ts'

const subject = { ssn: '912345678', birthdate: '1980-02-09' }

describe('a report that is kept', () => {
  it.each([
    'SSN 912345678',
    'SSN 912-34-5678',
    'SSN: 912 34 5678',
    '"subjectSocialNum": "912345678"',
    'SPOUSE SSN 987-65-4321',
    'Social Security Number: 987654321',
    '"number": "987654321"',
    'DOB 02/09/1980',
    'DOB 2/9/1980',
    'BORN Feb 9, 1980',
    '"birthDate": "1980-02-09"',
    'DATE OF BIRTH 03/04/1975',
    'DOB 02091980',
  ])('[SEC-003] hides %s', (line) => {
    const masked = maskReport(line, subject)
    expect(masked).toContain('***')
    expect(masked).not.toMatch(/\d{3}[- ]?\d{2}[- ]?\d{4}|1980|1975/)
  })

  it.each([
    'SCORE 702',
    'BALANCE $1,240',
    'OPENED 06/19',
    'TRANSACTION OC700412',
    'TEL 801-555-0101',
    'ACCT 4417123',
  ])('leaves %s as it is', (line) => expect(maskReport(line, subject)).toBe(line))
})
