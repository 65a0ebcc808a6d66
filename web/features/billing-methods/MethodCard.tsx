/** One billing method: what may be known of it, how near its end is, and what can be done with it. */
import { Button, Group } from '@mantine/core'
import { IconBuildingBank, IconCreditCard } from '@tabler/icons-react'
import { type BillingMethod, billingMethods } from '#shared/contracts/billing-methods.ts'
import { authorizationChannels, holderTypes, methodUses } from '#shared/rules/billing-methods.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './billing-methods.module.css'
import { useTakePage } from './use-billing-methods.ts'

type Props = {
  customerId: number
  method: BillingMethod
  replacedBy: BillingMethod | undefined
  abilities: { create: boolean; modify: boolean; remove: boolean }
  onGo: (to: { edit?: number; replace?: number; history?: number }) => void
}

const endings = {
  good: null,
  soon: ['attention', 'Expires within 60 days'],
  very_soon: ['attention', 'Expires within 30 days'],
  expired: ['bad', 'Expired'],
} as const

export function MethodCard({ customerId, method, replacedBy, abilities, onGo }: Props) {
  const take = useTakePage(customerId)
  const remove = useEndpointMutation(billingMethods.remove)
  const ending = method.archived ? null : endings[method.expiry]
  const Icon = method.kind === 'card' ? IconCreditCard : IconBuildingBank
  const facts: [string, React.ReactNode][] = [
    ['Holder', [method.holderName, method.holderType && holderTypes[method.holderType]].filter(Boolean).join(', ')],
    ['Kept at', method.processor.active ? method.processor.name : `${method.processor.name} (inactive)`],
    ['Used for', method.uses.map((use) => methodUses[use]).join(', ')],
    ['Billing address', method.address && `${method.address.line1}, ${method.address.city}, ${method.address.state} ${method.address.zip}`],
    ['Authorized', <span key="a" title={method.authorization.text}>by {method.authorization.by}, <Day on={method.authorization.on} />, {authorizationChannels[method.authorization.channel].toLowerCase()}</span>],
    ['Charges it', method.chargedBy.join(', ')],
    ['Note', method.note],
    ['Archived', method.archived && <span key="x"><Time at={method.archived.at} />{replacedBy && `, replaced by ${replacedBy.name}`}</span>],
  ] // prettier-ignore
  return (
    <article
      className={classes.card}
      aria-label={method.name}
      data-archived={method.archived !== null || undefined}
    >
      <Icon size={26} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        <div className={classes.title}>
          <h3>{method.name}</h3>
          {method.nickname && <span className={classes.nickname}>({method.nickname})</span>}
          {method.isDefault && <Chip>Default</Chip>}
          {method.archived && <Chip>Archived</Chip>}
        </div>
        {method.expMonth !== null && (
          <p className={classes.expiry}>
            <span className="tabular">
              {String(method.expMonth).padStart(2, '0')}/{method.expYear}
            </span>
            {ending && <StatusDot tone={ending[0]} label={ending[1]} />}
          </p>
        )}
        <dl className={classes.facts}>
          {facts.map(([label, value]) =>
            value ? (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
        <Group gap="xs" className="no-print">
          {!method.archived && abilities.modify && (
            <Button size="compact-sm" variant="default" onClick={() => onGo({ edit: method.id })}>
              Change
            </Button>
          )}
          {!method.archived && abilities.create && (
            <Button size="compact-sm" variant="default" onClick={() => onGo({ replace: method.id })}>
              Replace
            </Button>
          )}
          {!method.archived && abilities.remove && (
            <ConfirmButton
              size="compact-sm"
              variant="subtle"
              danger
              label="Remove"
              title={`Remove ${method.name}?`}
              disabled={method.chargedBy.length > 0}
              onConfirm={async () => {
                const params = { customerId, billingMethodId: method.id }
                take(await remove.mutateAsync({ params, body: { version: method.version } }))
                toastDone('Removed.')
              }}
            >
              It is archived, and {method.processor.name} forgets it. To charge the same card again it has to
              be entered again.
            </ConfirmButton>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => onGo({ history: method.id })}
          >
            History
          </Button>
        </Group>
      </div>
    </article>
  )
}
