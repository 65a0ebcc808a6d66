/** A sensitive act asks again who one is (`access.verify_first`): whoever draws the question puts itself here. */
type Asker = () => Promise<boolean>

let asker: Asker | null = null

/** @returns takes it away again */
export function setAsker(ask: Asker): () => void {
  asker = ask
  return () => {
    if (asker === ask) asker = null
  }
}

/** Whether the user has said again who they are; false: they would rather not, or nobody can ask. */
export const askAgain = (): Promise<boolean> => asker?.() ?? Promise.resolve(false)
