/** Errors of reports; part of the catalogue in errors.ts. */
export const reportErrors = {
  'reports.not_found': [404, 'There is no report with this number, or nobody shares it with you.'],
  'reports.stale': [
    409,
    'Somebody saved this report meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'reports.not_yours': [
    409,
    'Only {owner}, whose report it is, may do this. Save a copy of your own instead.',
  ],
  'reports.too_many': [409, 'A user has at most {max} reports.'],
  'reports.field_denied': [
    403,
    'The report asks for “{field}”, which does not exist any more or is not yours to see. Take it out and run it again.',
  ],
  'reports.object_denied': [403, 'The report is of {object}, which you may not see.'],
  'reports.too_slow': [
    422,
    'This report took longer than {seconds} seconds and was stopped. Add a filter that leaves fewer rows: a location, or a shorter time.',
  ],
  'reports.too_many_rows': [
    422,
    'The report finds more than {max} rows, which is more than a file holds. Add a filter, or group it.',
  ],
  'reports.confidential_mail': [
    422,
    'The report shows {fields}: confidential fields are never sent by e-mail. Take them out of a report that is sent.',
  ],
  'reports.no_mail': [
    409,
    'No mail server is set up, so nothing can be sent. It is set up under Administration, Message channels.',
  ],
} as const
