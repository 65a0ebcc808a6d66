/** How the states of webhooks and their messages are said. */
import type { Webhook, WebhookDelivery } from '#shared/contracts/webhooks.ts'
import { testTopic, webhookTopics, type WebhookTopic } from '#shared/rules/webhooks.ts'
import type { Tone } from '#web/ui/tone.ts'

export function standingOf({ active, disabledReason, failingSince }: Webhook): { tone: Tone; label: string } {
  if (!active)
    return disabledReason ? { tone: 'bad', label: 'Switched off' } : { tone: 'neutral', label: 'Off' }
  return failingSince ? { tone: 'attention', label: 'Failing' } : { tone: 'good', label: 'Active' }
}

export const deliveryTones: Record<WebhookDelivery['state'], { tone: Tone; label: string }> = {
  waiting: { tone: 'info', label: 'Waiting' },
  delivered: { tone: 'good', label: 'Delivered' },
  failed: { tone: 'bad', label: 'Failed' },
}

export const topicLabel = (topic: string): string =>
  topic === testTopic ? 'Test' : (webhookTopics[topic as WebhookTopic]?.label ?? topic)
