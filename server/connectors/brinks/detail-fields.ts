/** The details that Brinks Home keeps, and where: columns of a site, and options by their ids. */
import type { DetailField } from '../station-parts.ts'

/** Where a detail is kept, and which table of the station lists its choices. */
export type Place = { column: string } | { siteOption: string } | { systemOption: string }
export type Detail = DetailField & { place: Place; table?: [entity: string, column: string]; phone?: true }

const asked = { atCreation: true, required: false, editable: true } as const
const option = (id: string): { place: Place } => ({ place: { siteOption: id } })
const systemOption = (id: string): { place: Place } => ({ place: { systemOption: id } })

export const details: readonly Detail[] = [
  {
    key: 'systemType',
    label: 'System type',
    help: 'Left empty, the one of the settings',
    type: 'choice',
    choices: 'station',
    ...asked,
    place: { column: 'systype_id' },
    table: ['Systypes', 'systype_id'],
  },
  {
    key: 'secondarySystemType',
    label: 'Secondary system type',
    help: 'The cell communicator beside the panel',
    type: 'choice',
    choices: 'station',
    ...asked,
    place: { column: 'sec_systype_id' },
    table: ['Systypes', 'systype_id'],
  },
  {
    key: 'twoWayDevice',
    label: 'Two-way device',
    help: 'Begins the station’s two-way test; event 2AC says that it was passed',
    type: 'choice',
    choices: 'station',
    ...asked,
    place: { column: 'twoway_device_id' },
    table: ['Twoways', 'twoway_device_id'],
  },
  {
    key: 'siteType',
    label: 'Site type',
    help: 'Follows from whether there is a business name',
    type: 'choice',
    choices: [
      { code: 'RBFM', label: 'Residential' },
      { code: 'CBFM', label: 'Commercial' },
    ],
    atCreation: false,
    required: false,
    editable: false,
    place: { column: 'sitetype_id' },
  },
  {
    key: 'panelLocation',
    label: 'Panel location',
    type: 'text',
    maxLength: 60,
    ...asked,
    place: { column: 'panel_location' },
  },
  {
    key: 'panelPhone',
    label: 'Panel phone',
    type: 'text',
    maxLength: 20,
    ...asked,
    place: { column: 'panel_phone' },
    phone: true,
  },
  {
    key: 'receiverPhone',
    label: 'Receiver phone',
    type: 'text',
    maxLength: 20,
    ...asked,
    place: { column: 'receiver_phone' },
    phone: true,
  },
  {
    key: 'installDate',
    label: 'Install date',
    type: 'date',
    ...asked,
    place: { column: 'install_date' },
  },
  {
    key: 'purchase',
    label: 'Purchase or contract monitoring',
    type: 'choice',
    choices: 'station',
    ...asked,
    ...option('CMPUR'),
  },
  {
    key: 'contractMonths',
    label: 'Contract length in months',
    type: 'text',
    maxLength: 3,
    ...asked,
    ...option('CONTRLEN'),
  },
  {
    key: 'cellProvider',
    label: 'Cell provider',
    type: 'choice',
    choices: 'station',
    ...asked,
    ...systemOption('CELLPROV'),
    table: ['CellProviders', 'cell_provider'],
  },
  {
    key: 'cellSerial',
    label: 'Cell serial number',
    help: 'The communicator’s MAC or serial number',
    type: 'text',
    maxLength: 30,
    ...asked,
    ...systemOption('CELLMAC'),
  },
  {
    key: 'alarmComService',
    label: 'Alarm.com service',
    type: 'choice',
    choices: 'station',
    ...asked,
    ...systemOption('ALMCOMINTSVC'),
  },
  {
    key: 'internetLine',
    label: 'DSL or VoIP',
    type: 'choice',
    choices: 'station',
    ...asked,
    ...systemOption('DSL-VOIP'),
  },
  {
    key: 'signalFormat',
    label: 'Signal format',
    type: 'choice',
    choices: 'station',
    ...asked,
    ...systemOption('SIGFMT'),
  },
  {
    key: 'transformer',
    label: 'Transformer location',
    type: 'text',
    maxLength: 60,
    ...asked,
    ...systemOption('TRANSFORMER'),
  },
  {
    key: 'privacy',
    label: 'Privacy',
    help: 'No listening in',
    type: 'flag',
    ...asked,
    ...systemOption('PRIVACY'),
  },
]

/** For the manifest: what the page is to know of them. */
export const detailFields: readonly DetailField[] = details.map(
  ({ place: _, table: __, phone: ___, ...field }) => field,
)
