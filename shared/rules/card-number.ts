/** Finds payment card numbers in text: they have no place in any text field (SEC-003). */

/** Groups of digits that stand together, with at most a space, dot, dash or slash or two between them. */
const runs = /\d+(?:[ \u00a0\t\r\n.\-–—_/]{1,2}\d+)*/g
const anything = /[^\d]+/

/** How cards are printed: in one piece, in fours, or 4-6-5 and 4-6-4. */
const printed = [/^\d{13,19}$/, /^\d{4}( \d{4}){2,3} \d{1,4}$/, /^\d{4} \d{6} \d{4,5}$/]
/** First digits of the networks that issue cards here: Mastercard, Amex, Diners, JCB, Visa, Discover, UnionPay, Maestro. */
const issued = /^(?:4|5[0-8]|2[2-7]|3[0-9]|6)/

/** Luhn's check, which every card number passes (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits[digits.length - 1 - i])
    sum += i % 2 ? (d > 4 ? 2 * d - 9 : 2 * d) : d
  }
  return sum % 10 === 0
}

/** Whether a card's number stands anywhere in the text, also with its expiry or code behind it. */
export function holdsCardNumber(text: string): boolean {
  return (text.match(runs) ?? []).some((run) => {
    const groups = run.split(anything)
    return groups.some((_, from) =>
      [1, 2, 3, 4, 5].some((size) => from + size <= groups.length && isCard(groups.slice(from, from + size))),
    )
  })
}

function isCard(groups: string[]): boolean {
  const number = groups.join('')
  return (
    number.length >= 13 &&
    number.length <= 19 &&
    issued.test(number) &&
    printed.some((form) => form.test(groups.join(' '))) &&
    passesLuhn(number)
  )
}
