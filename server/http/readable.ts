/**
 * What no part of a request may hold, whatever its schema says of it: characters that PostgreSQL cannot keep (NUL,
 * and half of a surrogate pair, which JSON can spell: RFC 8259, 8.2), and nesting beyond any use.
 */
import { fail } from '#shared/errors.ts'

const maxDepth = 20

/** @throws request.unreadable. Walks without recursion, as the nesting is the caller's. */
export function refuseUnreadable(value: unknown): void {
  const open: [value: unknown, depth: number][] = [[value, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [item, depth] = next
    if (typeof item === 'string') {
      if (!item.isWellFormed() || item.includes('\0'))
        fail('request.unreadable', { reason: 'A text holds characters that are none' })
    } else if (typeof item === 'object' && item !== null) {
      if (depth >= maxDepth)
        fail('request.unreadable', { reason: `It is nested deeper than ${maxDepth} levels` })
      for (const [name, member] of Object.entries(item)) open.push([name, depth], [member, depth + 1])
    }
  }
}
