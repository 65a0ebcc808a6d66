/**
 * Has V8 collect what nobody needs any more. Long work that makes much garbage lets the heap of a process that has memory to
 * spare grow far beyond what is in use, as V8 sees no reason to clean up; where memory is bounded (PERF-007) it is told.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/** Takes some 50 ms of the process: for work in the background, every few seconds. */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
