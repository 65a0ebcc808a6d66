import type { operatorActs } from '#shared/contracts/operator-log.ts'

/** What the staff can do, as people read it. */
export const actNames: Record<(typeof operatorActs)[number], string> = {
  signed_in: 'Signed in',
  wrong_password: 'Wrong password',
  wrong_second_factor: 'Wrong second factor',
  entered: 'Acted for a user',
  company_created: 'Created a company',
  add_on_on: 'Switched an add-on on',
  add_on_off: 'Switched an add-on off',
  billing_on: 'Switched a billing integration on',
  billing_off: 'Switched a billing integration off',
}

/** One that this page does not know yet reads as it is stored. */
export const actName = (act: string): string => (actNames as Record<string, string>)[act] ?? act
