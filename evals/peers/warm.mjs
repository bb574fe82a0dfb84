// Prints the milliseconds a linter takes for a file once it is warm, the fewest of many:
// node warm.mjs NAME FILE SECONDS

import { readFileSync } from 'node:fs'
import { linters } from './linters.mjs'

const [name, file, seconds] = process.argv.slice(2)
const lint = await linters[name]()
const text = readFileSync(file, 'utf8')
const until = performance.now() + Number(seconds) * 1000
let best = Infinity
do {
  const start = performance.now()
  await lint(text)
  best = Math.min(best, performance.now() - start)
} while (performance.now() < until)
console.log(best)
