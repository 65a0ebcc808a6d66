/** A card of the record's form: its columns of fields, and why they are closed where they are. */
import { lazy, memo, Suspense, useCallback, useSyncExternalStore } from 'react'
import { customKey, type FieldKey } from '#shared/rules/custom-fields.ts'
import { type Card, type FieldName, field } from '#shared/rules/customer-fields.ts'
import { type Permission, permissionLabel } from '#shared/permissions.ts'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { ConvertButton } from '../lifecycle/ConvertButton.tsx'
import { FieldInput } from './FieldInput.tsx'
import { standingOf } from './field-props.ts'
import { cardsIn, type RecordForm, useRecordForm } from './form-context.ts'
import classes from './form.module.css'
import { FactField } from './inputs/ReadOnlyField.tsx'
import { ReportsTo } from './inputs/ReportsTo.tsx'
import { type CardLayout, customCardAfter, type Row } from './layout.ts'
import { dependsOn, isShown } from './visible.ts'
import { formatInstant } from '#shared/time.ts'

// Of leads alone.
const ContactsLink = lazy(async () => ({
  default: (await import('#web/features/contacts/ContactsLink.tsx')).ContactsLink,
}))

// Of customers alone, and of who may change the sale.
const OrderLink = lazy(async () => ({
  default: (await import('#web/features/order-templates/OrderLink.tsx')).OrderLink,
}))

/** Apply Order Template stands on the Sale card of a customer (NEW-040). */
const mayOrder = (card: Card, { record, step, mayChange }: RecordForm): boolean =>
  card === 'sale' && record?.kind === 'customer' && !step && mayChange('mmrId')

const cardPermissions: Record<Card, Permission> = {
  personal: 'contact_information.modify',
  sale: 'sale_information.modify',
  installation: 'installation_information.modify',
  services: 'installation_information.modify',
  lead: 'leads.modify',
}

export const FormCard = memo(function FormCard({ layout }: { layout: CardLayout }) {
  const form = useRecordForm()
  const names = layout.columns.flat(2).filter((name) => form.store.has(name))
  if (names.length === 0) return null
  return (
    <Panel
      title={layout.title}
      actions={
        layout.card === 'lead' && form.record ? (
          <ConvertButton />
        ) : (
          mayOrder(layout.card, form) && (
            <Suspense>
              <OrderLink customerId={form.record!.id} />
            </Suspense>
          )
        )
      }
    >
      {isClosed(names, form) && (
        <p className={classes.cardNote}>
          You may read these fields. Changing them needs the permission “
          {permissionLabel(cardPermissions[layout.card])}”.
        </p>
      )}
      <div className={classes.columns}>
        {layout.columns.map((rows, i) => (
          <div className={classes.column} key={i}>
            {layout.card === 'lead' && i === 0 && form.record && (
              <FactField
                label="Entered Date"
                value={formatInstant(form.record.header.createdAt, form.timeZone)}
              />
            )}
            {rows.map((row) => (
              <FieldRow row={row} key={row.join()} />
            ))}
            {layout.card === 'installation' && i === 0 && form.settings.showReportsTo && <ReportsTo />}
          </div>
        ))}
      </div>
      {layout.card === 'lead' && form.record?.tabs.some(({ key }) => key === 'contacts') && (
        <PanelPart title="Lead contacts">
          <Suspense fallback={<LinesSkeleton count={2} />}>
            <ContactsLink company={form.company} customerId={form.record.id} />
          </Suspense>
        </PanelPart>
      )}
    </Panel>
  )
})

/** The card as a whole may not be changed, for want of its permission: the record itself may be. */
function isClosed(names: FieldName[], form: RecordForm): boolean {
  if (form.record?.readOnlyReason) return false
  const asked = names.filter(
    (name) => !field(name).readOnly && !['locked', 'hidden'].includes(standingOf(name, form).state),
  )
  return asked.length > 0 && asked.every((name) => standingOf(name, form).state === 'closed')
}

function FieldRow({ row }: { row: Row }) {
  const { store, options, settings } = useRecordForm()
  // What decides on a row's being there is another field's value: "Account Is Canceled" opens date and reason.
  const decider = row.map((name) => dependsOn[name]).find(Boolean)
  const subscribe = useCallback(
    (listener: () => void) => (decider ? store.subscribe(decider, listener) : () => {}),
    [store, decider],
  )
  const shown = useSyncExternalStore(subscribe, () =>
    row.filter((name) => isShown(name, valuesOf(store), options, settings)).join(),
  )
  if (shown === '') return null
  return (
    <div
      className={classes.row}
      data-checks={row.every((name) => field(name).type === 'checkbox') || undefined}
    >
      {row
        .filter((name) => shown.split(',').includes(name))
        .map((name) => (
          <FieldInput name={name} key={name} />
        ))}
    </div>
  )
}

const valuesOf = (store: RecordForm['store']) => ({
  draft: (name: FieldName) => store.draft(name),
  base: (name: FieldName) => store.base(name),
  has: (name: FieldName) => store.has(name),
})

/** The fields that are on the page now and that this user may change: those that a save is about. */
export const openFields = (form: RecordForm): FieldKey[] => {
  const custom = form.store.customFields.map(({ id }) => customKey(id))
  return cardsIn(form)
    .flatMap(({ card, columns }): FieldKey[] => [
      ...columns
        .flat(2)
        .filter((name) => isShown(name, valuesOf(form.store), form.options, form.settings))
        .filter((name) => !field(name).readOnly),
      ...(card === customCardAfter[form.kind] && !form.step ? custom : []),
    ])
    .concat(form.step ? custom : [])
    .filter((name) => standingOf(name, form).state === 'open')
}
