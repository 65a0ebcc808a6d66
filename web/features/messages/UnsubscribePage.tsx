/** /unsubscribe/{company}/{token}: where the link in an e-mail leads. Following it changes nothing; the button does. */
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { callbacks } from '#shared/contracts/callbacks.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'

export function UnsubscribePage() {
  useTitle('Unsubscribe')
  const { companyId, token } = useParams({ from: '/unsubscribe/$companyId/$token' })
  const params = { companyId: Number(companyId), token }
  const { data, error } = useEndpointQuery(callbacks.unsubscription, { params })
  const unsubscribe = useEndpointMutation(callbacks.unsubscribe)
  const done = unsubscribe.data?.unsubscribed ?? data?.unsubscribed
  if (!data && !error) return <PageSkeleton />
  return (
    <main>
      <Page narrow>
        <PageHeader title="Unsubscribe" />
        {error ? (
          <Notice tone="bad">This link is not one of ours any more.</Notice>
        ) : done ? (
          <Notice tone="good" title="Done.">
            {data!.company} sends no marketing to this address. What belongs to your service still arrives.
          </Notice>
        ) : (
          <>
            <p>Shall {data!.company} send no more marketing to this address?</p>
            {unsubscribe.error && <Notice tone="bad">{unsubscribe.error.detail}</Notice>}
            <Button loading={unsubscribe.isPending} onClick={() => unsubscribe.mutate({ params })}>
              Unsubscribe
            </Button>
          </>
        )}
      </Page>
    </main>
  )
}
