/** Reads SOAP requests, 1.1 and 1.2, as ASP.NET has them; what it would silently ignore is refused here. */
import type { WireCall } from '../kit.ts'
import { MarkupError, read, type Node } from '../markup.ts'
import { header, namespace, serviceAt, types, type Operation, type Service } from './table.ts'
import { readSequence, SchemaError, text, type Values } from './values.ts'

export type Soap = '1.1' | '1.2'
export const envelopes: Record<Soap, string> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
}

/** A refusal of the message: a SOAP fault that blames the caller. */
export class Fault extends Error {}

export type Request = {
  service: Service
  operation: Operation
  user: string
  password: string
  device: string
  parameters: Values
}

/** Which SOAP the content type says. */
export const soapOf = (call: WireCall): Soap =>
  /^application\/soap\+xml/i.test(call.headers['content-type'] ?? '') ? '1.2' : '1.1'

/** The operation that a call names by its action; null if none. */
export function operationOf(call: WireCall): Operation | null {
  const service = serviceAt(call.path)
  const type = call.headers['content-type'] ?? ''
  const action =
    soapOf(call) === '1.1'
      ? /^"?([^"]*)"?$/.exec(String(call.headers.soapaction ?? ''))?.[1]
      : /;\s*action="?([^";]+)"?/i.exec(type)?.[1]
  if (!service || !action?.startsWith(`${namespace}/`)) return null
  return service.operations.get(action.slice(namespace.length + 1)) ?? null
}

/** @throws Fault */
export function readRequest(call: WireCall, service: Service): Request {
  const soap = soapOf(call)
  const type = call.headers['content-type'] ?? ''
  if (!/^(text\/xml|application\/soap\+xml)\s*;.*charset="?utf-8"?/i.test(type))
    throw new Fault('Possible SOAP version mismatch: the content type must name XML in utf-8')
  const operation = operationOf(call)
  // SOAP 1.2 lets the body speak for itself; 1.1 needs the header.
  if (!operation && (soap === '1.1' || /;\s*action=/i.test(type)))
    throw new Fault(
      `Server did not recognize the value of HTTP Header SOAPAction: ${String(call.headers.soapaction ?? type)}.`,
    )
  try {
    return readEnvelope(read(call.body), { soap, service, operation })
  } catch (error) {
    if (error instanceof MarkupError || error instanceof SchemaError)
      throw new Fault(`Server was unable to read request. ---> ${error.message}`)
    throw error
  }
}

function readEnvelope(
  root: Node,
  { soap, service, operation }: { soap: Soap; service: Service; operation: Operation | null },
): Request {
  const uri = envelopes[soap]
  if (root.tag !== 'Envelope' || root.uri !== uri)
    throw new Fault(`Possible SOAP version mismatch: Envelope namespace ${root.uri} was unexpected`)
  const parts = root.nodes.map((node) => (node.uri === uri ? node.tag : `?${node.tag}`)).join()
  if (parts !== 'Header,Body') throw new Fault('The envelope must hold Header and Body')
  const [head, body] = root.nodes as [Node, Node]
  const authentication = head.nodes[0]
  if (head.nodes.length !== 1 || authentication?.tag !== header.element || authentication.uri !== namespace)
    throw new Fault(`The header must be ${header.element} of ${namespace}`)
  const who = readSequence(header.element, authentication.nodes, header.members)

  const message = body.nodes[0]
  const asked = operation ?? service.operations.get(message?.tag ?? '')
  if (!asked || body.nodes.length !== 1 || message?.tag !== asked.name || message.uri !== namespace)
    throw new Fault(`The body must hold ${asked?.name ?? 'an operation'} of ${namespace}`)
  const parameters = readSequence(asked.name, message.nodes, asked.parameters)
  // A parameter object that is left out is null there, and every operation would break on it.
  for (const { name, type } of asked.parameters)
    if (name === 'input' && types.has(type) && parameters[name] === undefined)
      throw new Fault('Object reference not set to an instance of an object.')
  return {
    service,
    operation: asked,
    user: text(who, 'User'),
    password: text(who, 'Password'),
    device: text(who, 'TwoFactorDeviceId'),
    parameters,
  }
}
