import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readPosition, writeCursor } from './cursor.ts'

describe('the mark of where a page ended', () => {
  it('[PERF-002] is read back as it was written, and begins at the first page if it was tampered with', () => {
    const key = z.union([z.string(), z.number(), z.null()])
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), fc.nat(), (value, n) => {
        expect(readPosition(writeCursor(value, n + 1), key)).toEqual({ key: value, id: n + 1 })
      }),
    )
    const date = z.iso.date()
    for (const after of [undefined, '', 'x', '%%', writeCursor('2026-01-01'), writeCursor('tomorrow', 1)])
      expect(readPosition(after, date), String(after)).toBeNull()
    expect(readPosition(writeCursor('2026-01-01', 0), date)).toBeNull()
    expect(readPosition(writeCursor('2026-01-01', 1, 2), date)).toBeNull()
  })
})
