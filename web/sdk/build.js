// Writes the one file that a server hands out: the modules of `src` in the order in which they need
// each other, without comments, imports, types and indentation, and with short names for private
// members; and its source map, by which a debugger shows the modules as they are.
//
//     node build.js [FOLDER]     without FOLDER: that of the server's resources
//     node build.js --check      fails where the files there are not what it would write

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const served = resolve(here, '../../server/src/main/resources/dev/belfry/server/edge/http/site')
const HEAD = '// Belfry, the client for browsers, Node, Deno and Bun. Apache License 2.0.'
const TAIL = 'export { connect, Belfry, BelfryError, Subscription }'
const LINK = '//# sourceMappingURL=belfry.js.map'
const IMPORT = /^import [^']*'\.\/([^']+)'$/gm
const NAME = /^(?:export )?(?:async )?(?:const|class|function) (\w+)/gm
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * The modules that a file needs, and last the file itself.
 * @param {string} file
 * @param {Map<string, string>} found
 */
const modules = async (file, found = new Map()) => {
  if (found.has(file)) return found
  found.set(file, '')
  const text = await readFile(resolve(here, 'src', file), 'utf8')
  for (const [, needed] of text.matchAll(IMPORT)) await modules(needed, found)
  found.delete(file)
  return found.set(file, text)
}

/** The text without what only people need; each line stays where it is. @param {string} text */
const bare = (text) =>
  text
    .replace(/^ *\/\*\*[^]*?\*\/$/gm, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/\/\*\* @type [^]*?\*\/ ?/g, '')
    .replace(/^ *\/\/ .*$/gm, '')
    .replace(IMPORT, '')
    .replace(/^export \{.*$/gm, '')
    .replace(/^export /gm, '')

/** @param {number} value as a source map writes it, in base 64 of variable length */
const digits = (value) => {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    text += DIGITS[(rest & 31) | (rest > 31 ? 32 : 0)]
    rest >>= 5
  } while (rest)
  return text
}

/** A name for each private member, the shortest for the first. */
const shortNames = () => {
  const names = new Map()
  return (/** @type {string} */ name) => {
    const { size } = names
    const made = `#${DIGITS[26 + size % 26]}${Math.floor(size / 26) || ''}`
    if (!names.has(name)) names.set(name, made)
    return names.get(name)
  }
}

/** @returns {Promise<Record<string, string>>} the files, by name */
export const build = async () => {
  const sources = await modules('index.js')
  const tops = [...sources.values()]
    .flatMap((text) => [...text.matchAll(NAME)].map(([, name]) => name))
  const twice = tops.find((name, i) => tops.indexOf(name) !== i)
  if (twice) throw new Error(`two modules have a ${twice} at their top`)
  const short = shortNames()
  const lines = [HEAD]
  let mappings = ''
  let last = { source: 0, line: 0, column: 0 }
  ;[...sources.values()].forEach((text, source) => {
    bare(text).split('\n').forEach((whole, line) => {
      if (!whole.trim()) return
      const column = whole.search(/\S/)
      lines.push(whole.trim().replace(/#[a-z]\w*/gi, short))
      mappings += ';A' + digits(source - last.source) + digits(line - last.line) +
        digits(column - last.column)
      last = { source, line, column }
    })
  })
  const map = {
    version: 3,
    file: 'belfry.js',
    sources: [...sources.keys()].map((name) => `web/sdk/src/${name}`),
    sourcesContent: [...sources.values()],
    names: [],
    mappings,
  }
  return {
    'belfry.js': [...lines, TAIL, LINK, ''].join('\n'),
    'belfry.js.map': JSON.stringify(map) + '\n',
  }
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
