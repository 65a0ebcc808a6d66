/** A QR code, drawn as one path; black on white in dark mode too, as cameras want it. */
import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'

type Props = { value: string; /** What it holds, for who cannot see it. */ label: string; size?: number }

export function QrCode({ value, label, size = 176 }: Props) {
  const [drawn, setDrawn] = useState<{ path: string; side: number } | null>(null)
  useEffect(() => {
    let gone = false
    void import('uqr').then(({ encode }) => {
      const { data, size: side } = encode(value, { ecc: 'M', border: 3 })
      const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
      if (!gone) setDrawn({ path, side })
    })
    return () => {
      gone = true
    }
  }, [value])
  if (!drawn) return <Skeleton width={size} height={size} />
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${drawn.side} ${drawn.side}`}
      shapeRendering="crispEdges"
    >
      <rect width="100%" height="100%" rx="2" fill="#fff" />
      <path d={drawn.path} fill="#000" />
    </svg>
  )
}
