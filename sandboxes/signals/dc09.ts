/**
 * Messages of SIA DC-09, the wire on which panels report to receivers over IP:
 * `LF CRC 0LLL "ID"seq [Rrcvr] Lpref [#acct] [data] [xdata]… [_HH:MM:SS,MM-DD-YYYY] CR`. The standard costs money;
 * what is known of it here stands in README.md, with its sources. Bytes beyond ASCII pass through as they are (latin1).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** What stands between the frame's length and its CR, in parts. */
export type Message = {
  /** Without the star of encryption: `SIA-DCS`, `ADM-CID`, `NULL`, `ACK`, `NAK`, `DUH`. */
  id: string
  encrypted: boolean
  /** Four decimal digits. */
  seq: string
  /** Receiver number: 1–6 hex digits, in capitals. */
  receiver: string | null
  /** Account prefix: 1–6 hex digits. */
  prefix: string
  /** 3–16 hex digits. */
  account: string | null
  /** What is between the first brackets. */
  data: string
  xdata: string[]
  timestamp: Date | null
}

/** Who sent a message that could not be read to its end. */
export type Sender = Pick<Message, 'seq' | 'receiver' | 'prefix' | 'account'>

/** The message came whole, but means nothing here: the receiver answers DUH. */
export class NotUnderstood extends Error {
  readonly sender: Sender | null
  constructor(why: string, sender: Sender | null) {
    super(why)
    this.sender = sender
  }
}

/** The key of an account's panel: 16, 24 or 32 bytes; null if it has none. */
export type KeyOf = (account: string | null, prefix: string) => Buffer | null

const head =
  /^"(\*?)([A-Z][A-Z-]{1,15})"(\d{4})(?:R([\dA-F]{1,6}))?L([\dA-F]{1,6})(?:#([\dA-F]{3,16})|A0)?\[(.*)$/is
const tail = /^([^[\]]*)\]((?:\[[^[\]]*\])*)(?:_(\d\d):(\d\d):(\d\d),(\d\d)-(\d\d)-(\d{4}))?$/s

/** Reads the body of a frame whose length and CRC are right. @throws NotUnderstood */
export function readMessage(body: string, keyOf: KeyOf): Message {
  const [, star, id, seq, receiver, prefix, account, rest] = head.exec(body) ?? []
  if (id === undefined) throw new NotUnderstood('is no DC-09 message', null)
  const sender = {
    seq: seq!,
    receiver: receiver?.toUpperCase() ?? null,
    prefix: prefix!.toUpperCase(),
    account: account?.toUpperCase() ?? null,
  }
  const encrypted = star === '*'
  const text = encrypted ? decrypt(rest!, keyOf(sender.account, sender.prefix), sender) : rest!
  const parts = tail.exec(text)
  if (!parts)
    throw new NotUnderstood(encrypted ? 'does not open with this account’s key' : 'is malformed', sender)
  const [, data, xdata, ...time] = parts
  const timestamp = time[0] === undefined ? null : instantOf(time)
  if (timestamp === undefined) throw new NotUnderstood('has a timestamp that is none', sender)
  return {
    id: id.toUpperCase(),
    encrypted,
    ...sender,
    data: data!,
    xdata: xdata === '' ? [] : xdata!.slice(1, -1).split(']['),
    timestamp,
  }
}

/** The instant of hour, minute, second, month, day and year in UTC; undefined if the calendar has none such. */
function instantOf(parts: readonly (string | undefined)[]): Date | undefined {
  const [hour, minute, second, month, day, year] = parts.map(Number) as [number, ...number[]]
  const at = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second))
  const fits = at.getUTCMonth() === month! - 1 && at.getUTCHours() === hour && at.getUTCMinutes() === minute
  return fits ? at : undefined
}

/** `_HH:MM:SS,MM-DD-YYYY`, in UTC. */
export function timestampText(at: Date): string {
  const [date, time] = at.toISOString().slice(0, 19).split('T') as [string, string]
  const [year, month, day] = date.split('-')
  return `_${time},${month}-${day}-${year}`
}

const zeroIv = Buffer.alloc(16)
const cipherOf = (key: Buffer) => `aes-${key.length * 8}-cbc`

