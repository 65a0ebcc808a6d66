/** The catalogues as sections of administration, each with its icon. */
import {
  IconAntenna,
  IconBook2,
  IconArrowsSplit2,
  IconBuildingBroadcastTower,
  IconBuildingStore,
  IconCalendarEvent,
  IconCalendarX,
  IconCategory,
  IconCoin,
  IconDeviceCctv,
  IconDiscount,
  IconFileDescription,
  IconFiles,
  IconFlag,
  IconForms,
  IconGauge,
  IconGift,
  IconHeartHandshake,
  IconHeartbeat,
  type Icon,
  IconLanguage,
  IconListDetails,
  IconMessageQuestion,
  IconMessageReply,
  IconNote,
  IconPhoneCheck,
  IconPlug,
  IconCalendarDue,
  IconReceipt2,
  IconBuildingBank,
  IconListCheck,
  IconReceiptTax,
  IconShieldCheck,
  IconSpeakerphone,
  IconTools,
  IconHourglass,
  IconCircleX,
  IconTags,
  IconUserX,
  IconZoomQuestion,
} from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import {
  catalogueDefinitions,
  type CatalogueKey,
  catalogueKeys,
  openingPermissions,
} from '#shared/rules/catalogues.ts'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

const icons: Record<CatalogueKey, Icon> = {
  account_class: IconCategory,
  activation_fee: IconReceipt2,
  adt_system_type: IconBuildingBroadcastTower,
  at_risk_reason: IconHeartbeat,
  at_risk_cause: IconZoomQuestion,
  at_risk_level: IconGauge,
  at_risk_resolution: IconHeartHandshake,
  at_risk_credit_reason: IconGift,
  work_order_type: IconTools,
  tech_service: IconHourglass,
  payment_term: IconCalendarDue,
  tax_rate: IconReceiptTax,
  book_account: IconBook2,
  funder: IconBuildingBank,
  funder_reason: IconListCheck,
  work_order_cancel_reason: IconCircleX,
  appointment_subtype: IconCalendarEvent,
  appointment_cancel_reason: IconCalendarX,
  cancel_reason: IconUserX,
  communication_disposition: IconMessageReply,
  communication_reason: IconMessageQuestion,
  contract_term: IconFileDescription,
  custom_field: IconForms,
  dealer_number: IconTags,
  discount_affiliate: IconDiscount,
  equipment_item: IconDeviceCctv,
  equipment_wire_type: IconPlug,
  file_category: IconFiles,
  language: IconLanguage,
  lead_disposition: IconPhoneCheck,
  lead_status: IconFlag,
  mmr: IconCoin,
  mmr_category: IconArrowsSplit2,
  mmr_item: IconListDetails,
  monitoring_plan: IconAntenna,
  note_type: IconNote,
  source: IconBuildingStore,
  source_campaign: IconSpeakerphone,
  warranty_term: IconShieldCheck,
}

/** What else people call them. */
const words: Partial<Record<CatalogueKey, string>> = {
  mmr: 'monthly monitoring rates charges',
  source: 'partner companies',
  source_campaign: 'partner companies',
  communication_reason: 'notes contact settings',
  communication_disposition: 'notes contact settings',
  custom_field: 'user-defined fields',
  note_type: 'ticket types task',
  equipment_item: 'parts products devices makes models',
}

const inBilling: ReadonlySet<CatalogueKey> = new Set([
  'payment_term',
  'tax_rate',
  'book_account',
  'funder',
  'funder_reason',
])
const inInventory: ReadonlySet<CatalogueKey> = new Set(['equipment_item', 'equipment_wire_type'])

export const catalogueSections: readonly AdministrationSection[] = catalogueKeys
  .map((catalogue): AdministrationSection => ({
    label: catalogueDefinitions[catalogue].label,
    help: catalogueDefinitions[catalogue].help,
    icon: icons[catalogue],
    heading: inInventory.has(catalogue)
      ? 'Equipment & inventory'
      : inBilling.has(catalogue)
        ? 'Billing'
        : 'Content management',
    permissions: openingPermissions(catalogue),
    words: words[catalogue],
    link: (company: string) =>
      linkOptions({ to: '/$company/administration/catalogues/$catalogue', params: { company, catalogue } }),
  }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en-US'))
