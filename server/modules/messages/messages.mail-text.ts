/** An e-mail's two bodies out of the text that was written: as it is, and as plain HTML that every program shows alike. */

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter]!)

export const textOf = (body: string, unsubscribeUrl: string | null): string =>
  unsubscribeUrl ? `${body}\n\n-- \nUnsubscribe: ${unsubscribeUrl}\n` : `${body}\n`

/** Paragraphs, line breaks and links; whatever else was typed is shown as it was typed. */
export function htmlOf(body: string, unsubscribeUrl: string | null): string {
  const paragraphs = body
    .split(/\n{2,}/)
    .map((part) => `<p style="margin:0 0 14px">${linked(part).replaceAll('\n', '<br>')}</p>`)
  const foot = unsubscribeUrl
    ? `<p style="margin:24px 0 0;font-size:12px;color:#666">You get this as a customer of ours. <a href="${escape(unsubscribeUrl)}">Unsubscribe</a></p>`
    : ''
  return `<!doctype html><html><body style="font:15px/1.5 Arial,sans-serif;color:#222">${paragraphs.join('')}${foot}</body></html>`
}

/** Web addresses become links; the rest is escaped. */
const linked = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])/)
    .map((part, at) => (at % 2 ? `<a href="${escape(part)}">${escape(part)}</a>` : escape(part)))
    .join('')
