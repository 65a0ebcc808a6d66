/** Why the embedded server did not start, in words that help. */
import fs from 'node:fs'
import path from 'node:path'
import { SetupProblem } from './setup-problem.ts'

const causes: readonly [said: RegExp, message: string, advice: string][] = [
  [
    /No space left on device/,
    'its disk is full',
    'Free some space on the disk of the data directory, and start again; nothing saved is lost.',
  ],
  [
    /Cannot allocate memory|could not (map|resize) .*shared memory/,
    'there is too little memory',
    'Stop other programs or give the container more memory, and start again.',
  ],
  [
    /Permission denied|wrong ownership|invalid permissions/,
    'its files cannot be read or written by the user running this',
    'Give the data directory to that user (chown -R), or set DATA_DIR to another directory.',
  ],
  [
    /could not locate a valid checkpoint|could not find the database system|invalid .*checkpoint|control file|could not open file|contains corrupted|PANIC/,
    'its files are damaged',
    'Restore the data directory from a backup; to start afresh, move it away or set DATA_DIR to another directory.',
  ],
  [
    /unrecognized configuration parameter|invalid value for parameter|syntax error in file/,
    'one of its settings is wrong',
    'Correct postgresql.auto.conf or postgresql.conf in the database directory, and start again.',
  ],
]

/** A SetupProblem from what the server said (in the file `output`, if given) and how it `ended`. */
export function startProblem(clusterDir: string, ended: string, output?: string): SetupProblem {
  const said = output ? fs.readFileSync(output, 'utf8') + lastAttempt(path.join(clusterDir, 'log')) : ''
  const complaints = said
    .split('\n')
    .filter(
      (line) => /\b(FATAL|PANIC|ERROR|LOG: {2}could not)\b/.test(line) && !line.includes('is starting up'),
    )
  const [, why = ended, advice = 'Read the log, put that right, and start again.'] =
    causes.find(([pattern]) => pattern.test(said)) ?? []
  const quote = complaints.at(-1)?.replace(/^.*?(FATAL|PANIC|ERROR|LOG): */, '')
  return new SetupProblem(
    `The database in ${clusterDir} does not start: ${why}${quote ? ` (${quote})` : ''}.`,
    output ? `${advice} The log is ${output}.` : advice,
  )
}

/** What the newest log in `logDir` tells of the last attempt: the server writes there once its collector runs. */
function lastAttempt(logDir: string): string {
  if (!fs.existsSync(logDir)) return ''
  const changedAt = (file: string) => fs.statSync(file).mtimeMs
  const newest = fs
    .readdirSync(logDir)
    .map((name) => path.join(logDir, name))
    .sort((a, b) => changedAt(b) - changedAt(a))[0]
  if (!newest) return ''
  const text = fs.readFileSync(newest, 'utf8')
  return text.slice(Math.max(0, text.lastIndexOf('starting PostgreSQL')))
}
