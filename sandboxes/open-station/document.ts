/** The published contract, docs/connectors/open-station-api.json, for the tests of the client and of the sandbox. */
import { openApiDocument } from '../openapi.ts'

export type { Exchange } from '../openapi.ts'

export const { breaches, requestBreaches, answerBreaches } = openApiDocument(
  new URL('../../docs/connectors/open-station-api.json', import.meta.url),
)
