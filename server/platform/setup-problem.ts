/**
 * Something that the person who starts Keyholder can put right: a taken port, a full disk, a data directory
 * of another version. It is printed as two sentences, without a stack trace.
 */
export class SetupProblem extends Error {
  /** What to do about it, as a sentence. */
  readonly advice: string

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SetupProblem'
    this.advice = advice
  }
}
