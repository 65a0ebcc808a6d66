/** `npm start`: starts Keyholder; scripts/start/main.ts does the work. */
import { launch } from './launch.mjs'

process.env.KEYHOLDER_LAUNCHED_AT ??= String(Date.now())
await launch('scripts/start/main.ts', process.argv.slice(2))
