/** Words and bounds of files, for the page and the server. */

/** Files of one record, the deleted ones included. */
export const maxFiles = 1000
export const maxVersions = 100
/** No company may allow larger ones. */
export const hardMaxFileMb = 250
/** Days for which a deleted file can be brought back. */
export const restoreDays = 30

/** Labels of what a change of a file can name, in the order in which history lists them. */
export const fileLabels = {
  name: 'Name',
  category: 'Category',
  description: 'Description',
  version: 'Version',
  contents: 'Contents',
} as const
export type FileLabel = keyof typeof fileLabels

/** Ends of names under which a computer would run the file, or a browser would run what is in it as a page of its own. */
const refusedEndings: ReadonlySet<string> = new Set(
  `app apk appx bat cmd com cpl deb dll dmg exe gadget hta htm html jar js jse jsp lnk mht mhtml mjs msc msi msix msp
  php pif pkg ps1 psm1 py rb reg rpm scf scr sh shtml svg svgz swf url vb vbe vbs wasm ws wsc wsf wsh xhtml xht`.split(
    /\s+/,
  ),
)

/** `pdf` of `Contract.PDF`; '' without one. */
export const endingOf = (name: string): string => /\.([^.]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''

export const hasRefusedEnding = (name: string): boolean => refusedEndings.has(endingOf(name))

/**
 * A name as it may be kept: without the path that some programs send along, without control characters, and without
 * those that turn the direction of writing, by which `exe.fdp` reads as `pdf.exe`.
 */
export const cleanFileName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
    .replace(/[. ]+$/, '')

/** `3.4 MB`; as a computer's own lists count, by 1,024. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  const mb = bytes / 1024 / 1024
  return `${mb < 10 ? mb.toFixed(1) : Math.round(mb)} MB`
}

/** What the content types are called; others are a file. */
const kinds: Record<string, string> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG image',
  'image/jpeg': 'JPEG image',
  'image/gif': 'GIF image',
  'image/webp': 'WebP image',
  'image/bmp': 'Bitmap image',
  'image/tiff': 'TIFF image',
  'image/heic': 'HEIC photo',
  'text/plain': 'Text',
  'text/html': 'Web page',
  'image/svg+xml': 'SVG drawing',
  'application/xml': 'XML',
  'application/rtf': 'RTF document',
  'application/zip': 'ZIP archive',
  'application/gzip': 'GZIP archive',
  'application/x-7z-compressed': '7-Zip archive',
  'application/vnd.rar': 'RAR archive',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel workbook',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint slides',
  'application/vnd.ms-office': 'Office document',
  'video/mp4': 'MP4 video',
  'video/quicktime': 'QuickTime video',
  'video/x-matroska': 'Matroska video',
  'video/x-msvideo': 'AVI video',
  'audio/mpeg': 'MP3 audio',
  'audio/mp4': 'M4A audio',
  'audio/wav': 'WAV audio',
  'audio/ogg': 'Ogg audio',
}
export const kindText = (contentType: string): string => kinds[contentType] ?? 'File'

/** How the page can show it without a program of its own; null: it can only be downloaded. */
export function previewOf(contentType: string): 'image' | 'pdf' | 'text' | null {
  if (contentType === 'application/pdf') return 'pdf'
  if (contentType === 'text/plain') return 'text'
  return /^image\/(png|jpeg|gif|webp|bmp)$/.test(contentType) ? 'image' : null
}
