import { describe, expect, it } from 'vitest'
import { holdsBack, optOutWord, quietMinutes } from './messages.ts'
import { emptyFields, merge, mergeFlaw, segmentsOf } from './message-text.ts'

describe('segments of a text message', () => {
  it.each([
    ['', 'GSM-7', 0, 160],
    ['a'.repeat(160), 'GSM-7', 1, 0],
    ['a'.repeat(161), 'GSM-7', 2, 145],
    ['a'.repeat(306), 'GSM-7', 2, 0],
    ['€'.repeat(80), 'GSM-7', 1, 0],
    // 153 is odd: the escape of the 77th euro sign does not stay behind alone.
    ['€'.repeat(81), 'GSM-7', 2, 143],
    ['ç'.repeat(70), 'UCS-2', 1, 0],
    ['ç'.repeat(71), 'UCS-2', 2, 63],
    ['😀'.repeat(35), 'UCS-2', 1, 0],
    // 67 is odd: an emoji goes over whole.
    ['😀'.repeat(36), 'UCS-2', 2, 61],
    ['Hi “Dana”', 'UCS-2', 1, 61],
  ])('[TAB-013] %j is %s in %i, %i left', (text, encoding, count, left) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, count, left })
  })
  it('[TAB-013] names the characters that make it longer', () => {
    expect(segmentsOf('Hi “Dana”, it’s 😀').because).toEqual(['“', '”', '’', '😀'])
  })
})

describe('merge fields', () => {
  it('[TAB-013] are filled, stand in for what is empty, and are taken as they are otherwise', () => {
    const text = 'Hi {{ first_name }} {{last_name|friend}}, {{city}}{{ zip | no ZIP }} $& {x}'
    expect(merge(text, { first_name: '$1 {{city}}', city: 'Provo' })).toBe(
      'Hi $1 {{city}} friend, Provono ZIP $& {x}',
    )
    expect(emptyFields('{{first_name}} {{zip|none}} {{city}} {{city}}', { first_name: 'D' })).toEqual([
      'City',
    ])
  })
  it.each([
    ['Hi {{ssn}}', 'There is no merge field “ssn”'],
    ['Hi {{abort_code|none}}', 'There is no merge field “abort_code”'],
    ['Hi {{constructor}}', 'There is no merge field “constructor”'],
    ['Hi {{}}', '{{}} names no field'],
    ['Hi {{first_name}', 'A merge field that begins with {{ does not end with }}'],
    ['Hi first_name}}', 'A merge field that ends with }} does not begin with {{'],
    ['Hi {{first_name|you}} {one}', null],
  ])('[TAB-013] %j: %s', (text, flaw) => expect(mergeFlaw(text)).toBe(flaw))
  it('[TAB-013] may be more where a module brings values of its own', () => {
    expect(mergeFlaw('{{arrival}}')).not.toBeNull()
    expect(mergeFlaw('{{arrival}}', ['arrival'])).toBeNull()
  })
})

describe('opting out', () => {
  it.each([
    ['STOP', 'stop'],
    [' stop. ', 'stop'],
    ['“Stop”', 'stop'],
    ['Stop  all', 'stop'],
    ['unsubscribe', 'stop'],
    ['START', 'start'],
    ['Unstop!', 'start'],
    ['help', 'help'],
    ['Please stop by at 5', null],
    ['No, stop', null],
    ['', null],
  ])('[TAB-013] %j asks for %s', (text, word) => expect(optOutWord(text)).toBe(word))
  it('[TAB-013] holds back all, or marketing alone', () => {
    expect(holdsBack('all', 'transactional')).toBe(true)
    expect(holdsBack('marketing', 'transactional')).toBe(false)
    expect(holdsBack('marketing', 'marketing')).toBe(true)
  })
})

describe('quiet hours', () => {
  it.each([
    ['21:00', '08:00', '20:59', 0],
    ['21:00', '08:00', '21:00', 660],
    ['21:00', '08:00', '00:30', 450],
    ['21:00', '08:00', '08:00', 0],
    ['12:00', '13:00', '12:15', 45],
    ['12:00', '13:00', '13:00', 0],
    ['08:00', '08:00', '08:00', 0],
  ])('[TAB-013] from %s to %s at %s end in %i minutes', (from, to, now, minutes) =>
    expect(quietMinutes(from, to, now)).toBe(minutes),
  )
})
