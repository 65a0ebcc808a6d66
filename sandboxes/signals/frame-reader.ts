/** Finds the frames in what a panel sends: in pieces, several at once, with noise between them. */
import { crcOf } from './dc09.ts'

export type Piece =
  | { kind: 'frame'; body: string; binaryCrc: boolean }
  /** A frame's beginning whose length or CRC is wrong: the standard has it left unanswered. */
  | { kind: 'broken'; why: 'length' | 'CRC'; body: string }

const LF = 0x0a
const CR = 0x0d
const quote = 0x22
/** LF, four digits of CRC, four of length, up to 4095 bytes, CR. */
export const maxFrameBytes = 1 + 4 + 4 + 0xfff + 1

/** Keeps what is not yet a frame: never more than one frame may be long. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0)

  get pendingBytes(): number {
    return this.#pending.length
  }

  /** Takes bytes in, and gives what has come whole, in order. Noise between frames is passed over. */
  push(chunk: Buffer): Piece[] {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const pieces: Piece[] = []
    let start = bytes.indexOf(LF)
    while (start >= 0) {
      const header = headerAt(bytes, start)
      if (header === 'short') break
      // The first byte of a CRC may be a line feed itself, so that only the next byte is passed over.
      let from = start + 1
      if (header) {
        const { bodyAt, length } = header
        const end = bodyAt + length
        const stop = firstMark(bytes, bodyAt, Math.min(end, bytes.length))
        if (stop < 0 && bytes.length <= end) break
        const whole = stop < 0 && bytes[end] === CR
        const body = bytes.subarray(bodyAt, stop < 0 ? end : stop)
        pieces.push(whole ? checked(body, header) : { kind: 'broken', why: 'length', body: text(body) })
        from = stop < 0 ? end : stop
      }
      start = bytes.indexOf(LF, from)
    }
    // A copy, so that a few bytes do not keep the whole chunk in memory.
    this.#pending = start < 0 ? Buffer.alloc(0) : Buffer.from(bytes.subarray(start))
    return pieces
  }
}

type Header = { bodyAt: number; length: number; crc: number; binaryCrc: boolean }

/** What the line feed at `start` begins: a frame, nothing, or too little to tell. */
function headerAt(bytes: Buffer, start: number): Header | null | 'short' {
  for (const binaryCrc of [true, false]) {
    const crcLength = binaryCrc ? 2 : 4
    const bodyAt = start + 1 + crcLength + 4
    if (bytes.length <= bodyAt) return 'short'
    if (bytes[bodyAt] !== quote) continue
    const digits = bytes.toString('latin1', bodyAt - 4, bodyAt)
    if (!/^0[\dA-F]{3}$/i.test(digits)) continue
    const crcText = bytes.toString('latin1', start + 1, start + 5)
    if (!binaryCrc && !/^[\dA-F]{4}$/i.test(crcText)) continue
    const crc = binaryCrc ? bytes.readUInt16BE(start + 1) : parseInt(crcText, 16)
    return { bodyAt, length: parseInt(digits, 16), crc, binaryCrc }
  }
  return null
}

/** Where the first LF or CR is; neither can be within a body. -1 if there is none. */
function firstMark(bytes: Buffer, from: number, to: number): number {
  const within = bytes.subarray(from, to)
  const marks = [within.indexOf(LF), within.indexOf(CR)].filter((at) => at >= 0)
  return marks.length === 0 ? -1 : from + Math.min(...marks)
}

const checked = (body: Buffer, { crc, binaryCrc }: Header): Piece =>
  crcOf(body) === crc
    ? { kind: 'frame', body: text(body), binaryCrc }
    : { kind: 'broken', why: 'CRC', body: text(body) }

const text = (bytes: Buffer) => bytes.toString('latin1')
