/** Takes files that are dragged over what is in it, and says so while they are. */
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import classes from './files.module.css'

type Props = { onFiles: (files: File[]) => void; enabled: boolean; children: ReactNode }

const bringsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')

export function DropArea({ onFiles, enabled, children }: Props) {
  // Every element below reports that it is entered and left: over the area one is while more were entered.
  const depth = useRef(0)
  const [over, setOver] = useState(false)
  const move = (by: number) => {
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  if (!enabled) return children
  return (
    <div
      className={classes.area}
      onDragEnter={(event) => bringsFiles(event) && move(1)}
      onDragLeave={(event) => bringsFiles(event) && move(-1)}
      onDragOver={(event) => bringsFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!bringsFiles(event)) return
        event.preventDefault()
        move(-depth.current)
        onFiles([...event.dataTransfer.files])
      }}
    >
      {children}
      {over && (
        <div className={classes.over} aria-hidden>
          Drop to upload
        </div>
      )}
    </div>
  )
}
