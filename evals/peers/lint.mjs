// Runs the linter named first over texts: a JSON list of them comes in on standard input, a list
// of what it said of each goes out.

import { json } from 'node:stream/consumers'
import { linters } from './linters.mjs'

const lint = await linters[process.argv[2]]()
const found = []
for (const text of await json(process.stdin)) found.push(await lint(text))
process.stdout.write(JSON.stringify(found))
