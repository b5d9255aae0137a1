// Writes docs/reference/javascript-types.md from the types of this package: what `index.js`
// exports, and all that this names.
//
//     node reference.js

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The page. */
export const file =
  fileURLToPath(new URL('../../docs/reference/javascript-types.md', import.meta.url))

const HEAD = `# JavaScript types

What [\`belfry.js\`](javascript.md) and the package in [\`web/sdk\`](../../web/sdk) export, for a
look at one call. [The JavaScript client](javascript.md) explains how they behave. This page
is written from the types, by \`node web/sdk/reference.js\`.
`
const CLASSES =
  { Belfry: 'client', Subscription: 'subscription', Inbox: 'inbox', BelfryError: 'errors' }
const COMMENT = /\/\*\*([^]*?)\*\//g

/** @typedef {{ name: string, text: string }} Tag */

/** A comment as its text and its tags. @param {string} comment */
const parsed = (comment) => {
  const lines = comment.replace(/^[ \t]*\* ?/gm, '').replace(/\s*\n\s*(?!\n|@)/g, ' ').trim()
  const [text = '', ...tags] = lines.split(/(?:^|\s)@(?=\w)/)
  return {
    text: text.trim(),
    tags: tags.map((tag) => {
      const [, name = '', rest = ''] = /^(\w+)\s*([^]*)$/.exec(tag) ?? []
      return { name, text: withoutType(rest) }
    }),
  }
}

/** `{type} [name] text` without the type, whatever braces it has. @param {string} text */
const withoutType = (text) => {
  if (!text.startsWith('{')) return text.trim()
  let depth = 0
  const end = [...text].findIndex((char) =>
    (depth += char === '{' ? 1 : char === '}' ? -1 : 0) === 0)
  return text.slice(end + 1).trim()
}

