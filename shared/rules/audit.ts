/** The company's audit trail (ADM-013): denied attempts, and who was shown confidential values. */

/** How long it is kept. */
export const auditDays = { min: 30, initial: 400, max: 3650 } as const

/** What is noted of confidential fields beside those of shared/rules/customer-fields.ts and the company's own. */
export const otherConfidential: Readonly<Record<string, string>> = { passcode: 'Passcode' }
