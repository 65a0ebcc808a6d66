import { describe, expect, it } from 'vitest'
import { childOf, escapeXml, parseXml, XmlError } from './xml.ts'

describe('XML from a provider', () => {
  it('[SEC-005] is read with its namespaces, its text as it stands', () => {
    const root = parseXml(
      '\uFEFF<?xml version="1.0"?>\n<s:Envelope xmlns:s="urn:soap" xmlns="urn:own"><Body a="1 &lt; 2" s:b="x"> &amp;&#65;' +
        '<![CDATA[<raw>&amp;]]> <Inner xmlns=""/></Body></s:Envelope>',
    )
    const body = childOf(root, 'Body', 'urn:own')
    expect(root).toMatchObject({ name: 'Envelope', namespace: 'urn:soap', attributes: {} })
    expect(body).toMatchObject({ attributes: { a: '1 < 2', b: 'x' }, text: ' &A<raw>&amp; ' })
    expect(childOf(body!, 'Inner', '')).toMatchObject({ namespace: '', children: [] })
    expect(childOf(body!, 'Inner', 'urn:own')).toBeUndefined()
    expect(parseXml(`<a b="${escapeXml('"<&>')}">${escapeXml('"<&>')}</a>`)).toMatchObject({
      attributes: { b: '"<&>' },
      text: '"<&>',
    })
  })

  it('[SEC-005] is refused when it is not well-formed, names entities, or nests and grows without end', () => {
    const refused = [
      '',
      'text',
      '<a>',
      '<a><b></a></b>',
      '<a/><b/>',
      '<a b="1" b="2"/>',
      '<a b=c/>',
      '<p:a/>',
      '<a>&unknown;</a>',
      '<a>&#0;</a>',
      '<a __proto__="1"/>',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`,
      `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`,
      `<a>${'<b/>'.repeat(100_001)}</a>`,
      `<a>${' '.repeat(4 * 1024 * 1024)}</a>`,
    ]
    for (const source of refused) expect(() => parseXml(source), source.slice(0, 60)).toThrow(XmlError)
    expect(() => childOf(parseXml('<a><b/><b/></a>'), 'b', '')).toThrow(XmlError)
  })
})
