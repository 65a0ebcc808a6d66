/** What a right code, or a user in person, has opened: kept for this tab alone, until it is closed. */
const place = (path: string) => `keyholder.sign.${path}`

export function keepKey(path: string, key: string, back: string | null = null): void {
  try {
    sessionStorage.setItem(place(path), JSON.stringify({ key, back }))
  } catch {
    // A browser that keeps nothing asks for the code again.
  }
}

export function readKey(path: string): { key: string; back: string | null } | null {
  try {
    return JSON.parse(sessionStorage.getItem(place(path)) ?? 'null') as {
      key: string
      back: string | null
    } | null
  } catch {
    return null
  }
}

export function dropKey(path: string): void {
  try {
    sessionStorage.removeItem(place(path))
  } catch {
    // Nothing was kept.
  }
}
