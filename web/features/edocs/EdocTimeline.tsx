/** What happened to a document, newest first, and the digests that stand for it. */
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import { edocEventKinds } from '#shared/rules/edocs.ts'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './edocs.module.css'

export function EdocTimeline({ doc }: { doc: Edoc }) {
  return (
    <Panel title="Timeline">
      <ol className={classes.timeline} aria-label="What happened, newest first">
        {doc.events.toReversed().map((event) => (
          <li key={event.id}>
            <div className={classes.head}>
              <strong>{edocEventKinds[event.kind]}</strong>
              <span className={classes.dim}>
                <Time at={event.at} />
              </span>
            </div>
            {(event.who || event.detail) && (
              <p className={classes.dim}>{[event.who, event.detail].filter(Boolean).join(' · ')}</p>
            )}
          </li>
        ))}
      </ol>
      <PanelPart title="Facts">
        <dl className={classes.merged}>
          <div>
            <dt>Made from</dt>
            <dd>{doc.template ?? doc.fileName}</dd>
          </div>
          <div>
            <dt>Provider</dt>
            <dd>{doc.provider.name}</dd>
          </div>
          {doc.expiresAt && (
            <div>
              <dt>{doc.status === 'sent' ? 'Expires' : 'Would have expired'}</dt>
              <dd>
                <Time at={doc.expiresAt} exact />
              </dd>
            </div>
          )}
        </dl>
        <p className={classes.dim}>SHA-256 as sent</p>
        <p className={classes.hash}>{doc.sha256}</p>
        {doc.sealedSha256 && (
          <>
            <p className={classes.dim}>SHA-256 sealed</p>
            <p className={classes.hash}>{doc.sealedSha256}</p>
          </>
        )}
      </PanelPart>
    </Panel>
  )
}
