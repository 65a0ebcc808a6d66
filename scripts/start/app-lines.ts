/** What of a child's log lines is shown at the terminal: warnings and errors, each once a minute. */

const WARNING = 40
const QUIET_MS = 60_000

/** Makes a function that picks the text to show from a line (pino's JSON, or plain text), or null. */
export function warningFilter(
  now: () => number = Date.now,
): (line: string, isError: boolean) => string | null {
  const shownAt = new Map<string, number>()
  return (line, isError) => {
    const text = warningOf(line, isError)
    if (text === null) return null
    if (now() - (shownAt.get(text) ?? -Infinity) < QUIET_MS) return null
    if (shownAt.size > 1_000) shownAt.clear()
    shownAt.set(text, now())
    return text
  }
}

function warningOf(line: string, isError: boolean): string | null {
  if (!line.startsWith('{')) return isError && line.trim() ? line : null
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number
      msg?: string
      err?: { message?: string }
    }
    if (typeof level !== 'number' || level < WARNING) return null
    return [msg, err?.message].filter((part, i, parts) => part && parts.indexOf(part) === i).join(': ')
  } catch {
    return isError ? line : null
  }
}
