/** The sandbox's own service description, written from the table: only what it serves, in the names of the wire. */
import { envelopes } from './request.ts'
import { enums, header, namespace, types, type Member, type Service } from './table.ts'

const simple = new Set(['string', 'int', 'boolean', 'dateTime', 'decimal', 'long'])

const element = ({ name, type, optional, repeats, nil }: Member) =>
  `<s:element minOccurs="${optional ? 0 : 1}" maxOccurs="${repeats ? 'unbounded' : 1}" name="${name}"` +
  `${nil ? ' nillable="true"' : ''} type="${simple.has(type) ? 's' : 'tns'}:${type}" />`
const sequence = (members: readonly Member[]) =>
  `<s:complexType><s:sequence>${members.map(element).join('')}</s:sequence></s:complexType>`
const wrapper = (name: string, members: readonly Member[]) =>
  `<s:element name="${name}">${sequence(members)}</s:element>`

/** Types that the members need, and those that those need. */
function needed(members: readonly Member[], found = new Set<string>()): Set<string> {
  for (const { type } of members)
    if (!simple.has(type) && !found.has(type)) {
      found.add(type)
      needed(types.get(type) ?? [], found)
    }
  return found
}

/** The WSDL of a service at `address`. */
export function wsdl({ name, operations }: Service, address: string): string {
  const all = [...operations.values()]
  const used = needed(all.flatMap(({ parameters, result }) => [...parameters, result]))
  const schema = [
    wrapper(header.element, header.members),
    ...all.flatMap((one) => [
      wrapper(one.name, one.parameters),
      wrapper(`${one.name}Response`, [one.result]),
    ]),
    ...[...used].map((type) =>
      types.has(type)
        ? sequence(types.get(type)!).replace('<s:complexType>', `<s:complexType name="${type}">`)
        : `<s:simpleType name="${type}"><s:restriction base="s:string">${enums
            .get(type)!
            .map((value) => `<s:enumeration value="${value}" />`)
            .join('')}</s:restriction></s:simpleType>`,
    ),
  ]
  const message = (title: string, part: string, of: string) =>
    `<wsdl:message name="${title}"><wsdl:part name="${part}" element="tns:${of}" /></wsdl:message>`
  const messages = all.flatMap((one) => [
    message(`${one.name}SoapIn`, 'parameters', one.name),
    message(`${one.name}SoapOut`, 'parameters', `${one.name}Response`),
    message(`${one.name}${header.element}`, header.element, header.element),
  ])
  const port = all.map(
    (one) =>
      `<wsdl:operation name="${one.name}"><wsdl:input message="tns:${one.name}SoapIn" />` +
      `<wsdl:output message="tns:${one.name}SoapOut" /></wsdl:operation>`,
  )
  const binding = (prefix: 'soap' | 'soap12') =>
    `<wsdl:binding name="${name}${prefix === 'soap' ? 'Soap' : 'Soap12'}" type="tns:${name}Soap">` +
    `<${prefix}:binding transport="http://schemas.xmlsoap.org/soap/http" />` +
    all
      .map(
        (one) =>
          `<wsdl:operation name="${one.name}"><${prefix}:operation soapAction="${namespace}/${one.name}" style="document" />` +
          `<wsdl:input><${prefix}:body use="literal" /><${prefix}:header message="tns:${one.name}${header.element}" ` +
          `part="${header.element}" use="literal" /></wsdl:input>` +
          `<wsdl:output><${prefix}:body use="literal" /></wsdl:output></wsdl:operation>`,
      )
      .join('') +
    '</wsdl:binding>'
  const ports = (['soap', 'soap12'] as const).map((prefix) => {
    const title = `${name}${prefix === 'soap' ? 'Soap' : 'Soap12'}`
    return `<wsdl:port name="${title}" binding="tns:${title}"><${prefix}:address location="${address}" /></wsdl:port>`
  })
  return (
    `<?xml version="1.0" encoding="utf-8"?><wsdl:definitions targetNamespace="${namespace}" xmlns:tns="${namespace}" ` +
    'xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://www.w3.org/2001/XMLSchema" ' +
    'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" ' +
    `xmlns:env="${envelopes['1.1']}">` +
    `<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="${namespace}">${schema.join('')}</s:schema></wsdl:types>` +
    `${messages.join('')}<wsdl:portType name="${name}Soap">${port.join('')}</wsdl:portType>` +
    `${binding('soap')}${binding('soap12')}<wsdl:service name="${name}">${ports.join('')}</wsdl:service></wsdl:definitions>`
  )
}
