/** `npm run dev`: starts Keyholder for its developers, reloading what changes; scripts/dev/main.ts does the work. */
import { launch } from './launch.mjs'

process.env.KEYHOLDER_LAUNCHED_AT ??= String(Date.now())
await launch('scripts/dev/main.ts', process.argv.slice(2))
