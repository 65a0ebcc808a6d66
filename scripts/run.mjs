/** `node scripts/run.mjs FILE ARGS…`: runs a file of the project, TypeScript or not. */
import { launch } from './launch.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) {
  process.stderr.write('Usage: node scripts/run.mjs FILE [ARGUMENT…]\n')
  process.exit(2)
}
await launch(file, args)
