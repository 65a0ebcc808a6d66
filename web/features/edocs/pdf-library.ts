/** pdf.js, in a file of its own that only pages with a document load. Its worker comes from our own address, and it evaluates nothing. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist'
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = workerUrl

export type Pdf = PDFDocumentProxy

/** @param source an address of ours, or the bytes themselves. */
export function openPdf(source: string | Uint8Array): { pdf: Promise<Pdf>; close: () => void } {
  const task = getDocument({
    ...(typeof source === 'string' ? { url: source, withCredentials: true } : { data: source.slice() }),
    enableXfa: false,
    wasmUrl: `${window.location.origin}/assets/pdfjs/`,
    standardFontDataUrl: `${window.location.origin}/assets/pdfjs/`,
    // Else the computer's own fonts stand in, with widths that are not the document's.
    useSystemFonts: false,
    verbosity: 0,
  } as Parameters<typeof getDocument>[0])
  return { pdf: task.promise, close: () => void task.destroy() }
}

/** The sizes of the pages after the first `count`: what a seal has added. */
export async function pagesAfter(pdf: Pdf, count: number): Promise<{ width: number; height: number }[]> {
  const sizes = []
  for (let number = count + 1; number <= pdf.numPages; number += 1) {
    const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 })
    sizes.push({ width, height })
  }
  return sizes
}

/** Draws a page so sharp as the screen is. */
export async function drawPage(
  pdf: Pdf,
  number: number,
  canvas: HTMLCanvasElement,
  cssWidth: number,
  signal: AbortSignal,
): Promise<void> {
  const page = await pdf.getPage(number)
  if (signal.aborted) return
  const density = Math.min(window.devicePixelRatio || 1, 2)
  const viewport = page.getViewport({ scale: (cssWidth / page.getViewport({ scale: 1 }).width) * density })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  const task = page.render({ canvas, viewport })
  signal.addEventListener('abort', () => task.cancel())
  await task.promise
}
