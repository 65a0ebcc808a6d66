/** The record's billing methods (BIL-006): cards and bank accounts, what ends soon, and the newest charges. */
import { Button, Modal, Switch } from '@mantine/core'
import { IconPlus, IconWallet } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type BillingMethodPage, billingMethods } from '#shared/contracts/billing-methods.ts'
import { chargeKinds, chargeStateNames, settlements } from '#shared/rules/charges.ts'
import { useMay } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { MethodsBillingLink } from '#web/features/app-billing/AppBillingLink.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { AddMethodForm } from './AddMethodForm.tsx'
import type { BillingMethodsSearch } from './billing-methods-search.ts'
import classes from './billing-methods.module.css'
import { EditMethodForm } from './EditMethodForm.tsx'
import { MethodCard } from './MethodCard.tsx'
import { useBillingMethods, useCustomerParams } from './use-billing-methods.ts'

export function BillingMethodsPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useBillingMethods(customerId)
  if (data) return <Methods page={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the billing methods">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Methods({ page }: { page: BillingMethodPage }) {
  const params = useCustomerParams()
  const { company, customerId } = params
  const may = useMay()
  const search: BillingMethodsSearch = useSearch({
    from: '/$company/customers/$customerId/accounting/billing-methods',
  })
  const navigate = useNavigate()
  const go = (next: BillingMethodsSearch) =>
    void navigate({ to: '/$company/customers/$customerId/accounting/billing-methods', params, search: { archived: search.archived, ...next }, replace: true }) // prettier-ignore
  const close = () => go({})
  const { items, abilities, charges } = page
  const archived = items.filter((method) => method.archived)
  const shown = items.filter((method) => !method.archived || search.archived)
  const byId = (id: number | undefined) => items.find((method) => method.id === id && !method.archived)
  const edited = byId(search.edit)
  const replaced = byId(search.replace)
  const read = items.find(({ id }) => id === search.history)
  const adding = abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => go({ new: true })}>
      New billing method
    </Button>
  )
  return (
    <div className={classes.page}>
      <MethodsBillingLink customerId={customerId} />
      <Panel
        title="Billing Methods"
        note={items.length - archived.length || undefined}
        actions={items.length > 0 && adding}
        flush
      >
        {abilities.modify && page.processors.length === 0 && (
          <div className={classes.none}>
            <Notice
              tone="attention"
              title="No payment processor is set up."
              action={
                may('integrations.view') && (
                  <LinkButton
                    to="/$company/administration/processors"
                    params={{ company }}
                    size="compact-sm"
                    variant="default"
                  >
                    Payment processing
                  </LinkButton>
                )
              }
            >
              Cards and bank accounts can be kept once administration adds one.
            </Notice>
          </div>
        )}
        {page.readOnlyReason === 'lead' && (
          <div className={classes.none}>
            <Notice tone="neutral">Leads have no billing methods. Convert the lead first.</Notice>
          </div>
        )}
        {shown.length === 0 ? (
          <EmptyState icon={IconWallet} title="No billing methods" action={adding}>
            {abilities.create
              ? 'Add a card or a bank account with the customer’s authorization. Its numbers go to the payment processor and never to Keyholder.'
              : 'Cards and bank accounts that the customer pays by stand here.'}
          </EmptyState>
        ) : (
          <div className={classes.cards}>
            {shown.map((method) => (
              <MethodCard
                key={method.id}
                customerId={customerId}
                method={method}
                replacedBy={items.find(({ id }) => id === method.replacedById)}
                abilities={abilities}
                onGo={go}
              />
            ))}
          </div>
        )}
        {archived.length > 0 && (
          <div className={classes.foot}>
            <Switch
              size="xs"
              label={`Show archived ones: ${archived.length}`}
              checked={search.archived === true}
              onChange={(event) => go({ archived: event.currentTarget.checked || undefined })}
            />
          </div>
        )}
      </Panel>
      {charges.length > 0 && (
        <Panel
          title="Newest charges"
          flush
          actions={
            <LinkButton to="/$company/charges" params={{ company }} size="compact-sm" variant="subtle">
              All charges
            </LinkButton>
          }
        >
          <ul className={classes.charges}>
            {charges.map((charge) => (
              <li key={charge.id}>
                <Time at={charge.requestedAt} short />
                <span>
                  {chargeKinds[charge.kind]}, {charge.method}
                  {charge.description && ` · ${charge.description}`}
                </span>
                <Money amountCents={charge.amountCents} />
                <LinkButton
                  to="/$company/charges"
                  params={{ company }}
                  search={{ charge: charge.id }}
                  size="compact-xs"
                  variant="subtle"
                >
                  {charge.settlement ? settlements[charge.settlement] : chargeStateNames[charge.state]}
                </LinkButton>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {(search.new || replaced) && abilities.create && (
        <AddMethodForm customerId={customerId} page={page} replaces={replaced ?? null} onClose={close} />
      )}
      {edited && abilities.modify && (
        <EditMethodForm key={edited.id} customerId={customerId} method={edited} onClose={close} />
      )}
      {read && (
        <Modal opened onClose={close} size="lg" title={`History of ${read.name}`}>
          <EntityHistory
            endpoint={billingMethods.history}
            input={{ params: { customerId, billingMethodId: read.id } }}
            empty="Nothing was changed yet"
          />
        </Modal>
      )}
    </div>
  )
}
