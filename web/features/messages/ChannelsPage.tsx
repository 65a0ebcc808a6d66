/** /{company}/administration/message-channels: how e-mail and text messages leave. */
import { messageSetup } from '#shared/contracts/message-setup.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { ChannelForm } from './ChannelForm.tsx'

export function ChannelsPage() {
  useTitle('Message channels')
  const { data, error, refetch } = useEndpointQuery(messageSetup.channels, {})
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page narrow>
      <PageHeader title="Message channels" note="Your mail server, and your account at Twilio" />
      <ChannelForm key={`sms ${data.sms.version}`} channel="sms" setups={data} />
      <ChannelForm key={`email ${data.email.version}`} channel="email" setups={data} />
    </Page>
  )
}
