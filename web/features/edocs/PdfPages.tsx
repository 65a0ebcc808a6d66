/** A document’s pages under each other, with whatever stands on them. Pages are drawn when they come near. */
import {
  type DragEvent,
  type ReactNode,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { EdocPage } from '#shared/rules/edocs.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './edocs.module.css'
import type { Pdf } from './pdf-library.ts'

type Props = {
  source: string | Uint8Array
  /** Of what was uploaded; a page that the seal has added shows after them. */
  pages: readonly EdocPage[]
  /** 1: as wide as there is room, up to a page’s own size and a half. */
  zoom?: number
  label: string
  /** What stands on a page; `scale` turns points into pixels. */
  overlay?: (page: number, scale: number) => ReactNode
  onPagePress?: (page: number, event: PointerEvent<HTMLDivElement>) => void
  onPageDrop?: (page: number, scale: number, event: DragEvent<HTMLDivElement>) => void
}

export function PdfPages(props: Props) {
  const { source, pages: known, zoom = 1, label, overlay, onPagePress, onPageDrop } = props
  const [added, setAdded] = useState<readonly EdocPage[]>([])
  const pages = [...known, ...added]
  const count = known.length
  const frame = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  const [pdf, setPdf] = useState<Pdf | null>(null)
  const [failed, setFailed] = useState(false)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry!.contentRect.width)))
    observer.observe(frame.current!)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    let close: (() => void) | undefined
    let gone = false
    setPdf(null)
    setAdded([])
    setFailed(false)
    import('./pdf-library.ts')
      .then(({ openPdf, pagesAfter }) => {
        if (gone) return
        const opened = openPdf(source)
        close = opened.close
        return opened.pdf.then(async (found) => {
          const more = await pagesAfter(found, count)
          if (gone) return
          setPdf(found)
          if (more.length) setAdded(more)
        })
      })
      .catch(() => void (gone || setFailed(true)))
    return () => {
      gone = true
      close?.()
    }
  }, [source, count])
  const widest = Math.max(...pages.map(({ width }) => width), 1)
  const scale = room ? (Math.min(room, widest * 1.35) / widest) * zoom : 0
  return (
    <div ref={frame} className={classes.pages} role="group" aria-label={label} tabIndex={0}>
      {failed && (
        <Notice tone="bad">The document could not be shown. Load the page again, or download it.</Notice>
      )}
      {scale > 0 &&
        pages.map((page, at) => (
          <div
            key={at}
            className={classes.page}
            data-page={at}
            style={{ width: page.width * scale, height: page.height * scale }}
            onPointerDown={(event) => onPagePress?.(at, event)}
            onDragOver={(event) => onPageDrop && event.preventDefault()}
            onDrop={(event) => onPageDrop?.(at, scale, event)}
          >
            <PageCanvas pdf={pdf} at={at} width={page.width * scale} total={pages.length} />
            {overlay?.(at, scale)}
          </div>
        ))}
    </div>
  )
}

function PageCanvas({
  pdf,
  at,
  width,
  total,
}: {
  pdf: Pdf | null
  at: number
  width: number
  total: number
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry!.isIntersecting && setNear(true), {
      rootMargin: '600px',
    })
    observer.observe(canvas.current!)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (!pdf || !near) return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      void import('./pdf-library.ts')
        .then(({ drawPage }) => drawPage(pdf, at + 1, canvas.current!, width, stop.signal))
        .then(() => canvas.current?.setAttribute('data-drawn', ''))
        .catch(() => {})
    }, 30)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [pdf, near, at, width])
  return (
    <canvas ref={canvas} className={classes.canvas} role="img" aria-label={`Page ${at + 1} of ${total}`} />
  )
}
