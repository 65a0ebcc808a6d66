/** Every event that History can hold, with its sentence; `{name}` is filled from the entry's detail. */
export const historyEvents = {
  'sessions.signed_in': 'Signed in',
  'sessions.signed_out': 'Signed out',
  'sessions.ended': 'Ended the session “{name}”',
  'sessions.token_created': 'Made the API token “{name}”',
  'sessions.password_changed': 'Changed the password',
  'customers.created': 'Created the {kind}',
  'customers.saved': 'Saved the record',
  'customers.imported': 'Brought the {kind} over from an earlier system',
  'connections.link_asked': 'Began to link account {accountNumber} at {company}',
  'connections.linked': 'Linked account {accountNumber} at {company}',
  'connections.link_failed': 'Could not link account {accountNumber} at {company}: {reason}',
  'connections.unlinked': 'Unlinked account {accountNumber} at {company}; both accounts stay',
  'connections.sync_asked': 'Asked to send everything to {company} once more',
  'connections.retried': 'Asked to retry what had failed at {company}',
  'connections.pushed': 'Sent {fields} to account {accountNumber} at {company}',
  'connections.push_failed': '{company} did not take {fields}: {reason}',
} as const

export type HistoryEvent = keyof typeof historyEvents

/** The event's sentence, or its name if this version does not know it. */
export const sentenceOf = (event: string, detail: Record<string, unknown>): string =>
  (historyEvents[event as HistoryEvent] ?? event).replace(/\{(\w+)\}/g, (_, name: string) =>
    String(detail[name] ?? '…'),
  )
