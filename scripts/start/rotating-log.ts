/** A log file that cannot fill the disk: past its size it becomes `<name>.1.log`, the one before `<name>.2.log`, … */
import fs from 'node:fs'

const LARGEST_BYTES = 10 * 1024 * 1024
const KEPT = 3

export type RotatingLog = { write(text: string): void; close(): void }

/** Opens `file` (ending in `.log`) for appending. */
export function openRotatingLog(file: string, largestBytes = LARGEST_BYTES): RotatingLog {
  let fd = fs.openSync(file, 'a', 0o600)
  let bytes = fs.fstatSync(fd).size
  const numbered = (n: number) => (n === 0 ? file : file.replace(/\.log$/, `.${n}.log`))

  function rotate(): void {
    fs.closeSync(fd)
    for (let n = KEPT - 1; n >= 0; n--)
      if (fs.existsSync(numbered(n))) fs.renameSync(numbered(n), numbered(n + 1))
    fd = fs.openSync(file, 'a', 0o600)
    bytes = 0
  }

  return {
    write(text) {
      if (bytes > largestBytes) rotate()
      bytes += fs.writeSync(fd, text)
    },
    close: () => fs.closeSync(fd),
  }
}
