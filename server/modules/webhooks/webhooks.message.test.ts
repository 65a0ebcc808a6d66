import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { bodyOf, newSecret, signatureOf } from './webhooks.message.ts'

describe('messages', () => {
  it('[TAB-025] are verified by the sample of the documentation', async () => {
    const page = await readFile('docs/webhooks.md', 'utf8')
    const sample = /```js\n([\s\S]+?)```/.exec(page)![1]!
    const { isFromKeyholder } = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(sample)}`
    )) as {
      isFromKeyholder(
        secret: string,
        headers: Record<string, string>,
        body: string,
        nowSeconds?: number,
      ): boolean
    }
    const [secret, other] = [newSecret(), newSecret()]
    const body = bodyOf(3, {
      ...{ id: 1207, event: 'customers.saved', kind: 'customer', customer_id: 1042, entity: 'customer' },
      ...{ entity_id: 1042, fields: ['email', 'primaryPhone'], at: new Date('2026-11-22T12:00:00Z') },
    })
    const message = { id: 'msg_3_1207', timestamp: 1_795_363_200, body }
    const headers = {
      'webhook-id': message.id,
      'webhook-timestamp': String(message.timestamp),
      'webhook-signature': signatureOf([other, secret], message),
    }
    const now = message.timestamp + 10
    expect(isFromKeyholder(secret, headers, body, now)).toBe(true)
    expect(isFromKeyholder(newSecret(), headers, body, now)).toBe(false)
    expect(isFromKeyholder(secret, headers, `${body} `, now)).toBe(false)
    expect(isFromKeyholder(secret, { ...headers, 'webhook-id': 'msg_3_1208' }, body, now)).toBe(false)
    expect(isFromKeyholder(secret, headers, body, now + 600)).toBe(false)
    // The page shows a message as it is.
    expect(page.replace(/\s/g, '')).toContain(body.replace(/\s/g, ''))
  })
})
