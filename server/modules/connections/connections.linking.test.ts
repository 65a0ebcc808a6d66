import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

const record = async (id: number) =>
  (await house.owner.query('select * from customer where id = $1', [id])).rows[0] as Record<string, unknown>
const connectionsOf = async (id: number) =>
  (
    await house.owner.query<{ state: string; last_error: string | null }>(
      'select state, last_error from connection where customer_id = $1 order by id',
      [id],
    )
  ).rows

describe('before the link', () => {
  it('[CON-030] what is missing is said: no monitor, no number, a monitor that we do not speak to, a number of no such form', async () => {
    const silent = await house.plant.monitor(dealer.here.company, { name: 'By phone only' })
    const ask = async (fields: object) =>
      (await dealer.discrepancies(await house.plant.customer({ location: dealer.here, fields }))).outcome
    const monitoringCompanyId = dealer.monitor.id
    expect(await ask({})).toBe('409 connections.no_monitor')
    expect(await ask({ monitoringCompanyId: silent.id, accountNumber: 'X1' })).toBe(
      '409 connections.not_integrated',
    )
    expect(await ask({ monitoringCompanyId })).toBe('409 connections.no_account_number')
    expect(await ask({ monitoringCompanyId, accountNumber: 'has space' })).toBe(
      '409 connections.account_number_form',
    )
  })

  it('[CON-032] an account that the station does not know: it says to call them, and nothing changes', async () => {
    const customer = await dealer.ours('NONE-1')
    const { problem, outcome } = await dealer.discrepancies(customer)
    expect(outcome).toBe('404 connections.account_not_found')
    expect(problem.detail).toBe(
      'There is no account NONE-1 at Dynamark. Please call the central station. Nothing was changed.',
    )
    expect((await dealer.linkAsSeen(customer, 'x')).outcome).toBe('404 connections.account_not_found')
    expect(await connectionsOf(customer.id)).toEqual([])
    expect(await record(customer.id)).toMatchObject({ version: 1 })
    expect(await house.station.effects('NONE-1')).toEqual([])
  })

  it('[CON-033] only real differences are shown, side by side; case, phone formats and St for Street are none', async () => {
    const customer = await dealer.pair('DISC-1', {
      ours: { cellPhone: '8015550142', zip: '84601-5512', email: 'nell@home.test', spouse: 'Not sent' },
      theirs: {
        name: { first: 'NELL', last: 'linked ' },
        premises: {
          street1: '12 MAIN ST.',
          city: 'provo',
          state: 'ut',
          postalCode: '846015512',
          county: 'Utah',
        },
        phones: { premises: '(801) 555-0100', mobile: '801.555.9999' },
        email: 'NELL@home.test',
      },
    })
    const { body } = await dealer.discrepancies(customer)
    expect(body).toMatchObject({ company: 'Dynamark', accountNumber: 'DISC-1', inService: true })
    expect(body.differences).toEqual([
      { field: 'county', label: 'County', ours: null, theirs: 'Utah', onlyOurs: null },
      {
        field: 'cellPhone',
        label: 'Cell Phone',
        ours: '(801) 555-0142',
        theirs: '(801) 555-9999',
        onlyOurs: null,
      },
    ])
    expect(body.equal).toEqual(
      expect.arrayContaining(['First Name', 'Address Line 1', 'Zip', 'Email', 'Emergency contacts']),
    )
  })

  it('[CON-033][REC-006] a value that one may not see is masked on both sides and cannot be taken', async () => {
    const customer = await dealer.pair('DISC-2', {
      ours: { abortCode: 'nutmeg' },
      theirs: { abortCode: 'cinnamon' },
    })
    const clerk = await house.plant.user({
      company: dealer.here.company,
      holds: [
        {
          grants: [
            'customers.view',
            'customers.modify',
            'contact_information.modify',
            'sale_information.view',
            'connections.modify',
            'installation_information.view',
          ],
          at: dealer.here,
        },
      ],
    })
    const { body, text } = await dealer.discrepancies(customer, clerk)
    expect(body.differences).toEqual([
      {
        field: 'abortCode',
        label: 'Abort Code',
        ours: '***',
        theirs: '***',
        onlyOurs: 'Confidential: ours is kept',
      },
    ])
    expect(text).not.toMatch(/nutmeg|cinnamon/)
    expect((await dealer.linkAsSeen(customer, body.seen, ['abortCode'], clerk)).outcome).toBe(
      '403 access.denied_here',
    )
    expect(await connectionsOf(customer.id)).toEqual([])
    expect((await dealer.link(customer, [], clerk)).body.connection?.state).toBe('linked')
  })

  it('[CON-033] their value that we could not keep is shown with the reason why only ours can win', async () => {
    const customer = await dealer.pair('DISC-3', {
      theirs: { name: { first: '', last: 'Linked' }, phones: { premises: 'call cell first' } },
    })
    const { differences } = (await dealer.discrepancies(customer)).body
    expect(differences.map((d) => [d.field, d.theirs, d.onlyOurs])).toEqual([
      ['firstName', null, 'First Name is required here'],
      ['primaryPhone', 'call cell first', 'Theirs is not a ten-digit number'],
    ])
    expect((await dealer.link(customer, ['primaryPhone'])).outcome).toBe('422 request.invalid')
    expect(await connectionsOf(customer.id)).toEqual([])
  })

  it('[CON-033] drawing the page changes nothing, on either side', async () => {
    const customer = await dealer.pair('DISC-4', { ours: { county: 'Juab' } })
    await dealer.discrepancies(customer)
    expect(await house.station.effects('DISC-4')).toEqual([])
    expect(await connectionsOf(customer.id)).toEqual([])
    expect(await record(customer.id)).toMatchObject({ version: 1 })
  })
})

