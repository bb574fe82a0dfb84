// Runs one linter over many texts: a JSON list of Markdown texts comes in on standard input,
// for each a list of [start, end, message] in UTF-16 code units goes out.

import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const linters = {
  async alex() {
    const { markdown } = await import('alex')
    return text =>
      markdown(text).messages.map(({ position: at, reason }) => [
        at.start.offset,
        at.end.offset,
        reason,
      ])
  },
  async 'write-good'() {
    const { default: writeGood } = await import('write-good')
    return text =>
      writeGood(text).map(({ index, offset, reason }) => [index, index + offset, reason])
  },
  async textlint() {
    const { createLinter, loadTextlintrc } = await import('textlint')
    const configFilePath = fileURLToPath(new URL('textlintrc.json', import.meta.url))
    const linter = createLinter({ descriptor: await loadTextlintrc({ configFilePath }) })
    return async text =>
      (await linter.lintText(text, 'draft.md')).messages.map(({ range, message }) => [
        ...range,
        message,
      ])
  },
}

const lint = await linters[process.argv[2]]()
const found = []
for (const text of await json(process.stdin)) found.push(await lint(text))
process.stdout.write(JSON.stringify(found))