function decrypt(hex: string, key: Buffer | null, sender: Sender): string {
  if (!key) throw new NotUnderstood('is encrypted, and this account has no key', sender)
  if (!/^(?:[\dA-F]{32})+$/i.test(hex)) throw new NotUnderstood('is encrypted to no whole blocks', sender)
  const decipher = createDecipheriv(cipherOf(key), key, zeroIv).setAutoPadding(false)
  const text = Buffer.concat([decipher.update(hex, 'hex'), decipher.final()]).toString('latin1')
  return text.slice(text.indexOf('|') + 1)
}

/** Pads in front of the bar, to whole blocks, with what is neither bracket nor bar; at least one byte. */
function encrypt(text: string, key: Buffer): string {
  const length = 16 - ((text.length + 1) % 16)
  const padding = randomBytes(8).toString('hex').slice(0, length)
  const cipher = createCipheriv(cipherOf(key), key, zeroIv).setAutoPadding(false)
  const bytes = Buffer.from(`${padding}|${text}`, 'latin1')
  return Buffer.concat([cipher.update(bytes), cipher.final()])
    .toString('hex')
    .toUpperCase()
}

/** A key of 16, 24 or 32 bytes from its hex digits. @throws if it is none */
export function keyFromHex(hex: string): Buffer {
  if (!/^(?:[\da-f]{32}|[\da-f]{48}|[\da-f]{64})$/i.test(hex))
    throw new Error('A DC-09 key is 32, 48 or 64 hex digits (AES-128, -192 or -256)')
  return Buffer.from(hex, 'hex')
}

/** What has no default here differs from message to message; encryption needs a timestamp. */
export type Outgoing = Pick<Message, 'id' | 'seq' | 'account' | 'data'> &
  Partial<Pick<Message, 'receiver' | 'prefix' | 'xdata' | 'timestamp'>> & { key?: Buffer | null }

/** The body of a message, encrypted if it has a key. */
export function messageBody(message: Outgoing): string {
  const { id, seq, receiver, prefix = '0', account, data, xdata = [], timestamp, key } = message
  const address = `${seq}${receiver == null ? '' : `R${receiver}`}L${prefix}${account === null ? '' : `#${account}`}`
  const rest = `${data}]${xdata.map((one) => `[${one}]`).join('')}${timestamp ? timestampText(timestamp) : ''}`
  if (!key) return `"${id}"${address}[${rest}`
  if (!timestamp) throw new Error('An encrypted message needs a timestamp')
  return `"*${id}"${address}[${encrypt(rest, key)}`
}

/** `"NAK"`: the time was wrong; it tells the receiver's own. */
export const nakBody = (now: Date): string => `"NAK"0000R0L0A0[]${timestampText(now)}`

/** `"DUH"`: came whole, and was not understood. */
export function duhBody(sender: Sender | null): string {
  const { seq, receiver, prefix, account } = sender ?? unknownSender
  return messageBody({ id: 'DUH', seq, receiver, prefix, account, data: '' })
}
const unknownSender: Sender = { seq: '0000', receiver: '0', prefix: '0', account: null }

const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  return crc
})

/** CRC-16/ARC. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = (crc >> 8) ^ crcTable[(crc ^ byte) & 0xff]!
  return crc
}

const hex4 = (value: number) => value.toString(16).toUpperCase().padStart(4, '0')

/** The frame around a body; `binaryCrc` as some panels send it: two bytes in place of four hex digits. */
export function frameOf(body: string, { binaryCrc = false }: { binaryCrc?: boolean } = {}): Buffer {
  const bytes = Buffer.from(body, 'latin1')
  if (bytes.length > 0xfff) throw new Error('A DC-09 frame holds no more than 4095 bytes')
  const crc = crcOf(bytes)
  const crcBytes = binaryCrc ? Buffer.from([crc >> 8, crc & 0xff]) : Buffer.from(hex4(crc))
  return Buffer.concat([
    Buffer.from('\n'),
    crcBytes,
    Buffer.from(hex4(bytes.length)),
    bytes,
    Buffer.from('\r'),
  ])
}
