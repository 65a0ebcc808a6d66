/** The dealer's catalogue of equipment: items that are installed, and how they are wired (TAB-008). */
import type { UsualValue } from './catalogue-definition.ts'
import { levels, type CatalogueDefinition } from './catalogue-definition.ts'
import { equipmentCategories, type EquipmentCategory } from './equipment.ts'

const usual = (category: EquipmentCategory, ...names: string[]): UsualValue[] =>
  names.map((name) => ({ name, data: { category } }))

/* What things cost is the inventory's, as is who may say it; Equipment: View alone reads names and parts of them. */
export const equipmentItemDefinition: CatalogueDefinition = {
  one: 'equipment item',
  label: 'Equipment Items',
  help: 'Makes and models that are installed at customers',
  permissions: levels('inventory'),
  apart: true,
  nameMax: 120,
  most: 2000,
  fields: {
    category: {
      label: 'Category',
      type: 'choice',
      required: true,
      options: Object.entries(equipmentCategories).map(([value, { label }]) => ({ value, label })),
      help: 'Decides which devices have a zone of their own',
    },
    partNumber: { label: 'Part number', type: 'text', max: 60 },
    wireTypeId: {
      label: 'Wire type',
      type: 'reference',
      to: 'equipment_wire_type',
      help: 'Proposed when it is added to a customer',
    },
    priceCents: { label: 'Price', type: 'money', help: 'What a customer pays for one' },
    costCents: { label: 'Cost', type: 'money', internal: true, help: 'What one costs you' },
    warrantyMonths: {
      label: 'Warranty',
      type: 'whole',
      unit: 'month',
      min: 1,
      max: 1200,
      help: 'Counted from the day of installation; empty: none',
    },
  },
  usual: [
    ...usual('panel', 'Control panel'),
    ...usual('communicator', 'Cellular communicator'),
    ...usual('keypad', 'Keypad'),
    ...usual('contact', 'Door/window contact'),
    ...usual('motion', 'Motion detector'),
    ...usual('glass_break', 'Glass break detector'),
    ...usual('smoke', 'Smoke detector'),
    ...usual('co', 'CO detector'),
    ...usual('siren', 'Siren'),
  ],
}

export const wireTypeDefinition: CatalogueDefinition = {
  one: 'wire type',
  label: 'Wire Types',
  help: 'How equipment is wired',
  permissions: levels('inventory'),
  apart: true,
  nameMax: 60,
  fields: {},
  usual: ['Hardwired', 'Wireless', 'Wi-Fi', 'Z-Wave'].map((name) => ({ name })),
}
