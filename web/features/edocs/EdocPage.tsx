/** One document of a record: drafted here, sent from here, followed to its end. */
import { Button } from '@mantine/core'
import { IconDownload, IconRefresh, IconSend, IconShieldCheck } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import { edocs, type EdocList } from '#shared/contracts/edocs.ts'
import { addressOf } from '#web/api/call.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { DraftForm } from './DraftForm.tsx'
import classes from './edocs.module.css'
import { EdocSigners } from './EdocSigners.tsx'
import { EdocState } from './EdocState.tsx'
import { EdocTimeline } from './EdocTimeline.tsx'
import { FieldDesigner } from './FieldDesigner.tsx'
import { PdfPages } from './PdfPages.tsx'
import { useCustomerParams, useEdoc, useEdocs, useTake } from './use-edocs.ts'
import { VoidDialog } from './VoidDialog.tsx'

export function EdocPage() {
  const { edocId } = useParams({ from: '/$company/customers/$customerId/e-docs/$edocId' })
  const params = useCustomerParams()
  const { data, error, refetch } = useEdoc(params.customerId, edocId)
  const list = useEdocs(params.customerId).data
  return (
    <div className={classes.stack}>
      <BackLink to="/$company/customers/$customerId/e-docs" params={params}>
        E-Docs
      </BackLink>
      {data && list ? (
        <Document key={edocId} doc={data} list={list} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={8} />
      )}
    </div>
  )
}

function Document({ doc, list }: { doc: Edoc; list: EdocList }) {
  const params = useCustomerParams()
  const of = { customerId: params.customerId, edocId: doc.id }
  const take = useTake(params.customerId)
  const saveFields = useEndpointMutation(edocs.saveFields)
  const draft = doc.status === 'draft'
  const [unsavedForm, setUnsavedForm] = useState(false)
  const [unsavedFields, setUnsavedFields] = useState(false)
  const state = doc.sealedAt && !doc.tamperedAt ? 'sealed' : draft ? 'source' : 'preview'
  const query = { state, inline: 'true' } as const
  const source = `${addressOf(edocs.document, { params: of, query })}&v=${draft ? doc.sha256.slice(0, 12) : doc.version}`
  return (
    <>
      <Head doc={doc} unsaved={draft && (unsavedForm || unsavedFields)} />
      <Notices doc={doc} />
      <div className={classes.two}>
        <Panel
          title={draft ? 'Document and fields' : 'Document'}
          note={`${doc.pages.length} ${doc.pages.length === 1 ? 'page' : 'pages'}${state === 'sealed' ? ' and the certificate' : ''}`}
        >
          {draft ? (
            <FieldDesigner
              source={source}
              pages={doc.pages}
              fields={doc.fields}
              readOnly={!doc.abilities.modify}
              onDirty={setUnsavedFields}
              saving={saveFields.isPending}
              problem={saveFields.error && problemText(saveFields.error)}
              onSave={(fields) =>
                saveFields.mutate(
                  { params: of, body: { version: doc.version, fields } },
                  {
                    onSuccess: (next) => {
                      take(next)
                      toastDone('The fields are saved.')
                    },
                  },
                )
              }
            />
          ) : (
            <PdfPages source={source} pages={doc.pages} label="The document as it stands" />
          )}
        </Panel>
        <div className={classes.stack}>
          {draft && doc.abilities.modify ? (
            <DraftForm doc={doc} list={list} onDirty={setUnsavedForm} />
          ) : (
            <EdocSigners doc={doc} />
          )}
          <EdocTimeline doc={doc} />
        </div>
      </div>
    </>
  )
}

