/** SQL text cut into its statements, as the migration runner and the guard of migrations need them. */

export type SqlStatement = {
  /** Without comments, in one line, in lower case but for what is quoted. */
  text: string
  /** As it is written, with the comments before it. */
  source: string
}

/** What begins at a place of the text and must be taken whole. */
const pieces: [kind: 'comment' | 'quoted', pattern: RegExp][] = [
  ['comment', /--[^\n]*/y],
  ['comment', /\/\*[\s\S]*?\*\//y],
  ['quoted', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['quoted', /\$(\w*)\$[\s\S]*?\$\1\$/y],
]

/** The statements in their order; PostgreSQL's own parser takes nested comments, which we do not write. */
export function statementsOf(sql: string): SqlStatement[] {
  const found: SqlStatement[] = []
  let text = ''
  let source = ''
  let at = 0
  const end = () => {
    const plain = text.replace(/\s+/g, ' ').trim()
    if (plain) found.push({ text: plain, source: source.trim() })
    text = source = ''
  }
  while (at < sql.length) {
    const piece = pieces
      .map(([kind, pattern]) => {
        pattern.lastIndex = at
        return { kind, found: pattern.exec(sql)?.[0] }
      })
      .find((each) => each.found !== undefined)
    if (piece?.found !== undefined) {
      text += piece.kind === 'comment' ? ' ' : piece.found
      source += piece.found
      at += piece.found.length
      continue
    }
    const character = sql[at++]!
    source += character
    if (character === ';') end()
    else text += character.toLowerCase()
  }
  end()
  return found
}
