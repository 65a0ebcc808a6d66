import { describe, expect, it } from 'vitest'
import { asPlainNote, asTicket, changesFrom, emptyDraft, withType } from './note-draft.ts'

const me = 7
const type = (data: Record<string, unknown>) => ({ id: 3, data })

describe('a note while it is written', () => {
  it('[TAB-005] becomes a ticket by its type, due when the type says, and mine unless somebody else is chosen', () => {
    const written = { ...emptyDraft, subject: 'Call back', body: 'About the bill' }
    const ticket = withType(written, type({ isTicket: true, followUpDays: 2 }), me, '2026-02-27')
    expect(ticket).toMatchObject({
      subject: 'Call back',
      isTicket: true,
      assigneeId: me,
      dueOn: '2026-03-01',
    })
    const chosen = { ...written, assigneeId: 9, dueOn: '2026-05-01' }
    expect(withType(chosen, type({ isTicket: true, followUpDays: 2 }), me, '2026-02-27')).toMatchObject({
      assigneeId: 9,
      dueOn: '2026-05-01',
    })
    expect(withType(written, type({ isTicket: true }), me, '2026-02-27').dueOn).toBeNull()
    expect(withType(written, type({}), me, '2026-02-27')).toMatchObject({ typeId: 3, isTicket: false })
  })

  it('[TAB-005] loses nothing of its text when the box is unticked', () => {
    const ticket = {
      ...asTicket({ ...emptyDraft, subject: 'A', body: 'B', typeId: 3 }, me),
      dueOn: '2026-03-01',
    }
    expect(asPlainNote(ticket)).toEqual({ ...emptyDraft, subject: 'A', body: 'B', typeId: 3 })
  })

  it('sends only what was changed', () => {
    const before = { ...emptyDraft, subject: 'A', typeId: 3 }
    expect(changesFrom(before, { ...before, subject: 'B', dueOn: null })).toEqual({ subject: 'B' })
    expect(changesFrom(before, before)).toEqual({})
  })
})