describe('the link', () => {
  it('[CON-031][CON-034] links, notes our record at the station, and ours overwrites theirs', async () => {
    const customer = await dealer.pair('LINK-1', {
      ours: { county: 'Juab', email: 'nell@home.test' },
      theirs: { email: 'old@home.test' },
    })
    await house.plant.contact(customer, { firstName: 'Pat', lastName: 'Near', phone: '8015550155' })
    const { body } = await dealer.link(customer)
    expect(body.connection).toMatchObject({
      company: 'Dynamark',
      accountNumber: 'LINK-1',
      state: 'linked',
      linkedBy: dealer.user.name,
    })
    await dealer.settled(customer)
    expect(await house.station.account('LINK-1')).toMatchObject({
      link: { reference: `keyholder:${dealer.here.company.slug}/${customer.id}` },
      premises: { county: 'Juab' },
      email: 'nell@home.test',
      contacts: [{ first: 'Pat', last: 'Near', phone: '+18015550155' }],
    })
    expect(await record(customer.id)).toMatchObject({ county: 'Juab', version: 1 })
  })

  it('[CON-033][CON-034] where theirs was chosen it is saved here, with its history, and not sent back', async () => {
    const customer = await dealer.pair('LINK-2', {
      ours: { county: 'Juab', email: 'ours@home.test' },
      theirs: {
        premises: { street1: '9 New Road', city: 'Provo', state: 'UT', postalCode: '84601', county: 'Utah' },
        email: 'theirs@home.test',
      },
    })
    await dealer.link(customer, ['county', 'addressLine1'])
    await dealer.settled(customer)
    expect(await record(customer.id)).toMatchObject({
      county: 'Utah',
      address_line1: '9 New Road',
      email: 'ours@home.test',
      version: 2,
    })
    expect(await house.station.account('LINK-2')).toMatchObject({
      premises: { county: 'Utah', street1: '9 New Road' },
      email: 'ours@home.test',
    })
    const { rows } = await house.owner.query<{ event: string }>(
      'select event from history_entry where customer_id = $1 order by id',
      [customer.id],
    )
    expect(rows.map(({ event }) => event)).toEqual([
      'connections.link_asked',
      'customers.saved',
      'connections.linked',
      'connections.pushed',
    ])
  })

  it('[CON-034] is refused if the station’s side has changed since the page was drawn', async () => {
    const customer = await dealer.pair('LINK-3')
    const { seen } = (await dealer.discrepancies(customer)).body
    await dealer
      .pair('LINK-3', { theirs: { email: 'new@home.test' } })
      .then((other) => house.owner.query('delete from customer where id = $1', [other.id]))
    expect((await dealer.linkAsSeen(customer, seen)).outcome).toBe('409 connections.changed_meanwhile')
    expect(await house.station.effects('LINK-3')).toEqual([])
  })

  it('[CON-034] is refused if our side has changed since the page was drawn, a contact included', async () => {
    const customer = await dealer.pair('LINK-4')
    const { seen } = (await dealer.discrepancies(customer)).body
    await dealer.save(customer, { county: 'Juab' })
    expect((await dealer.linkAsSeen(customer, seen)).outcome).toBe('409 connections.changed_meanwhile')
    const again = (await dealer.discrepancies(customer)).body.seen
    await house.plant.contact(customer)
    expect((await dealer.linkAsSeen(customer, again)).outcome).toBe('409 connections.changed_meanwhile')
    expect(await house.station.effects('LINK-4')).toEqual([])
  })

  it('[CON-034] is refused if our side changes while the station is being asked', async () => {
    const customer = await dealer.pair('LINK-5')
    const { seen } = (await dealer.discrepancies(customer)).body
    await house.station.fail({ fault: 'slow', accountNumber: 'LINK-5' })
    const linking = dealer.linkAsSeen(customer, seen)
    await eventually(async () => expect((await house.station.calls('LINK-5')).at(-1)?.fault).toBe('slow'))
    await dealer.save(customer, { county: 'Juab' })
    expect((await linking).outcome).toBe('409 connections.changed_meanwhile')
    expect(await house.station.effects('LINK-5')).toEqual([])
  })

  it('[CON-035] an account that is linked to another customer here is refused, by that customer’s name', async () => {
    await dealer.linked('TAKEN-1')
    const second = await dealer.ours('TAKEN-1', { firstName: 'Second' })
    const refused = await dealer.discrepancies(second)
    expect(refused.outcome).toBe('409 connections.account_taken')
    expect(refused.problem.detail).toContain('Nell Linked')
    expect(await connectionsOf(second.id)).toEqual([])
  })

  it('[CON-035] an account that another system has linked at the station is refused, and stays theirs', async () => {
    const customer = await dealer.pair('TAKEN-2', { theirs: { link: { reference: 'other-crm:88213' } } })
    const refused = await dealer.discrepancies(customer)
    expect(refused.outcome).toBe('409 connections.taken_elsewhere')
    expect(refused.problem.detail).toContain('other-crm:88213')
    expect(await house.station.account('TAKEN-2')).toMatchObject({ link: { reference: 'other-crm:88213' } })
  })

  it('[CON-035] of two who link one account at the same moment, one gets it', async () => {
    for (let round = 0; round < 3; round++) {
      const number = `RACE-${round}`
      const rivals = [await dealer.pair(number), await dealer.ours(number), await dealer.ours(number)]
      const seen = await Promise.all(
        rivals.map(async (rival) => (await dealer.discrepancies(rival)).body.seen),
      )
      const replies = await Promise.all(rivals.map((rival, i) => dealer.linkAsSeen(rival, seen[i]!)))
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
      const winner = rivals[replies.findIndex(({ status }) => status === 200)]!
      expect((await house.station.account(number))?.link?.reference).toContain(`/${winner.id}`)
      expect((await house.station.effects(number)).map(({ kind }) => kind)).toEqual(['link'])
    }
  })

  it('[CON-003] a customer gets one link, however often it is asked for at once', async () => {
    const customer = await dealer.pair('TWICE-1')
    const { seen } = (await dealer.discrepancies(customer)).body
    const replies = await Promise.all([1, 2, 3, 4].map(() => dealer.linkAsSeen(customer, seen)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await connectionsOf(customer.id)).toEqual([{ state: 'linked', last_error: null }])
    expect((await dealer.linkAsSeen(customer, seen)).outcome).toBe('409 connections.already_linked')
  })

  it('[CON-055][REL-003] an answer that is lost leaves it “linking”, and the worker finishes it without doing it twice', async () => {
    const customer = await dealer.pair('LOST-1')
    await house.station.fail({
      fault: 'drop_after',
      match: { method: 'PUT', path: '/link' },
      accountNumber: 'LOST-1',
    })
    const lost = await dealer.link(customer)
    expect(lost.outcome).toBe('502 connections.provider_failed')
    expect(lost.problem.detail).toContain('Link account at Dynamark failed')
    expect((await dealer.page(customer)).connection?.state).toBe('linking')
    expect((await dealer.page(customer)).attention[0]?.message).toContain('has not confirmed the link yet')
    await eventually(async () => {
      await dealer.hurry()
      expect((await dealer.page(customer)).connection?.state).toBe('linked')
    })
    expect((await house.station.effects('LOST-1')).map(({ kind }) => kind)).toEqual(['link'])
  })

  it('[CON-055] a link that the station refuses is gone, with the station’s own words on the page', async () => {
    const customer = await dealer.pair('REFUSED-1')
    await house.station.fail({
      fault: 'rejected',
      match: { method: 'PUT', path: '/link' },
      accountNumber: 'REFUSED-1',
    })
    const refused = await dealer.link(customer)
    expect(refused.outcome).toBe('422 connections.provider_refused')
    expect(refused.problem.detail).toContain('Refused by the station: call the data entry desk')
    const page = await dealer.page(customer)
    expect(page.connection).toBeNull()
    expect(page.attention[0]?.message).toBe(
      'The last link failed: Link account: Refused by the station: call the data entry desk',
    )
    expect((await dealer.link(customer)).body.connection?.state).toBe('linked')
  })
})

describe('a shell account', () => {
  it('[CON-011] is created with our values, linked, and kept in step from then on', async () => {
    const customer = await dealer.ours('SHELL-1', { county: 'Juab', abortCode: 'fennel' })
    await house.plant.contact(customer, { firstName: 'Pat', passcode: 'sorrel' })
    expect((await dealer.shell(customer)).body.connection).toMatchObject({
      state: 'linked',
      accountNumber: 'SHELL-1',
    })
    await dealer.settled(customer)
    expect(await house.station.account('SHELL-1')).toMatchObject({
      status: 'shell',
      name: { first: 'Nell', last: 'Linked' },
      premises: { county: 'Juab' },
      abortCode: 'fennel',
      contacts: [{ first: 'Pat', passcode: 'sorrel' }],
    })
    expect((await house.station.effects('SHELL-1')).map(({ kind }) => kind)).toEqual([
      'create',
      'link',
      'contacts',
    ])
  })

  it('[CON-011] is refused where the account exists already', async () => {
    const customer = await dealer.pair('SHELL-2')
    expect((await dealer.shell(customer)).outcome).toBe('409 connections.account_exists')
    expect(await connectionsOf(customer.id)).toEqual([])
  })

  it('[CON-055][REL-003] whose creation’s answer is lost exists once, and gets linked', async () => {
    const customer = await dealer.ours('SHELL-3')
    await house.station.fail({
      fault: 'drop_after',
      match: { method: 'POST', path: '/customers' },
      accountNumber: 'SHELL-3',
    })
    expect((await dealer.shell(customer)).outcome).toBe('502 connections.provider_failed')
    await eventually(async () => {
      await dealer.hurry()
      expect((await dealer.page(customer)).connection?.state).toBe('linked')
    })
    expect((await house.station.effects('SHELL-3')).map(({ kind }) => kind)).toEqual(['create', 'link'])
  })
})
