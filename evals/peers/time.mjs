// Times the linter named first: a JSON list of texts comes in on standard input, the milliseconds
// it took for each go out.

import { json } from 'node:stream/consumers'
import { linters } from './linters.mjs'

const lint = await linters[process.argv[2]]()
const taken = []
for (const text of await json(process.stdin)) {
  const start = performance.now()
  await lint(text)
  taken.push(performance.now() - start)
}
process.stdout.write(JSON.stringify(taken))
