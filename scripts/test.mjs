/** `npm test`: proves that Keyholder works; scripts/test/main.ts does the work. */
import { launch } from './launch.mjs'

process.env.KEYHOLDER_LAUNCHED_AT ??= String(Date.now())
await launch('scripts/test/main.ts', process.argv.slice(2))
