/** What the page and the document with the processor's fields say to each other; never a number. */
export type FrameData = {
  form: 'collectjs' | 'stripe'
  script: string
  publicKey: string
  kind: 'card' | 'bank_account'
}

export type FromFrame =
  | { keyholder: 'ready' }
  | { keyholder: 'height'; px: number }
  | { keyholder: 'token'; token: string }
  | { keyholder: 'invalid' }
  | { keyholder: 'failed'; message: string }

export type ToFrame = { keyholder: 'tokenize' }
