/** How the demo's addresses stand: most were verified when they were taken down, some were kept, some never asked of. */
import type pg from 'pg'
import type { CopyRow } from '#server/db/copy.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { linesOf } from '#shared/rules/address-check.ts'
import type { EnteredAddress } from '#shared/rules/address-standing.ts'
import type { DemoRecord } from './record.ts'

export const addressColumns = [
  'address_status', 'address_verified_at', 'address_verified_by', 'address_verified_source', 'address_verified_as',
] as const // prettier-ignore

export const unverified: CopyRow = ['unverified', null, null, null, null]
const minutesAfter = 3

/** By the record's number, so that it is the same at each load. */
export function addressStanding({ id, createdAt, createdBy, fields }: DemoRecord): CopyRow {
  const share = id % 10
  if (!fields.addressLine1 || share > 6) return unverified
  const at = new Date(createdAt.getTime() + minutesAfter * 60_000)
  if (share === 6)
    return ['kept', at, createdBy, 'smarty', { lines: [], notes: ['Smarty knows no such address.'] }]
  return [
    'verified',
    at,
    createdBy,
    'smarty',
    { lines: linesOf(fields as unknown as EnteredAddress), notes: [] },
  ]
}

/** Lets the company verify at the sandbox (sandboxes/smarty/README.md). */
export async function loadVerifier(client: pg.Client, companyId: number, sandboxUrl: string): Promise<void> {
  await client.query(
    `insert into address_verifier (company_id, source, base_url, sealed_credentials) values ($1, 'smarty', $2, $3)`,
    [
      companyId,
      `${sandboxUrl}/smarty/street-address`,
      seal(
        JSON.stringify({ authId: 'sandbox-id', authToken: 'sandbox-token' }),
        place(companyId, 'address_verifier.sealed_credentials'),
      ),
    ],
  )
}
