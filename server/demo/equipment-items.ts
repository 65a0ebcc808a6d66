/** What the dealer installs. Makes and models are invented. */
import type { EquipmentCategory } from '#shared/rules/equipment.ts'
import { startingValues } from '#server/modules/companies/companies.starting.ts'
import type { PlannedValue } from './company-plan.ts'

export const demoWireTypes = startingValues('equipment_wire_type')

const item = (
  name: string,
  category: EquipmentCategory,
  wireType: string | null,
  partNumber: string,
  [priceCents, costCents, warrantyMonths]: readonly [number, number, number],
  active = true,
): PlannedValue => ({
  name,
  active,
  data: { category, partNumber, priceCents, costCents, warrantyMonths, ...(wireType && { wireType }) },
})

export const demoItems: readonly PlannedValue[] = [
  item('Timber T7 touch panel', 'panel', 'Hardwired', 'TB-T7-US', [39900, 18450, 36]),
  item('Timber T4 control panel', 'panel', 'Hardwired', 'TB-T4', [24900, 11200, 36]),
  item('Granite 48-zone panel', 'panel', 'Hardwired', 'GR-48C', [54900, 27300, 24]),
  item('Timber LTE communicator', 'communicator', 'Hardwired', 'TB-LTE2', [14900, 7150, 24]),
  item('Granite dual-path communicator', 'communicator', 'Hardwired', 'GR-DP', [21900, 10800, 24]),
  item('Timber wireless keypad', 'keypad', 'Wireless', 'TB-KP1', [9900, 4100, 24]),
  item('Granite alpha keypad', 'keypad', 'Hardwired', 'GR-KPA', [12900, 5600, 24]),
  item('Slim door contact', 'contact', 'Wireless', 'SD-10', [3900, 1180, 24]),
  item('Recessed door contact', 'contact', 'Hardwired', 'RD-20', [2900, 640, 24]),
  item('Overhead door contact', 'contact', 'Hardwired', 'OD-35', [5900, 2150, 24]),
  item('Pet-immune motion', 'motion', 'Wireless', 'PM-80', [6900, 2480, 24]),
  item('Ceiling motion 360', 'motion', 'Hardwired', 'CM-360', [8900, 3320, 24]),
  item('Glass break, acoustic', 'glass_break', 'Wireless', 'GB-25', [7900, 2890, 24]),
  item('Photoelectric smoke', 'smoke', 'Wireless', 'PS-2W', [9900, 3940, 12]),
  item('Smoke, 4-wire', 'smoke', 'Hardwired', 'PS-4W', [8900, 3410, 12]),
  item('Heat detector 135 °F', 'heat', 'Hardwired', 'HD-135', [5900, 1990, 12]),
  item('CO detector', 'co', 'Wireless', 'CO-10Y', [9900, 4220, 12]),
  item('Flood probe', 'water', 'Wireless', 'FP-3', [4900, 1620, 24]),
  item('Pendant panic', 'panic', 'Wireless', 'PP-1', [4900, 1710, 12]),
  item('Hold-up button', 'panic', 'Hardwired', 'HU-2', [5900, 2040, 24]),
  item('Indoor siren 85 dB', 'siren', 'Wireless', 'IS-85', [4900, 1580, 24]),
  item('Outdoor camera 1080p', 'camera', 'Wi-Fi', 'OC-1080', [17900, 8600, 12]),
  item('Doorbell camera', 'camera', 'Wi-Fi', 'DB-2', [19900, 9750, 12]),
  item('Smart lock, brass', 'lock', 'Z-Wave', 'SL-BR', [21900, 11900, 12]),
  item('Thermostat', 'thermostat', 'Z-Wave', 'TH-3', [14900, 6800, 12]),
  item('Timber T2 panel', 'panel', 'Hardwired', 'TB-T2', [19900, 9900, 36], false),
]
