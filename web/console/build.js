// Writes what the server's pages run and look like, from `src`: one script and one style for all,
// and a script for the documentation.
//
//     node build.js             into the server's resources
//     node build.js --check     fails where the files there are not what it would write

import { readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const served = resolve(root, 'server/src/main/resources/dev/belfry/server/edge/http/site')

/**
 * The library is a file of the server's own, beside the pages', and loads the bell by itself.
 * @type {esbuild.Plugin}
 */
const LIBRARY = {
  name: 'library',
  setup: (build) =>
    build.onResolve({ filter: /^@belfry\/sdk$/ }, () => ({ path: './belfry.js', external: true })),
}

const { outputFiles } = await esbuild.build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'web/console/src/pages.js', out: 'console' },
    { in: 'web/console/src/pages.css', out: 'console' },
    { in: 'web/console/src/documentation.js', out: 'docs' },
  ],
  outdir: served,
  plugins: [LIBRARY],
  banner: { js: '// The pages of a Belfry server. Apache License 2.0.' },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  write: false,
})
for (const { path, text } of outputFiles) {
  if (process.argv[2] !== '--check') await writeFile(path, text)
  else if (text !== await readFile(path, 'utf8')) {
    throw new Error(`${basename(path)} is stale: run node web/console/build.js`)
  }
}
