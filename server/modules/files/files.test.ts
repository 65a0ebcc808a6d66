import { createHash } from 'node:crypto'
import { readdir, utimes } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { type FileRow, files } from '#shared/contracts/files.ts'
import { history } from '#shared/contracts/history.ts'
import type { Permission } from '#shared/permissions.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { fileTasks } from './files.jobs.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow
let contracts: number
let retired: number

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood({ settings: { maxFileMb: 1 } }))
  contracts = (await house.plant.value(here.company, 'file_category', { name: 'Contract' })).id
  retired = (await house.plant.value(here.company, 'file_category', { name: 'Old', active: false })).id
  const stranger = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
  await upload(foreign, { name: 'Theirs.txt' }, text('theirs'), stranger)
  const boss = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
  await upload(forbidden, { name: 'Elsewhere.txt' }, text('elsewhere'), boss)
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const text = (words: string) => Buffer.from(words)
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n')
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(40_000, 7)])
const newCustomer = () => house.plant.customer({ location: here })
const upload = (customer: CustomerRow, query: object, bytes: Buffer, by = user) =>
  house.as(by).upload(files.upload, { params: of(customer), query: query as never }, bytes)
const replace = (customer: CustomerRow, file: FileRow, bytes: Buffer, name = file.name) =>
  house
    .as(user)
    .upload(
      files.addVersion,
      { params: { ...of(customer), fileId: file.id }, query: { version: file.version, name } },
      bytes,
    )
const read = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(files.list, { params: of(customer) })).body
const download = (customer: CustomerRow, fileId: number, query: object = {}, headers = {}, by = user) =>
  house.as(by).call(files.download, { params: { ...of(customer), fileId }, query }, { headers })
const withGrants = (...grants: Permission[]) =>
  house.plant.user({ company: here.company, holds: [{ grants: ['customers.view', ...grants], at: here }] })
const entries = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(history.ofCustomer, { params: of(customer) })).body.items
const stored = async (company = here.company): Promise<string[]> =>
  (await readdir(path.join(house.filesFolder, String(company.id)), { recursive: true }))
    .filter((name) => name.includes(path.sep))
    .sort()
const rowsOf = async (customer: CustomerRow) =>
  (
    await house.owner.query('select from file where company_id = $1 and customer_id = $2', [
      here.company.id,
      customer.id,
    ])
  ).rowCount

