// Bundles src/index.ts into the folder given as the only argument, with the licences of
// the packages that went into it.
import { readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as esbuild from "esbuild"

const [outdir] = process.argv.slice(2)
if (!outdir) {
  console.error("usage: node build.mjs OUTDIR")
  process.exit(2)
}
const { metafile } = await esbuild.build({
  entryPoints: ["src/index.ts"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  loader: { ".css": "text" },
  metafile: true,
  outdir,
  entryNames: "editor-[hash]",
})
const folders = Object.keys(metafile.inputs).map(
  (path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
)
const licences = [...new Set(folders)].filter(Boolean).sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
  if (!file) throw new Error(`${folder} has no licence file`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`
})
writeFileSync(join(outdir, "LICENSES.txt"), licences.join(`\n${"-".repeat(72)}\n\n`))
