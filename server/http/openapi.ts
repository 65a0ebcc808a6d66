/** OpenAPI 3.1 out of the contracts: schemas by zod's own JSON Schema export, named ones as components. */
import { z } from 'zod'
import type { Endpoint } from '#shared/contract.ts'
import { errorCodes } from '#shared/errors.ts'
import { type Permission, permissionLabel } from '#shared/permissions.ts'

type Json = Record<string, unknown>
export type Contracts = Record<string, Record<string, Endpoint>>

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'errors', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: errorCodes },
    detail: { type: 'string', description: 'A sentence for the user' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    requestId: { type: 'string' },
  },
}

const accessNote = ({ access, history, fresh }: Endpoint): string => {
  const who =
    access === 'public' || access === 'signed_in' || access === 'operator'
      ? {
          public: 'Needs no session.',
          signed_in: 'For every user of the company.',
          operator: 'For the platform’s own staff.',
        }[access]
      : `Needs ${(typeof access === 'string' ? [access] : (access as readonly Permission[])).map(permissionLabel).join(' or ')}.`
  const again = fresh ? ' A browser’s user who signed in long ago is asked again: `access.verify_first`.' : ''
  return history && 'event' in history
    ? `${who}${again} Leaves \`${history.event}\` in History.`
    : who + again
}

const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
const isStored = ({ download }: Endpoint): boolean => download === 'application/octet-stream'

/** Builds the document of all modules. Schemas with `.meta({ id })` become components. */
export function openapi(contracts: Contracts): Json {
  const schemas: Json = { Problem: problem }

  /** Lifts the `$defs` that zod makes of named schemas into components. */
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const {
      $schema: _,
      $defs,
      ...json
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json
    const text = (value: unknown) =>
      JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json
    for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) schemas[name] = text(definition)
    const { id, ...rest } = text(json)
    if (typeof id !== 'string') return rest
    schemas[id] = rest
    return { $ref: `#/components/schemas/${id}` }
  }

  const parameters = (schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] =>
    Object.entries(schema?.shape ?? {}).map(([name, member]) => ({
      name,
      in: place,
      required: place === 'path' || !(member as z.ZodType).safeParse(undefined).success,
      schema: schemaOf(member as z.ZodType, 'input'),
    }))

  const paths: Record<string, Json> = {}
  for (const [module, endpoints] of Object.entries(contracts)) {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const path = `/api/v1${endpoint.path.replace(/:(\w+)/g, '{$1}')}`
      ;(paths[path] ??= {})[endpoint.method.toLowerCase()] = {
        operationId: `${module}.${name}`,
        tags: [module],
        summary: endpoint.summary,
        description: accessNote(endpoint),
        ...(endpoint.access === 'public' ? { security: [] } : {}),
        ...(endpoint.access === 'operator' ? { security: [{ staff: [] }] } : {}),
        parameters: [
          ...parameters(endpoint.params, 'path'),
          ...parameters(endpoint.query, 'query'),
          ...(isStored(endpoint)
            ? [{ name: 'Range', in: 'header', schema: { type: 'string', examples: ['bytes=0-65535'] } }]
            : []),
          ...(endpoint.method === 'GET' || endpoint.access === 'public' || endpoint.access === 'operator'
            ? []
            : [
                {
                  name: 'Idempotency-Key',
                  in: 'header',
                  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
                },
              ]),
        ],
        ...(endpoint.body
          ? {
              requestBody: {
                required: true,
                content: {
                  [endpoint.form && endpoint.plain
                    ? 'application/x-www-form-urlencoded'
                    : 'application/json']: {
                    schema: schemaOf(endpoint.body, 'input'),
                  },
                },
              },
            }
          : endpoint.upload
            ? { requestBody: { required: true, description: 'The file’s bytes', content: bytes } }
            : {}),
        responses: {
          200: {
            description: isStored(endpoint) ? 'The whole file' : 'Done',
            content: isStored(endpoint)
              ? bytes
              : {
                  [endpoint.plain ?? endpoint.download ?? 'application/json']: {
                    schema: schemaOf(endpoint.response, 'output'),
                  },
                },
          },
          ...(isStored(endpoint)
            ? {
                206: { description: 'The range that was asked for', content: bytes },
                416: {
                  description: 'The file has no such range',
                  content: {
                    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
                  },
                },
              }
            : {}),
          default: {
            description: 'Refused or failed',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keyholder',
      version: '1',
      description: 'The API of one company: a session or token belongs to exactly one.',
    },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'keyholder_session' },
        staff: { type: 'apiKey', in: 'cookie', name: 'keyholder_staff' },
      },
    },
  }
}
