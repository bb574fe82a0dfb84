// Bundles src/index.ts into the folder given as the only argument.
import * as esbuild from "esbuild"

const [outdir] = process.argv.slice(2)
if (!outdir) {
  console.error("usage: node build.mjs OUTDIR")
  process.exit(2)
}
await esbuild.build({
  entryPoints: ["src/index.ts"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  loader: { ".css": "text" },
  legalComments: "linked",
  outdir,
  entryNames: "editor-[hash]",
})
