// Writes the files that a server hands out: each a bundle of modules, and its source map, by which
// a debugger shows the modules as they are.
//
//     node build.js [FOLDER]     without FOLDER: that of the server's resources
//     node build.js --check      fails where the files there are not what it would write

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the server has them. */
export const served =
  resolve(root, 'server/src/main/resources/dev/belfry/server/edge/http/site')

/** What each is made of. A bundle imports others as they are named here: `./belfry.js`. */
const BUNDLES = {
  'belfry.js': 'web/sdk/src/served.js',
  'belfry-stream.js': 'web/sdk/src/stream.js',
  'belfry-bell.js': 'web/bell/src/index.js',
  'belfry-inbox.js': 'web/bell/src/inbox/index.js',
}

/** The packages, which are files beside each other here. */
const PACKAGES = {
  '@belfry/sdk': './belfry.js',
  '@belfry/bell': './belfry-bell.js',
  '@belfry/bell/inbox': './belfry-inbox.js',
}

/** What is imported only when it is needed, `import('./stream.js')`, is a bundle of its own. */
const LATER = {
  name: 'later',
  /** @param {esbuild.PluginBuild} build */
  setup: (build) => build.onResolve({ filter: /^\.\/\w+\.js$/ }, ({ kind, path }) =>
    kind === 'dynamic-import' ? { path: `./belfry-${path.slice(2)}`, external: true } : undefined),
}

/** Style sheets are texts in modules named for it; they are served without what people need. */
const STYLES = {
  name: 'styles',
  /** @param {esbuild.PluginBuild} build */
  setup: (build) => build.onLoad({ filter: /styles\.js$/ }, async ({ path }) => {
    const [before, css, after] = (await readFile(path, 'utf8')).split('`')
    const { code } = await esbuild.transform(css, { loader: 'css', minify: true, charset: 'utf8' })
    return { contents: [before, code.trim().replace(/\\/g, '\\\\'), after].join('`') }
  }),
}

const HEAD = '// Belfry, the client for browsers, Node, Deno and Bun. Apache License 2.0.'

/** @returns {Promise<Record<string, string>>} the files, by name */
export const build = async () => {
  const files = {}
  for (const [name, entry] of Object.entries(BUNDLES)) {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: name,
      alias: PACKAGES,
      external: Object.keys(BUNDLES).map((other) => `./${other}`),
      plugins: [LATER, STYLES],
      banner: { js: HEAD },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      sourcemap: 'linked',
      legalComments: 'none',
      logLevel: 'error',
      write: false,
    })
    for (const { path, text } of outputFiles) files[basename(path)] = text
  }
  return files
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = served] = process.argv.slice(2)
  for (const [name, text] of Object.entries(await build())) {
    if (folder !== '--check') {
      await mkdir(folder, { recursive: true })
      await writeFile(resolve(folder, name), text)
    } else if (text !== await readFile(resolve(served, name), 'utf8')) {
      throw new Error(`${name} is stale: run node web/sdk/build.js`)
    }
  }
}
