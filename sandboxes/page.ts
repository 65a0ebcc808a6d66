/** The pages for people: the list of sandboxes, and one page that draws any sandbox from its control API. */
import { readFileSync } from 'node:fs'
import type { Sandbox, WireAnswer } from './kit.ts'

const template = readFileSync(new URL('./page.html', import.meta.url), 'utf8')
const styles = /<style>.*?<\/style>/s.exec(template)![0]

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!)

const html = (body: string): WireAnswer => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  },
  body,
})

export const sandboxPage = (sandbox: Sandbox): WireAnswer =>
  html(template.replaceAll('{{name}}', () => escapeHtml(sandbox.name)))

export const indexPage = (sandboxes: readonly Sandbox[]): WireAnswer =>
  html(`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Sandboxes</title>${styles}
<main><h1>Sandboxes</h1><p>Fakes of the providers' systems. Nothing here reaches anybody.</p><ul>
${sandboxes.map(({ key, name, about }) => `<li><a href="/${key}/">${escapeHtml(name)}</a><br>${escapeHtml(about)}</li>`).join('\n')}
</ul></main></html>`)
