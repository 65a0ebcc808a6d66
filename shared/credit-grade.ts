/**
 * The letter beside a credit score (REC-079). The scale of 300 to 850 is FICO's; where one letter ends and the
 * next begins is ours: no bureau grades by letters. The steps of 50 put the 600 and 650 that alarm-contract
 * funders commonly ask for on the border of two letters.
 */

export type CreditGrade = 'A' | 'B' | 'C' | 'D' | 'F'

export const lowestScore = 300
export const highestScore = 850

/** Each letter with the lowest score that earns it, best first. */
export const creditGrades: readonly (readonly [CreditGrade, number])[] = [
  ['A', 750],
  ['B', 700],
  ['C', 650],
  ['D', 600],
  ['F', lowestScore],
]

/** The letter of a score; null for no score and for what lies outside 300 to 850. */
export function creditGrade(score: number | null | undefined): CreditGrade | null {
  if (score == null || !(score >= lowestScore && score <= highestScore)) return null
  return creditGrades.find(([, lowest]) => score >= lowest)?.[0] ?? null
}
