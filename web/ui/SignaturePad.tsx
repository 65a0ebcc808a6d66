/**
 * Where a customer signs: by finger, pen or mouse on a canvas, or by typing the name, which is drawn in a script. The
 * picture is made when it is asked for.
 */
import { Button, SegmentedControl } from '@mantine/core'
import { type PointerEvent, type Ref, useImperativeHandle, useRef, useState } from 'react'
import classes from './SignaturePad.module.css'

export type SignatureHandle = {
  /** A PNG as base64; null while there is nothing to be seen. */
  read(): string | null
}

// Twice what is shown, so that it prints well.
const [width, height] = [880, 240]
const script = 'italic 84px "Segoe Script", "Bradley Hand", "Snell Roundhand", "URW Chancery L", cursive'

const base64Of = (canvas: HTMLCanvasElement) => canvas.toDataURL('image/png').replace(/^data:.*?base64,/, '')

/** The name in a script, as large as it fits. */
function drawName(name: string): string {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')!
  pen.fillStyle = '#111318'
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.font = script
  pen.fillText(name, width / 2, height / 2, width - 40)
  return base64Of(canvas)
}

type Props = {
  /** What is written where one types. */
  name: string
  ref: Ref<SignatureHandle>
  error?: string
  /** Names the pad: "Initials". */
  label?: string
}

export function SignaturePad({ name, ref, error, label = 'Signature' }: Props) {
  const [way, setWay] = useState<'draw' | 'type'>('draw')
  const [drawn, setDrawn] = useState(false)
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  useImperativeHandle(ref, () => ({
    read: () =>
      way === 'type'
        ? name.trim()
          ? drawName(name.trim())
          : null
        : drawn
          ? base64Of(canvas.current!)
          : null,
  }))
  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    }
  }
  const stroke = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!last.current) return
    const pen = event.currentTarget.getContext('2d')!
    const to = at(event)
    pen.strokeStyle = '#111318'
    pen.lineWidth = 5
    pen.lineCap = 'round'
    pen.lineJoin = 'round'
    pen.beginPath()
    pen.moveTo(last.current.x, last.current.y)
    pen.lineTo(to.x, to.y)
    pen.stroke()
    last.current = to
    setDrawn(true)
  }
  const clear = () => {
    canvas.current?.getContext('2d')?.clearRect(0, 0, width, height)
    setDrawn(false)
  }
  return (
    <div className={classes.sign} role="group" aria-label={label}>
      <div className={classes.signHead}>
        <SegmentedControl
          size="xs"
          aria-label="How to sign"
          value={way}
          onChange={(value) => {
            setDrawn(false)
            setWay(value as 'draw' | 'type')
          }}
          data={[
            { value: 'draw', label: 'Draw' },
            { value: 'type', label: 'Type' },
          ]}
        />
        {way === 'draw' && (
          <Button size="compact-xs" variant="subtle" disabled={!drawn} onClick={clear}>
            Clear
          </Button>
        )}
      </div>
      {way === 'draw' ? (
        <canvas
          ref={canvas}
          width={width}
          height={height}
          className={classes.pad}
          role="img"
          aria-label={drawn ? 'A signature was drawn' : 'Draw here by finger or mouse; or choose Type'}
          data-error={error ? true : undefined}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            last.current = at(event)
            stroke(event)
          }}
          onPointerMove={stroke}
          onPointerUp={() => (last.current = null)}
          onPointerCancel={() => (last.current = null)}
        />
      ) : (
        <p className={classes.typed} data-error={error ? true : undefined}>
          {name.trim() || <span className={classes.dim}>The name above stands here</span>}
        </p>
      )}
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </div>
  )
}
