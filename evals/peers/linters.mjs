// The linters by name: each gives a function from a Markdown text to a list of
// [start, end, message], in UTF-16 code units.

import { fileURLToPath } from 'node:url'

export const linters = {
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
