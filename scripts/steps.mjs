/**
 * The steps of a start or a test run on the terminal: what is being done, how long it has taken, how it ended.
 * Runs on Node 20, before anything is installed.
 */

const { isTTY } = process.stdout
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
/** Where there is no terminal to redraw, a long step says at this interval that it is still going. */
const REMINDER_MS = 10_000

const style = (code) => (text) => (isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text)
export const bold = style(1)
export const dim = style(2)
const red = style(31)
const green = style(32)
const yellow = style(33)

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** The step that runs now, if any; only one does at a time. */
let current = null

/**
 * Shows `text` as the running step until the returned functions end it: `done(note?)` or `failed()`.
 * A step that begins while another runs ends that one.
 */
export function step(text) {
  current?.done()
  const startedAt = Date.now()
  let frame = 0
  const draw = () =>
    process.stdout.write(
      `\r\u001b[K${SPINNER[frame++ % SPINNER.length]} ${text} ${dim(seconds(Date.now() - startedAt))}`,
    )
  const remind = () => process.stdout.write(`  ${text}: ${seconds(Date.now() - startedAt)} so far\n`)
  if (isTTY) draw()
  const timer = isTTY ? setInterval(draw, 100) : setInterval(remind, REMINDER_MS)
  timer.unref()

  const end = (mark, note) => {
    if (current !== self) return
    current = null
    clearInterval(timer)
    const took = dim(seconds(Date.now() - startedAt))
    process.stdout.write(
      `${isTTY ? '\r\u001b[K' : ''}${mark} ${text} ${took}${note ? ` ${dim(note)}` : ''}\n`,
    )
  }
  const self = { done: (note) => end(green('✓'), note), failed: (note) => end(red('✗'), note) }
  current = self
  return self
}

/** Prints lines above the running step. */
export function print(text) {
  process.stdout.write(`${isTTY && current ? '\r\u001b[K' : ''}${text}\n`)
}

export const warn = (text) => print(`${yellow('!')} ${text}`)

/** Ends the running step as failed, and says what is wrong and what to do. */
export function printProblem(message, advice) {
  current?.failed()
  process.stderr.write(`\n${red(bold(message))}\n${advice ? `${advice}\n` : ''}\n`)
}

/** A frame around rows of `[label, text]`: the first is the heading, an empty label goes on from the row above. */
export function printBox([[, heading], ...rows]) {
  const labelWidth = Math.max(...rows.map(([label]) => label.length))
  const lines = [heading, ...rows.map(([label, text]) => `${label.padEnd(labelWidth)}  ${text}`)]
  const width = Math.max(...lines.map((line) => line.length))
  const framed = lines.map((line, i) => `│  ${i === 0 ? bold(line.padEnd(width)) : line.padEnd(width)}  │`)
  const edge = '─'.repeat(width + 4)
  print([`╭${edge}╮`, ...framed, `╰${edge}╯`].join('\n'))
}
