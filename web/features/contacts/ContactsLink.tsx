/** A record's contacts in a few lines, with the way to their page: what a lead's card ends with (REC-130). */
import { Link } from '@tanstack/react-router'
import { ordinal } from '#shared/rules/contacts.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Phone } from '#web/ui/Phone.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './contacts.module.css'
import { nameOf } from './contact-words.ts'
import { useContacts } from './use-contacts.ts'

type Props = { company: string; customerId: number }

/** Only for who holds Emergency Contacts: View on the record: its tabs then have `contacts`. */
export function ContactsLink({ company, customerId }: Props) {
  const { data, error, refetch } = useContacts(customerId)
  const to = { to: '/$company/customers/$customerId/contacts', params: { company, customerId } } as const
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={2} />
  return (
    <div className={classes.compact}>
      {data.contacts.length > 0 ? (
        <ol className={classes.compactList} aria-label="Contacts">
          {data.contacts.map((contact) => (
            <li key={contact.id}>
              <span className={`${classes.dim} tabular`}>{ordinal(contact.order)}</span>
              <Link {...to} search={data.abilities.modify ? { contact: contact.id } : {}}>
                {nameOf(contact)}
              </Link>
              {contact.relation && <span className={classes.dim}>{contact.relation}</span>}
              {contact.phones[0] && <Phone value={contact.phones[0].number} />}
            </li>
          ))}
        </ol>
      ) : (
        <p className={classes.dim}>No contacts yet.</p>
      )}
      <LinkButton
        {...to}
        search={data.abilities.create && data.contacts.length === 0 ? { new: true } : {}}
        size="compact-sm"
        variant="default"
      >
        {data.abilities.create && data.contacts.length === 0 ? 'Add a contact' : 'Open contacts'}
      </LinkButton>
    </div>
  )
}
