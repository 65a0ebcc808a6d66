import { describe, expect, it } from 'vitest'
import { creditGrade } from './credit-grade.ts'

describe('credit grade', () => {
  it.each([
    [850, 'A'],
    [750, 'A'],
    [749, 'B'],
    [700, 'B'],
    [699, 'C'],
    [650, 'C'],
    [649, 'D'],
    [600, 'D'],
    [599, 'F'],
    [300, 'F'],
    [299, null],
    [851, null],
    [Number.NaN, null],
    [null, null],
  ])('[REC-079] a score of %s has the grade %s', (score, grade) => {
    expect(creditGrade(score)).toBe(grade)
  })
})