function Head({ doc, unsaved }: { doc: Edoc; unsaved: boolean }) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const of = { customerId: params.customerId, edocId: doc.id }
  const take = useTake(params.customerId)
  const send = useEndpointMutation(edocs.send)
  const sync = useEndpointMutation(edocs.sync)
  const verify = useEndpointMutation(edocs.verify)
  const remove = useEndpointMutation(edocs.remove)
  const [voiding, setVoiding] = useState(false)
  const [early, setEarly] = useState(false)
  const open = doc.status === 'draft' || doc.status === 'sent'
  const file = (state: 'preview' | 'sealed') => addressOf(edocs.document, { params: of, query: { state } })
  return (
    <>
      <div className={classes.head}>
        <span className={`${classes.dim} tabular`}>#{doc.id}</span>
        <h2 className={classes.title}>{doc.name}</h2>
        <EdocState doc={doc} />
        <div className={`${classes.buttons} ${classes.pushed}`}>
          {doc.status === 'draft' && doc.abilities.modify && (
            <Button
              size="xs"
              leftSection={<IconSend size={14} aria-hidden />}
              loading={send.isPending}
              disabled={doc.flaws.length > 0}
              title={doc.flaws[0]}
              onClick={() => {
                setEarly(unsaved)
                if (unsaved) return
                send.mutate(
                  { params: of, body: { version: doc.version } },
                  {
                    onSuccess: (next) => {
                      take(next)
                      toastDone(`“${doc.name}” is out for signature.`)
                    },
                  },
                )
              }}
            >
              Send
            </Button>
          )}
          {doc.provider.connector && doc.status === 'sent' && doc.abilities.modify && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} aria-hidden />}
              loading={sync.isPending}
              onClick={() => sync.mutate({ params: of }, { onSuccess: take })}
            >
              Sync
            </Button>
          )}
          {doc.sealedAt ? (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconShieldCheck size={14} aria-hidden />}
                loading={verify.isPending}
                onClick={() =>
                  verify.mutate(
                    { params: of },
                    {
                      onSuccess: ({ intact }) => {
                        take()
                        if (intact) toastDone('The seal is intact: not a byte was changed.')
                      },
                    },
                  )
                }
              >
                Check seal
              </Button>
              <Button
                component="a"
                href={file('sealed')}
                size="xs"
                leftSection={<IconDownload size={14} aria-hidden />}
              >
                Download
              </Button>
            </>
          ) : (
            <Button
              component="a"
              href={file('preview')}
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              Download
            </Button>
          )}
          {open && doc.abilities.modify && (
            <Button size="xs" variant="default" color="red" onClick={() => setVoiding(true)}>
              Void
            </Button>
          )}
          {doc.status !== 'sent' && doc.abilities.delete && (
            <ConfirmButton
              label="Delete"
              size="xs"
              variant="subtle"
              danger
              title="Delete the document?"
              onConfirm={async () => {
                await remove.mutateAsync({ params: of })
                take()
                toastDone(`“${doc.name}” was deleted.`)
                await navigate({ to: '/$company/customers/$customerId/e-docs', params })
              }}
            >
              It is gone for good, with what is known of how it was signed.
              {doc.fileId ? ' The sealed copy among the files stays.' : ''}
            </ConfirmButton>
          )}
        </div>
      </div>
      {early && unsaved && (
        <Notice tone="attention">Save or discard your changes first: what is sent is what is saved.</Notice>
      )}
      {[send.error, sync.error, verify.error].map(
        (error, at) =>
          error && (
            <Notice key={at} tone="bad">
              {problemText(error)}
            </Notice>
          ),
      )}
      {voiding && <VoidDialog doc={doc} onClose={() => setVoiding(false)} />}
    </>
  )
}

function Notices({ doc }: { doc: Edoc }) {
  return (
    <>
      {doc.tamperedAt && (
        <Notice tone="bad" title="The seal is broken.">
          The sealed document is not what it was when it was sealed; this was found{' '}
          <Time at={doc.tamperedAt} />. It is not handed out any more. Everybody who signed has a copy by
          e-mail.
        </Notice>
      )}
      {doc.status === 'draft' && doc.providerState === 'failed' && (
        <Notice tone="bad" title={`${doc.provider.name} did not take it.`}>
          {doc.failure} Nothing was sent to anybody; it is a draft again.
        </Notice>
      )}
      {doc.providerState === 'unknown' && (
        <Notice tone="attention" title="The answer was lost.">
          {doc.provider.name} is being asked whether it has the document. It is not sent again before that is
          known.
        </Notice>
      )}
      {doc.status === 'sent' && doc.providerState === 'sent' && doc.failure && (
        <Notice tone="attention">{doc.failure}. It is tried again by itself.</Notice>
      )}
      {doc.flaws.length > 0 && (
        <Notice tone="info" title="Before it can be sent:">
          <ul className={classes.list}>
            {doc.flaws.map((flaw) => (
              <li key={flaw}>{flaw}</li>
            ))}
          </ul>
        </Notice>
      )}
      {doc.reason && (
        <Notice
          tone={doc.status === 'declined' ? 'bad' : 'info'}
          title={doc.status === 'declined' ? 'Declined:' : 'Voided:'}
        >
          {doc.reason}
        </Notice>
      )}
    </>
  )
}
