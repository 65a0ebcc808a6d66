/** Who has to sign a document that is out, how far each is, and what helps one on. */
import { Button } from '@mantine/core'
import { IconDeviceTablet } from '@tabler/icons-react'
import type { Edoc, EdocSigner } from '#shared/contracts/edoc-values.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { formatPhone } from '#shared/phone.ts'
import { codeChannels, signerRoles, signerStatuses, type SignerStatus } from '#shared/rules/edocs.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './edocs.module.css'
import { keepKey } from './signing-key.ts'
import { useCustomerParams, useTake } from './use-edocs.ts'

const tones: Record<SignerStatus, Tone> = {
  waiting: 'neutral',
  sent: 'info',
  viewed: 'info',
  signed: 'good',
  declined: 'bad',
}

export function EdocSigners({ doc }: { doc: Edoc }) {
  return (
    <Panel title="Signers">
      <ul className={classes.rows} aria-label="Signers">
        {doc.signers.map((signer) => (
          <Signer key={signer.id} doc={doc} signer={signer} />
        ))}
      </ul>
      {doc.signers.length === 0 && <p className={classes.hint}>Nobody was asked to sign.</p>}
    </Panel>
  )
}

function Signer({ doc, signer }: { doc: Edoc; signer: EdocSigner }) {
  const { company, customerId } = useCustomerParams()
  const take = useTake(customerId)
  const params = { customerId, edocId: doc.id, signerId: signer.id }
  const resend = useEndpointMutation(edocs.resend)
  const inPerson = useEndpointMutation(edocs.inPerson)
  const byProvider = doc.provider.connector !== null
  const atProvider = doc.providerState === 'sent'
  const acts = signer.mayAct && doc.abilities.modify && (!byProvider || atProvider)
  const begin = () =>
    inPerson.mutate(
      { params },
      {
        onSuccess: ({ url, key }) => {
          if (key) keepKey(url, key, `/${company}/customers/${customerId}/e-docs/${doc.id}`)
          window.location.assign(url)
        },
      },
    )
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <strong>{signer.name}</strong>
        <StatusDot tone={tones[signer.status]} label={signerStatuses[signer.status]} />
      </div>
      <div className={classes.facts}>
        <span>{signerRoles[signer.role]}</span>
        {signer.email && <span>{signer.email}</span>}
        {signer.delivery === 'in_person' ? (
          <span>In person</span>
        ) : (
          !byProvider && (
            <span>
              Code by {codeChannels[signer.codeChannel].toLowerCase()}
              {signer.codeChannel === 'sms' && signer.phone ? ` to ${formatPhone(signer.phone)}` : ''}
            </span>
          )
        )}
        {signer.signedAt ? (
          <span>
            Signed <Time at={signer.signedAt} />
          </span>
        ) : signer.viewedAt ? (
          <span>
            Viewed <Time at={signer.viewedAt} />
          </span>
        ) : (
          signer.sentAt && (
            <span>
              Sent <Time at={signer.sentAt} />
            </span>
          )
        )}
      </div>
      {signer.trouble && <Notice tone="bad">{signer.trouble}</Notice>}
      {[resend.error, inPerson.error].map(
        (error, at) =>
          error && (
            <Notice key={at} tone="bad">
              {problemText(error)}
            </Notice>
          ),
      )}
      {acts && (
        <div className={classes.buttons}>
          {(!byProvider || signer.delivery === 'in_person') && (
            <Button
              size="compact-sm"
              variant={signer.delivery === 'in_person' ? 'filled' : 'default'}
              leftSection={<IconDeviceTablet size={14} aria-hidden />}
              loading={inPerson.isPending}
              onClick={begin}
            >
              Sign in person
            </Button>
          )}
          {signer.email && signer.delivery === 'email' && (
            <Button
              size="compact-sm"
              variant="default"
              loading={resend.isPending}
              onClick={() =>
                resend.mutate(
                  { params },
                  {
                    onSuccess: (next) => {
                      take(next)
                      toastDone(`${signer.name} is sent a new link.`)
                    },
                  },
                )
              }
            >
              Send link again
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
