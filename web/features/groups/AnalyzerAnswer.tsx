/** The analyzer's verdict with its reasons: which group grants what where, or what is missing. */
import { IconCheck, IconX } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import type { AccessAnswer } from '#shared/contracts/groups.ts'
import { Panel } from '#web/ui/Panel.tsx'
import classes from './groups.module.css'

type Via = AccessAnswer['needs'][number]['via']

/** “Managers (everywhere), Sales reps (at Provo)”, each a link to its group. */
export function Groups({ via }: { via: Via }) {
  const { company } = useParams({ from: '/$company' })
  return via.map(({ groupId, group, location }, i) => (
    <span key={`${groupId} ${location}`}>
      {i > 0 && ', '}
      <Link to="/$company/administration/groups/$groupId" params={{ company, groupId }}>
        {group}
      </Link>{' '}
      ({location ? `at ${location}` : 'everywhere'})
    </span>
  ))
}

export function AnalyzerAnswer({ answer }: { answer: AccessAnswer }) {
  const { user, question, location, record, allowed, obstacles, needs } = answer
  const where = record ? `${record.kind} #${record.id} at ${location.name}` : location.name
  const missing = needs.filter(({ held }) => !held).length
  const isDeed = /^(see|change) /.test(question)
  return (
    <>
      <Panel>
        <div className={classes.verdict} role="status">
          <span className={classes.verdictIcon} data-allowed={allowed} aria-hidden>
            {allowed ? <IconCheck size={18} stroke={2.4} /> : <IconX size={18} stroke={2.4} />}
          </span>
          <div>
            <strong>{allowed ? 'Yes.' : 'No.'}</strong> {user.name}{' '}
            {isDeed
              ? `${allowed ? 'may' : 'may not'} ${question} of ${where}.`
              : `${allowed ? 'holds' : missing ? 'does not hold' : 'cannot use'} “${question}” ${record ? 'on' : 'at'} ${where}.`}
            {obstacles.map((obstacle) => (
              <p key={obstacle}>{obstacle}</p>
            ))}
            {missing > 0 && (
              <p>
                {missing === 1 ? 'One permission is' : `${missing} permissions are`} missing at{' '}
                {location.name}.
              </p>
            )}
          </div>
        </div>
      </Panel>
      {needs.length > 0 && (
        <Panel
          title="Why"
          note={needs.length === 1 ? 'it takes one permission' : `it takes ${needs.length} permissions`}
          flush
        >
          <ul className={classes.needs} aria-label="Permissions that it takes">
            {needs.map((need) => (
              <Need key={need.permission} need={need} place={location.name} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function Need({ need, place }: { need: AccessAnswer['needs'][number]; place: string }) {
  const { company } = useParams({ from: '/$company' })
  const { label, held, via, elsewhere, wouldGrant } = need
  return (
    <li>
      {held ? (
        <IconCheck size={16} className={classes.held} role="img" aria-label="Held" />
      ) : (
        <IconX size={16} className={classes.missing} role="img" aria-label="Missing" />
      )}
      <span>{label}</span>
      {held && (
        <p>
          Granted by <Groups via={via} />
        </p>
      )}
      {!held && elsewhere.length > 0 && (
        <p>
          Held elsewhere only: <Groups via={elsewhere} />
        </p>
      )}
      {!held &&
        (wouldGrant.length ? (
          <p>
            Would be granted by{' '}
            {wouldGrant.map(({ id, name }, i) => (
              <span key={id}>
                {i > 0 && ', '}
                <Link to="/$company/administration/groups/$groupId" params={{ company, groupId: id }}>
                  {name}
                </Link>
              </span>
            ))}{' '}
            at {place}
          </p>
        ) : (
          <p>No group grants it yet.</p>
        ))}
    </li>
  )
}
