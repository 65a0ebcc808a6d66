/** A panel's own signals on the Tests tab, zone by zone, at one station of each kind of wire (CON-100). */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { checkZones } from '#shared/rules/signal-test.ts'
import { openPanel } from '#sandboxes/signals/panel.ts'
import { panelAddress } from '#sandboxes/signals/signal.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { sealSecrets } from '../providers/providers.service.ts'

let house: House
let dealer: Dealership
beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

/** Seed accounts that nobody else has linked; the number is also what the panel is programmed with. */
const families = [
  { wire: 'Open Station', connector: 'bold', path: '', settings: { userId: 'keyholder', dealerId: 'ACME01' }, account: 'BD-1001' },
  { wire: 'stages', connector: 'stages', path: '', settings: { userId: 'keyholder' }, account: '7710001' },
  {
    wire: 'MIDI',
    connector: 'brinks',
    path: '/MIDI/MIDI.asmx',
    settings: { userId: 'keyholder_wsi', dealerNumber: '900100001', systemType: '20S001' },
    account: '768100001',
  },
  {
    wire: 'MASterMind',
    connector: 'mastermind',
    path: '/NMCLink/NMCLinkPortal.asmx',
    settings: { userId: 'keyholder_api', dealerNumber: '880100001', systemType: 'SIM1' },
    account: 'C780001',
  },
] // prettier-ignore

it.each(families)(
  '[CON-100] by $wire: what a panel sends arrives with its zone, and who has not reported stays open',
  async ({ connector, path, settings, account }) => {
    const { company } = dealer.here
    const monitoringCompanyId = await house.plant.insert('monitoring_company', company, {
      name: connector,
      active: true,
      connector,
      settings: { baseUrl: `${house.station.origin}/${connector}${path}`, ...settings },
      sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }),
    })
    const customer = await dealer.ours(account, { monitoringCompanyId })
    expect((await dealer.link(customer)).body.connection?.state).toBe('linked')
    await dealer.settled(customer)
    const at = { params: { customerId: customer.id } }
    const call = house.as(dealer.user)
    const { matched, theirsOnly } = (await call.call(stationAccounts.zones, at)).body
    const zones = [...matched.map(({ theirs }) => theirs), ...theirsOnly]
    expect(zones.length).toBeGreaterThan(1)
    const { since } = (await call.call(stationAccounts.signals, { ...at, query: {} })).body

    const panel = openPanel({
      host: '127.0.0.1',
      port: house.station.signalPort,
      transport: 'tcp',
      ...panelAddress(account),
    })
    const [first] = zones
    const number = first!.zone.replace(/\D/g, '').padStart(3, '0').slice(-3)
    const { account: address } = panelAddress(account)
    // A burglary there, its restore, and an opening by user 3, which is no zone.
    for (const event of [`1130 01 ${number}`, `3130 01 ${number}`, '1401 01 003'])
      expect(await panel.send('ADM-CID', `#${address}|${event}`)).toMatchObject({ said: 'ACK' })
    panel.close()

    const heard = await eventually(async () => {
      const { items } = (await call.call(stationAccounts.signals, { ...at, query: { since } })).body
      if (items.length < 3) throw new Error(`Only ${items.length}`)
      return items
    })
    expect(heard.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['alarm', 'restore']))
    const checked = checkZones(zones, heard)
    expect(checked.filter(({ signals }) => signals.length > 0).map(({ zone }) => zone)).toEqual([first!.zone])
    expect(checked.filter(({ signals }) => signals.length === 0)).toHaveLength(zones.length - 1)
  },
  30_000,
)
