/** The processor's own fields, in a document with a policy of its own: what is typed there never reaches this page. */
import { Loader } from '@mantine/core'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { MethodKind } from '#shared/rules/billing-methods.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { fromFrame, type ToFrame } from '#web/capture/protocol.ts'
import classes from './CaptureFrame.module.css'

/** Asks for a token; null: the fields say what is wrong. Rejects with a sentence if the processor does not answer. */
export type Capture = { tokenize(): Promise<string | null> }
type Props = {
  ref: Ref<Capture>
  processorId: number
  kind: MethodKind
  /** Where its document is: the staff’s, or that of a customer in the Payment Portal. */
  path?: 'capture' | 'portal-capture'
}
type Waiting = { resolve: (token: string | null) => void; reject: (error: Error) => void }

const firstHeight = { card: 70, bank_account: 214 } as const

export function CaptureFrame({ ref, processorId, kind, path = 'capture' }: Props) {
  const frame = useRef<HTMLIFrameElement>(null)
  const waiting = useRef<Waiting | null>(null)
  const [height, setHeight] = useState<number>(firstHeight[kind])
  const [state, setState] = useState<'loading' | 'ready' | { failed: string }>('loading')
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      const message = fromFrame(event, { origin: location.origin, frame: frame.current?.contentWindow })
      if (!message) return
      const settled = waiting.current
      if (message.keyholder === 'ready') setState('ready')
      if (message.keyholder === 'height') setHeight(Math.min(600, Math.max(60, message.px)))
      if (message.keyholder === 'token') settled?.resolve(message.token)
      if (message.keyholder === 'invalid') settled?.resolve(null)
      if (message.keyholder === 'failed') {
        if (settled) settled.reject(new Error(message.message))
        else setState({ failed: message.message })
      }
      if (message.keyholder !== 'ready' && message.keyholder !== 'height') waiting.current = null
    }
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  }, [])
  useImperativeHandle(ref, () => ({
    tokenize: () =>
      new Promise((resolve, reject) => {
        waiting.current = { resolve, reject }
        const order: ToFrame = { keyholder: 'tokenize' }
        frame.current?.contentWindow?.postMessage(order, location.origin)
      }),
  }))
  return (
    <div>
      {typeof state === 'object' && (
        <Notice tone="bad" title="The fields did not load.">
          {state.failed}
        </Notice>
      )}
      {state === 'loading' && (
        <p className={classes.loading} role="status">
          <Loader size={14} aria-hidden /> Loading the processor’s fields
        </p>
      )}
      <iframe
        ref={frame}
        className={classes.capture}
        title={kind === 'card' ? 'Card number and expiry' : 'Routing and account number'}
        src={`/frames/${path}/${processorId}/${kind}`}
        height={height}
      />
    </div>
  )
}
