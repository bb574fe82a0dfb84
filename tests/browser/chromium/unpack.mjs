// Unpacks the browser of @sparticuz/chromium, with the libraries and fonts a bare machine
// lacks, into the folder TMPDIR names.
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { inflate } from "@sparticuz/chromium"

const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium")
const archives = join(dirname(entry), "..", "bin")
for (const name of ["chromium.br", "swiftshader.tar.br", "fonts.tar.br", "al2023.tar.br"]) {
  await inflate(join(archives, name))
}
