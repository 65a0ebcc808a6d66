import { describe, expect, it } from 'vitest'
import { isOverdue, mentionsIn, noteTypeData, splitMentions } from './notes.ts'

describe('a note’s text', () => {
  it('[TAB-005] names users by @username, whatever stands around it', () => {
    expect(mentionsIn('@marcus please call; (@Sofia) and @theo.n, too')).toEqual([
      'marcus',
      'sofia',
      'theo.n',
    ])
    expect(mentionsIn('Ask @marcus.')).toEqual(['marcus.', 'marcus'])
    expect(mentionsIn('@marcus and @MARCUS')).toEqual(['marcus'])
  })

  it('[TAB-005] names nobody in an e-mail address, a path or a lone sign', () => {
    expect(mentionsIn('bill to nell@home.test or a.b@c.test, see https://x.test/@who, @ @@two')).toEqual([])
  })

  it('is cut at the names that exist, and at no others', () => {
    const users = [{ id: 7, username: 'marcus' }]
    expect(splitMentions('Ask @marcus. Not @nobody', users)).toEqual([
      { text: 'Ask ' },
      { text: '@marcus', userId: 7 },
      { text: '. Not @nobody' },
    ])
    expect(splitMentions('@Marcus', users)).toEqual([{ text: '@Marcus', userId: 7 }])
    expect(splitMentions('', users)).toEqual([])
  })
})

describe('a ticket', () => {
  it('[TAB-005] is overdue from the day after its due date until it is closed', () => {
    const ticket = { isTicket: true, closedAt: null, dueOn: '2026-03-03' }
    expect(isOverdue(ticket, '2026-03-03')).toBe(false)
    expect(isOverdue(ticket, '2026-03-04')).toBe(true)
    expect(isOverdue({ ...ticket, closedAt: '2026-03-04T00:00:00Z' }, '2026-03-04')).toBe(false)
    expect(isOverdue({ ...ticket, dueOn: null }, '2026-03-04')).toBe(false)
    expect(isOverdue({ ...ticket, isTicket: false }, '2026-03-04')).toBe(false)
  })

  it('takes what a note type says, and nothing that it does not say right', () => {
    expect(noteTypeData({ isTicket: true, followUpDays: 3, icon: 'phone' })).toEqual({
      isTicket: true,
      followUpDays: 3,
    })
    expect(noteTypeData({ isTicket: 'yes', followUpDays: -1 })).toEqual({
      isTicket: false,
      followUpDays: null,
    })
    expect(noteTypeData(null)).toEqual({ isTicket: false, followUpDays: null })
  })
})