describe('a record’s files', () => {
  it('[TAB-011] are uploaded, described, replaced by new versions, deleted and brought back; History tells all of it', async () => {
    const customer = await newCustomer()
    expect(await read(customer)).toMatchObject({
      items: [],
      deleted: [],
      categories: [{ name: 'Contract' }, { name: 'Old', active: false }],
      maxBytes: 1_048_576,
      abilities: { create: true, modify: true, delete: true },
    })
    const query = {
      name: 'C:\\Scans\\..\\Con\u202Etract 2026.pdf',
      categoryId: contracts,
      description: 'Signed',
    }
    const first = (await upload(customer, query, pdf)).body
    expect(first).toMatchObject({
      name: 'Contract 2026.pdf',
      category: { name: 'Contract' },
      contentType: 'application/pdf',
      sizeBytes: pdf.length,
      sha256: createHash('sha256').update(pdf).digest('hex'),
      number: 1,
    })
    // Under a random key: nothing that was typed names anything on the disk.
    expect((await stored()).join()).not.toMatch(/contract/i)

    const second = (await replace(customer, first, Buffer.concat([pdf, text('%2')]), 'signed again.pdf')).body
    expect(second).toMatchObject({ name: 'Contract 2026.pdf', originalName: 'signed again.pdf', number: 2 })
    const stale = await replace(customer, first, pdf)
    expect([stale.outcome, stale.problem.current]).toMatchObject(['409 files.stale', { number: 2 }])
    const old = await download(customer, first.id, { number: 1 })
    expect([old.text, old.headers['content-disposition']]).toEqual([
      pdf.toString(),
      expect.stringContaining('Contract 2026.pdf'),
    ])
    expect((await download(customer, first.id)).text).toHaveLength(pdf.length + 2)
    expect((await download(customer, first.id, { number: 3 })).outcome).toBe('404 files.no_such_version')

    const params = { ...of(customer), fileId: first.id }
    const update = (file: object, version = 2) =>
      house.as(user).call(files.update, { params, body: { version, file: file as never } })
    expect((await update({ name: 'x.exe' })).problem.errors).toMatchObject([{ path: 'file.name' }])
    expect((await update({ name: 'x.pdf', categoryId: retired })).problem.errors).toMatchObject([
      { path: 'file.categoryId' },
    ])
    expect((await update({ name: 'x.pdf' }, 1)).outcome).toBe('409 files.stale')
    expect((await update({ name: 'Agreement.pdf', description: 'Signed twice' })).body).toMatchObject({
      name: 'Agreement.pdf',
      category: null,
      version: 3,
    })
    const removed = (await house.as(user).call(files.remove, { params })).body
    expect(Date.parse(removed.restorableUntil!) - Date.now()).toBeGreaterThan(29.9 * 86_400_000)
    expect(await read(customer)).toMatchObject({ items: [], deleted: [{ name: 'Agreement.pdf' }] })
    expect((await download(customer, first.id)).outcome).toBe('404 files.not_found')
    expect((await house.as(user).call(files.restore, { params })).body.restorableUntil).toBeNull()
    expect((await house.as(user).call(files.restore, { params })).outcome).toBe('409 files.not_deleted')
    const whole = (await house.as(user).call(files.get, { params })).body
    expect(whole.versions.map(({ number, originalName }) => [number, originalName])).toEqual([
      [2, 'signed again.pdf'],
      [1, 'Contract 2026.pdf'],
    ])

    const told = await entries(customer)
    expect(told.map(({ summary }) => summary)).toEqual([
      'Brought the file Agreement.pdf back',
      'Deleted the file Agreement.pdf',
      'Changed the file Contract 2026.pdf',
      'Uploaded version 2 of the file Contract 2026.pdf',
      'Uploaded the file Contract 2026.pdf',
    ])
    expect(told[2]!.changes).toMatchObject([
      { label: 'Name', old: 'Contract 2026.pdf', new: 'Agreement.pdf' },
      { label: 'Category', old: 'Contract', new: null },
      { label: 'Description', old: 'Signed', new: 'Signed twice' },
    ])
    expect((await entries(customer, await withGrants()))[0]).toMatchObject({
      summary: 'Brought the file … back',
      changes: [],
    })
    const of1 = await house.as(user).call(files.history, { params, query: { limit: 2 } })
    expect(of1.body.items).toHaveLength(2)
    const value = { catalogue: 'file_category', valueId: contracts } as const
    await upload(customer, { name: 'a.txt', categoryId: contracts }, text('a'))
    expect((await house.as(user).call(catalogues.remove, { params: value })).problem.detail).toContain(
      '1 file',
    )
  })

  it('[SEC-004] are what their first bytes say: programs and lies are refused, and what a browser would run is only ever kept', async () => {
    const customer = await newCustomer()
    const before = await stored()
    const html = text('<!DOCTYPE html><script>alert(document.cookie)</script>')
    const wrong: [string, Buffer, string][] = [
      ['setup.txt', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), '422 files.refused'],
      ['run', text('#!/bin/sh\nrm -rf /\n'), '422 files.refused'],
      ['photo.jpg', html, '422 files.mismatch'],
      ['scan.pdf', png, '422 files.mismatch'],
      ['list.csv', html, '422 files.mismatch'],
      ['page.html', html, '422 request.invalid'],
      ['a.exe', text('x'), '422 request.invalid'],
      ['4111 1111 1111 1111.txt', text('x'), '422 request.invalid'],
      ['../', text('x'), '422 request.invalid'],
      ['empty.txt', text(''), '422 files.empty'],
      ['large.bin', Buffer.alloc(1_048_577, 1), '413 files.too_large'],
    ]
    for (const [name, bytes, outcome] of wrong)
      expect([name, (await upload(customer, { name }, bytes)).outcome]).toEqual([name, outcome])
    const json = await house.as(user).send({ method: 'POST', url: `/api/v1/customers/${customer.id}/files?name=a.txt`, payload: {} }) // prettier-ignore
    expect(json.outcome).toBe('400 request.unreadable')
    expect([await stored(), await rowsOf(customer)]).toEqual([before, 0])

    // A photo may be of another kind than its name says; what counts is that it is one.
    const photo = (await upload(customer, { name: 'photo.jpg' }, png)).body
    expect(photo.contentType).toBe('image/png')
    const shown = await download(customer, photo.id, { inline: 'true' })
    expect(shown.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': expect.stringMatching(/^inline/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': expect.stringContaining('sandbox'),
    })
    // Card numbers are no business of what is in a file; markup comes as bytes, whoever asks how.
    const page = (await upload(customer, { name: 'saved page' }, html)).body
    expect(page.contentType).toBe('text/html')
    expect((await download(customer, page.id, { inline: 'true' })).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment/),
    })
    const svg = (await upload(customer, { name: 'logo' }, text('<svg onload="alert(1)"/>'))).body
    expect((await download(customer, svg.id, { inline: 'true' })).headers['content-type']).toBe(
      'application/octet-stream',
    )
    const card = (await upload(customer, { name: 'Zoë’s "scan".txt' }, text('4111 1111 1111 1111'))).body
    const { headers } = await download(customer, card.id)
    expect(headers['content-disposition']).toBe(
      `attachment; filename="Zo__s _scan_.txt"; filename*=UTF-8''Zo%C3%AB%E2%80%99s%20%22scan%22.txt`,
    )

    const part = (range: string, more: object = {}) => download(customer, photo.id, {}, { range, ...more })
    const middle = await part('bytes=1-3')
    expect([middle.status, middle.text, middle.headers['content-range']]).toEqual([
      206,
      'PNG',
      'bytes 1-3/40016',
    ])
    expect((await part('bytes=-16')).headers).toMatchObject({
      'content-range': 'bytes 40000-40015/40016',
      'content-length': '16',
    })
    expect((await part('bytes=40000-99999')).headers['content-range']).toBe('bytes 40000-40015/40016')
    const beyond = await part('bytes=40016-')
    expect([beyond.outcome, beyond.headers['content-range']]).toEqual([
      '416 request.no_such_range',
      'bytes */40016',
    ])
    for (const odd of ['bytes=0-1,4-5', 'bytes=3-1', 'lines=1-2']) expect((await part(odd)).status).toBe(200)
    expect((await part('bytes=1-3', { 'if-range': '"another"' })).status).toBe(200)
    expect((await part('bytes=1-3', { 'if-range': `"${photo.sha256}"` })).status).toBe(206)
  })

  it('[TAB-011][SEC-004] an upload that breaks off leaves nothing; one that is repeated is kept once', async () => {
    const customer = await newCustomer()
    await house.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = house.app.server.address() as AddressInfo
    const token = newToken('api')
    await house.owner.query(
      `insert into platform.session (token_hash, company_id, user_id, kind, name, expires_at)
       values ($1, $2, $3, 'api', 'of a test', now() + interval '1 day')`,
      [tokenHash(token), here.company.id, user.id],
    )
    const before = await stored()
    const begin = (headers: object, rest = '?name=long.bin') =>
      httpRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: `/api/v1/customers/${customer.id}/files${rest}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', ...headers },
      }).on('error', () => {})
    const killed = begin({ 'content-length': 900_000 })
    killed.write(Buffer.alloc(500_000, 1))
    // Its bytes are on the disk, under a name that says that they are not all.
    await eventually(async () => expect((await stored()).join()).toContain('.part'))
    killed.destroy()
    await eventually(async () => expect(await stored()).toEqual(before))
    expect(await rowsOf(customer)).toBe(0)
    expect(house.logs.filter((line) => line.includes('"level":50'))).toEqual([])

    // Without a length, and too much: the reason arrives although the sender is not done.
    const answer = (request: ReturnType<typeof begin>) =>
      new Promise<number | undefined>((done) => {
        request.on('response', ({ statusCode }) => done(statusCode)).on('close', () => done(undefined))
      })
    const endless = begin({})
    const refused = answer(endless)
    for (let i = 0; i < 12; i++) endless.write(Buffer.alloc(100_000, 1))
    expect([await refused, await stored()]).toEqual([413, before])
    endless.destroy()

    // What held when it began holds no longer when it is there.
    const first = (await upload(customer, { name: 'plan.bin' }, Buffer.alloc(10, 1))).body
    const late = begin({ 'content-length': 500_000 }, `/${first.id}/versions?version=1&name=late.bin`)
    const outcome = answer(late)
    late.write(Buffer.alloc(400_000, 1))
    await eventually(async () => expect((await stored()).join()).toContain('.part'))
    await replace(customer, first, Buffer.alloc(20, 1))
    const between = (await stored()).filter((name) => !name.includes('.part'))
    late.end(Buffer.alloc(100_000, 1))
    expect([await outcome, await stored()]).toEqual([409, between])

    const again = { 'idempotency-key': 'upload-0001' }
    const send = (bytes: Buffer) =>
      house
        .as(user)
        .send<FileRow>(
          { method: 'POST', url: `/api/v1/customers/${customer.id}/files?name=once.txt`, payload: bytes },
          { headers: again },
        )
    const once = (await send(text('once'))).body
    expect((await send(text('once'))).body).toEqual(once)
    expect((await send(text('longer'))).outcome).toBe('422 request.key_reused')
    expect(await rowsOf(customer)).toBe(2)
  })

  it('[TAB-011][REC-200][SEC-001] are out of reach at another location and company, and stay as they are once archived', async () => {
    const theirs = (customer: CustomerRow) => upload(customer, { name: 'x.txt' }, text('x'))
    expect((await theirs(forbidden)).outcome).toBe('403 access.denied_here')
    expect((await theirs(foreign)).outcome).toBe('404 customers.not_found')
    const { rows } = await house.owner.query<{ id: string; name: string }>('select id, name from file')
    const idOf = (name: string) => Number(rows.find((row) => row.name === name)!.id)
    const customer = await newCustomer()
    expect((await download(forbidden, idOf('Elsewhere.txt'))).outcome).toBe('403 access.denied_here')
    expect((await download(foreign, idOf('Theirs.txt'))).outcome).toBe('404 customers.not_found')
    for (const name of ['Elsewhere.txt', 'Theirs.txt'])
      expect((await download(customer, idOf(name))).outcome).toBe('404 files.not_found')

    const kept = (await upload(customer, { name: 'kept.txt' }, text('kept'))).body
    const gone = (await upload(customer, { name: 'gone.txt' }, text('gone'))).body
    await house.as(user).call(files.remove, { params: { ...of(customer), fileId: gone.id } })
    const reader = await withGrants('files.view')
    expect(await read(customer, reader)).toMatchObject({
      items: [{ name: 'kept.txt' }],
      deleted: [],
      abilities: { create: false, modify: false, delete: false },
    })
    expect((await download(customer, kept.id, {}, {}, reader)).text).toBe('kept')
    expect((await upload(customer, { name: 'x' }, text('x'), reader)).outcome).toBe('403 access.denied')
    const blind = await withGrants('files.create')
    expect((await upload(customer, { name: 'x' }, text('x'), blind)).outcome).toBe('403 access.denied_here')
    const tab = async (by: User) => {
      const open = (await house.as(by).call(customers.open, { params: of(customer) })).body
      return [open.tabs.find(({ key }) => key === 'files'), open.abilities.actions.includes('file')]
    }
    expect(await tab(user)).toEqual([{ key: 'files', count: 1, alert: false }, true])
    expect(await tab(reader)).toEqual([expect.objectContaining({ count: 1 }), false])
    expect(await tab(blind)).toEqual([undefined, false])

    const before = await stored()
    await house.owner.query('update customer set archived_at = now() where id = $1 and company_id = $2', [
      customer.id,
      here.company.id,
    ])
    expect((await theirs(customer)).outcome).toBe('409 customers.archived')
    expect(await read(customer)).toMatchObject({ readOnlyReason: 'archived', abilities: { create: false } })
    expect([(await download(customer, kept.id)).text, await stored()]).toEqual(['kept', before])
  })

  it('[TAB-018][TAB-011] are copied with their record, purged after 30 days, and swept from the disk when nothing names them', async () => {
    const customer = await newCustomer()
    const shared = (await upload(customer, { name: 'shared.txt' }, text('shared'))).body
    const own = (await upload(customer, { name: 'own.txt' }, text('own'))).body
    const keyOf = async (id: number) => {
      const query = 'select storage_key from file_version where company_id = $1 and file_id = $2'
      return (await house.owner.query<{ storage_key: string }>(query, [here.company.id, id])).rows[0]!
        .storage_key
    }
    const [sharedKey, ownKey] = [await keyOf(shared.id), await keyOf(own.id)]
    await house.as(user).call(files.remove, { params: { ...of(customer), fileId: own.id } })
    const copied = await house.as(user).call(customersLifecycle.duplicate, {
      params: of(customer),
      body: { firstName: 'Copy', lastName: 'Of It', fields: [], parts: ['files'] } as never,
    })
    const copy = { ...customer, id: copied.body.id }
    expect(await read(copy)).toMatchObject({ items: [{ name: 'shared.txt', number: 1 }], deleted: [] })

    const at = (days: number) => () => new Date(Date.now() + days * 86_400_000)
    const run = (task: string, days: number, more: object = {}) =>
      fileTasks(house.database, at(days))[task]!({ companyId: here.company.id, ...more })
    await run('files.purge', 29, { fileId: own.id })
    expect(await rowsOf(customer)).toBe(2)
    await run('files.purge', 31, { fileId: own.id })
    await run('files.purge', 31, { fileId: shared.id }) // was never deleted
    expect(await rowsOf(customer)).toBe(1)
    expect((await entries(customer))[0]).toMatchObject({
      event: 'files.purged',
      user: 'System',
      source: 'job',
    })

    const keys = async () => (await stored()).map((name) => path.basename(name))
    await run('files.sweep', 0)
    expect(await keys()).toContain(ownKey) // too young to tell from an upload under way
    const theirs = await stored(foreign.company)
    const orphan = path.join(house.filesFolder, String(here.company.id), ownKey.slice(0, 2), ownKey)
    await utimes(orphan, new Date(0), new Date(0))
    await run('files.sweep', 0)
    expect(await keys()).not.toContain(ownKey)
    await house.owner.query('delete from customer where id = $1 and company_id = $2', [
      customer.id,
      here.company.id,
    ])
    await run('files.sweep', 1)
    expect((await download(copy, (await read(copy)).items[0]!.id)).text).toBe('shared')
    await house.owner.query('delete from customer where id = $1 and company_id = $2', [
      copy.id,
      here.company.id,
    ])
    await run('files.sweep', 1)
    expect(await keys()).not.toContain(sharedKey)
    expect(await stored(foreign.company)).toEqual(theirs)
  })
})
