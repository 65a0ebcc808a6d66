/** What the states and deeds of accounts at interactive-services providers are called. */
import type {
  InteractiveAccount,
  InteractiveAction,
  InteractivePage,
  SubscriberState,
} from '#shared/contracts/interactive.ts'
import type { Tone } from '#web/ui/tone.ts'

type Words = { tone: Tone; label: string }

const subscriberWords: Record<SubscriberState, Words> = {
  commitment: { tone: 'attention', label: 'Commitment: ordered, not activated yet' },
  active: { tone: 'good', label: 'Active' },
  suspended: { tone: 'attention', label: 'Suspended: the app is locked' },
  ending: { tone: 'attention', label: 'Ending: terminated, still on for now' },
  terminated: { tone: 'neutral', label: 'Terminated' },
}

/** Also of the hub, whose state is a word of the provider's or of ours. */
export const stateWords = (state: string): Words =>
  state === 'Being made'
    ? { tone: 'attention', label: 'Being made' }
    : (subscriberWords[state as SubscriberState] ?? { tone: 'good', label: 'Linked' })

export const accountWords = ({ state, subscriberState }: InteractiveAccount): Words =>
  state === 'creating'
    ? { tone: 'attention', label: 'Being made: waiting for the provider' }
    : stateWords(subscriberState ?? 'linked')

/** An account's name for people. */
export const nameOf = ({ login, deviceSerial, externalId }: InteractiveAccount): string =>
  login || deviceSerial || externalId || 'the new account'

export const actionLabels: Record<InteractiveAction, string> = {
  push: 'Push everything',
  refresh: 'Refresh',
  retry: 'Retry',
  change_plan: 'Change plan',
  devices: 'Devices',
  refresh_devices: 'Ask the panel for its devices',
  swap_modem: 'Swap modem',
  logins: 'Logins',
  reset_password: 'Reset password',
  impersonate: 'Open as customer',
  central_station: 'Central station',
  activate: 'Activate',
  suspend: 'Suspend',
  resume: 'Resume',
  terminate: 'Terminate',
  restore: 'Restore',
  unlink: 'Unlink',
}

/** Something is under way, so that the page asks again soon. */
export const isMoving = (page: InteractivePage | undefined): boolean =>
  [...(page?.accounts ?? []), ...(page?.past ?? [])].some(
    ({ state, push }) => state === 'creating' || push.state === 'waiting' || push.state === 'sending',
  )
