/** The published contract, docs/connectors/open-credit-api.json, for the tests of the client and of the sandbox. */
import { openApiDocument } from '../openapi.ts'

export const { breaches, requestBreaches, answerBreaches } = openApiDocument(
  new URL('../../docs/connectors/open-credit-api.json', import.meta.url),
)