/** @param {string} type */
const short = (type) =>
  type.replace(/import\(["'][^"']+["']\)\./g, '').replace(/"/g, "'").replace(/\s+/g, ' ').trim()

/** @param {string} text */
const cell = (text) => text.replace(/\|/g, '\\|')

/** The members of a body: each with the comment before it. @param {string} body */
function* members(body) {
  let comment = ''
  let depth = 0
  let text = ''
  for (const part of body.split(/(\/\*\*[^]*?\*\/|[{}();])/)) {
    if (part.startsWith('/**')) {
      if (!comment || !/@(overload|param)/.test(part)) comment = part.slice(3, -2)
      continue
    }
    depth += '{('.includes(part) && part ? 1 : '})'.includes(part) && part ? -1 : 0
    if (part !== ';' || depth) {
      text += part
      continue
    }
    yield { comment: parsed(comment), declared: short(text) }
    comment = ''
    text = ''
  }
}

/**
 * What stands between the braces that are opened at a place.
 * @param {string} text
 * @param {number} at
 */
const body = (text, at) => {
  let depth = 0
  for (let end = at; ; end++) {
    if (text[end] === '{') depth++
    if (text[end] === '}' && !--depth) return text.slice(at + 1, end)
  }
}

/** @typedef {{ comment: ReturnType<typeof parsed>, declared: string }} Member */

const ITERATED = '[Symbol.asyncIterator]()'

/** A method with all its forms. @param {Member[]} forms */
const call = (forms) => {
  const { comment, declared } = /** @type {Member} */ (forms[0])
  const name = /^\w+/.exec(declared)?.[0] ?? 'for await'
  const params = comment.tags.filter((tag) => tag.name === 'param')
    .map(({ text }) => /^\[?(\w+)\]?\s+([^]+)$/.exec(text))
    .flatMap((found) => found ? [`- \`${found[1]}\`: ${found[2]}`] : [])
  const returns = comment.tags.find((tag) => tag.name === 'returns' && tag.text)?.text
  return [
    `### ${name}`,
    block(...forms.map((form) =>
      form.declared.replace(ITERATED, 'for await (const message of subscription)'))),
    comment.text,
    [...params, ...returns ? [`- the result: ${returns}`] : []].join('\n'),
  ].filter(Boolean).join('\n\n')
}

/** Beside each other, forms of one method are one. @param {Member[]} members */
const calls = (members) => {
  /** @type {Map<string, Member[]>} */
  const named = new Map()
  for (const member of members) {
    const [name = ''] = member.declared.split('(', 1)
    named.set(name, [...named.get(name) ?? [], member])
  }
  return [...named.values()].map(call)
}

/** @param {string[]} lines */
const block = (...lines) => ['```ts', ...lines, '```'].join('\n')

/** @param {string} declarations @param {string} name */
const classPage = (declarations, name) => {
  const start = declarations.indexOf(`export declare class ${name} `)
  const before = [...declarations.slice(0, start).matchAll(COMMENT)].at(-1)?.[1] ?? ''
  const [head = '', told = ''] =
    /^.* extends (?:Emitter<\{([^}]*)\}>|\w+) /.exec(declarations.slice(start)) ?? []
  const events = [...told.matchAll(/(\w+): ([^;]+);/g)]
  const all = [...members(body(declarations, start + head.length))].filter(({ declared }) =>
    !/^(#|constructor|static|protected|options\b)/.test(declared))
  const isField = (/** @type {Member} */ { declared }) => /^(get |\w+\??:)/.test(declared)
  return [
    `## ${name}`,
    parsed(before).text,
    table('property', all.filter(isField).map(({ comment, declared }) => {
      const [, property = '', type = ''] = /^(?:get )?(\w+)\??(?:\(\))?: (.*)$/.exec(declared) ?? []
      return [property, type, comment.text]
    })),
    events.length ? '`on(name, listener)` listens, and returns a function that ends it:' : '',
    table('event', events.map(([, event = '', type = '']) => [event, short(type), ''])),
    ...calls(all.filter((member) => !isField(member))),
  ].filter(Boolean).join('\n\n')
}

/** @param {string} what @param {string[][]} rows */
const table = (what, rows) => rows.length
  ? [`| ${what} | type | |`, '|---|---|---|', ...rows.map(([name, type = '', text = '']) =>
    `| \`${name}\` | \`${cell(type)}\` | ${cell(text)} |`)].join('\n') : ''

/** What the types are, by their names. @param {string} declarations */
const typesIn = (declarations) => new Map(
  [...declarations.matchAll(/^export type (\w+) = ([^]*?);$(?=\n(?:export|\/\*\*))/gm)]
    .map(([, name = '', type = '']) => [name, type]))

/** What is said of the types. @param {string} declarations */
const textsIn = (declarations) => new Map(
  [...declarations.matchAll(COMMENT)].map(([, comment = '']) => parsed(comment))
    .flatMap(({ text, tags }) => {
      const [, name, after] = /^(\w+)\s*([^]*)$/.exec(
        tags.find((tag) => tag.name === 'typedef')?.text ?? '') ?? []
      return name ? [[name, text || after || '']] : []
    }))

/** @param {string} name @param {string} type @param {string} text */
const typePage = (name, type, text) => {
  const rows = type.startsWith('{') && body(type, 0).length === type.length - 2
    ? [...members(body(type, 0))].map(({ comment, declared }) => {
      const [, member = '', of = ''] = /^(\w+\??): ([^]*)$/.exec(declared) ?? []
      return [member, of, comment.text]
    }) : []
  return [`### ${name}`, text, rows.length ? table('member', rows) : block(short(type))]
    .filter(Boolean).join('\n\n')
}

/**
 * @param {string} folder that of the declarations
 * @returns {string} the page
 */
export const reference = (folder) => {
  const read = (/** @type {string} */ name) => readFileSync(join(folder, `${name}.d.ts`), 'utf8')
  const index = read('index')
  const declared = read('types')
  const types = typesIn(declared)
  const texts = textsIn(declared)
  const connects = [...index.matchAll(/^export declare function (connect[^]*?;)$/gm)]
  const source = readFileSync(join(here, 'src/index.js'), 'utf8')
  const connect = ['## connect',
    block(...connects.map(([, one = '']) => short(one).replace(/;$/, ''))),
    parsed(/\/\*\*([^]*?)\*\//.exec(source)?.[1] ?? '').text].join('\n\n')
  const classes = Object.entries(CLASSES).map(([name, module]) => classPage(read(module), name))
  const wanted = new Set([...index.matchAll(/^export type (\w+)/gm)].map(([, name = '']) => name))
  for (const name of wanted) {
    for (const [other] of (types.get(name) ?? '').matchAll(/\b[A-Z]\w+/g)) {
      if (types.has(other)) wanted.add(other)
    }
  }
  for (const [other] of classes.join().matchAll(/\b[A-Z]\w+/g)) {
    if (types.has(other)) wanted.add(other)
  }
  const named = [...wanted].filter((name) => types.has(name)).sort()
    .map((name) => typePage(name, types.get(name) ?? '', texts.get(name) ?? ''))
  return [HEAD.trim(), connect, ...classes, '## Types', ...named].join('\n\n') + '\n'
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-types-'))
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project',
      'tsconfig.types.json', '--outDir', folder], { cwd: here, stdio: 'inherit' })
    writeFileSync(file, reference(folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
