/** What a look at a linked account at a provider of apps shows. Changes nothing anywhere. */
import type {
  InteractiveManifest,
  RemoteSubscriber,
  SubscriberState,
} from '#server/connectors/interactive.ts'
import type { Check, OurAccount } from '../connections/connections.service.ts'
import { differing, isOurs } from './interactive.account.ts'

const alive: readonly SubscriberState[] = ['active', 'commitment', 'ending']

/**
 * The worst of what is wrong. An account that is suspended or ended is a finding only if it was not when somebody last
 * read it: what was done here is known.
 * @param known the state that was last read; null if none was
 */
export function judgeSubscriber(
  manifest: InteractiveManifest,
  ours: OurAccount,
  reference: string,
  known: SubscriberState | null,
  theirs: RemoteSubscriber | null,
): Check {
  if (!theirs) return { finding: 'missing', fields: [], error: null }
  if (theirs.linkedReference !== null && !isOurs(theirs.linkedReference, reference))
    return { finding: 'taken', fields: [], error: null }
  const fields = differing(manifest, ours, theirs)
  if (!alive.includes(theirs.state) && (known === null || alive.includes(known)))
    return { finding: 'out_of_service', fields, error: null }
  return { finding: fields.length ? 'drift' : null, fields, error: null }
}
