/**
 * Who uses the embedded server. Several processes may (the app, and a script beside it); each leaves a note in
 * `run/users` while it does, and the last one to leave stops the server. A note of a process that died without
 * taking it back counts for nothing.
 */
import fs from 'node:fs'
import path from 'node:path'
import { isAlive } from './postmaster.ts'

export type Lease = {
  /** Takes the note back; says whether nobody else uses the server. */
  giveBack(): { last: boolean }
}

let taken = 0

/** Leaves a note in `runDir` for this process. */
export function takeLease(runDir: string): Lease {
  const directory = path.join(runDir, 'users')
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const note = path.join(directory, `${process.pid}-${++taken}`)
  fs.writeFileSync(note, birthOf(process.pid))
  return {
    giveBack() {
      fs.rmSync(note, { force: true })
      return { last: !fs.readdirSync(directory).some((name) => isHeld(path.join(directory, name))) }
    },
  }
}

/** Whether the process that left the note still lives; the note of a dead one is cleared away. */
function isHeld(note: string): boolean {
  const pid = Number(path.basename(note).split('-')[0])
  let birth: string
  try {
    birth = fs.readFileSync(note, 'utf8')
  } catch {
    return false
  }
  if (isAlive(pid) && birth === birthOf(pid)) return true
  fs.rmSync(note, { force: true })
  return false
}

/** When a process began, in the system's own count, to tell it from a later one of the same id; '' if not told. */
function birthOf(pid: number): string {
  try {
    // Field 22 of proc_pid_stat(5); the second field is the name in parentheses and may hold spaces.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
