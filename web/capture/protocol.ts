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

type Heard = { origin: string; source: unknown; data: unknown }

/** A message of our own frame, in the shape that these have; null for anybody else's, and for anything else. */
export function fromFrame(
  { origin, source, data }: Heard,
  ours: { origin: string; frame: unknown },
): FromFrame | null {
  if (origin !== ours.origin || !ours.frame || source !== ours.frame) return null
  if (typeof data !== 'object' || data === null) return null
  const { keyholder, px, token, message } = data as Record<string, unknown>
  switch (keyholder) {
    case 'ready':
    case 'invalid':
      return { keyholder }
    case 'height':
      return typeof px === 'number' && Number.isFinite(px) ? { keyholder, px } : null
    case 'token':
      return typeof token === 'string' ? { keyholder, token } : null
    case 'failed':
      return typeof message === 'string' ? { keyholder, message } : null
    default:
      return null
  }
}
