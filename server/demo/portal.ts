/** A few links into the Payment Portal: one that was opened, one that is out, one that was revoked, one that ran out. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { demoUsers } from './acme.ts'
import { story } from './story.ts'

const hourMs = 3_600_000

type DemoLink = {
  customerId: number
  way: 'email' | 'sms' | 'copy'
  to: string
  hoursAgo: number
  asked?: true
  opened?: number
  revoked?: true
}
const links: readonly DemoLink[] = [
  { customerId: story.linkedElsewhere, way: 'email', to: 'gordon.pike@mail.test', hoursAgo: 900, opened: 880 },
  { customerId: story.linkedElsewhere, way: 'sms', to: '8015550142', hoursAgo: 400 },
  { customerId: story.linkedElsewhere, way: 'copy', to: '', hoursAgo: 70, revoked: true },
  { customerId: story.linkedElsewhere, way: 'email', to: 'gordon.pike@mail.test', hoursAgo: 20, asked: true },
  { customerId: story.linkedElsewhere, way: 'email', to: 'gordon.pike@mail.test', hoursAgo: 3 },
  { customerId: story.headOffice, way: 'email', to: 'accounts@timberline.test', hoursAgo: 30, opened: 28 },
] // prettier-ignore

/** Brings them; the company's records and users must be in. Nobody knows their secrets. */
export async function loadPortal(client: pg.Client, companyId: number, now: Date): Promise<void> {
  const ago = (hours: number) => new Date(now.getTime() - hours * hourMs)
  for (const [index, link] of links.entries())
    await client.query(
      `insert into portal_link (company_id, customer_id, way, asked_by, sent_to, token_hash, created_at, created_by, expires_at, delivered,
         opened_at, opened_from, seen_at, revoked_at, revoked_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13, $14)`,
      [
        companyId,
        link.customerId,
        link.way,
        link.asked ? 'customer' : 'staff',
        link.to,
        // Of words that no link can have: it opens for nobody.
        createHash('sha256').update(`a link of the demo, ${index}`).digest(),
        ago(link.hoursAgo),
        link.asked ? null : demoUsers.manager,
        ago(link.hoursAgo - (link.asked ? 1 : 168)),
        link.way === 'copy' ? null : true,
        link.opened ? ago(link.opened) : null,
        link.opened ? '203.0.113.24' : '',
        link.revoked ? ago(link.hoursAgo - 1) : null,
        link.revoked ? demoUsers.owner : null,
      ],
    )
}
