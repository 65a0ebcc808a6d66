/** The errors of credit checks, as a part of the catalogue in errors.ts. */
export const creditErrors = {
  'credit.off': [404, 'This company does not use Credit Checks. Administration, Add-ons, switches them on.'],
  'credit.not_found': [404, 'This record has no such credit check.'],
  'credit.bureau_not_offered': [
    409,
    'This credit bureau is inactive or cannot be used so. Choose another one.',
  ],
  'credit.incomplete': [422, 'The inquiry needs what the record lacks: {fields}.'],
  'credit.one_is_open': [
    409,
    'A credit inquiry for this record is still open. Nothing more was asked: wait for its answer, or settle it.',
  ],
  'credit.asked_lately': [
    409,
    '{bureau} was asked about this record {when}. Each inquiry can lower the score: use Run Credit Again if another one is meant.',
  ],
  'credit.too_many': [409, 'A record has at most {max} credit checks.'],
  'credit.not_applicable': [
    409,
    'There is nothing to apply: this check has neither a score nor a tracking number.',
  ],
  'credit.applied_already': [409, 'This credit check is the active one already.'],
  'credit.not_applied': [409, 'This credit check is not the active one.'],
  'credit.not_unknown': [409, 'The answer to this inquiry is known: there is nothing to settle.'],
  'credit.no_report': [409, 'There is no report of this credit check: {why}.'],
  'credit.inquiry_open': [
    409,
    'A credit inquiry for this record is still open. Wait for its answer, or settle it, before you delete the record.',
  ],
} as const
