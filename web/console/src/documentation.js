import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import { copyButton, h } from './dom.js'

const PLACE = new URL('.', import.meta.url).pathname
const CONTENTS = 'README.md'

/** The name of a heading in a link, as GitHub makes it. @param {string} text */
const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-')

/** A text's tree as elements. Markup in it is text; what it links to must be here or elsewhere. */
class Page {
  /** @type {Map<string, number>} */
  #names = new Map()
  #pages

  /** @param {Set<string>} pages those that there are */
  constructor(pages) {
    this.#pages = pages
  }

  /** @param {any} node @returns {any[]} */
  children(node) {
    return node.children.map((/** @type {any} */ child) => this.element(child))
  }

  /** @param {any} node @returns {any} */
  element(node) {
    switch (node.type) {
      case 'root': return h('article', {}, this.children(node))
      case 'paragraph': return h('p', {}, this.children(node))
      case 'heading': return this.#heading(node)
      case 'strong': return h('strong', {}, this.children(node))
      case 'emphasis': return h('em', {}, this.children(node))
      case 'inlineCode': return h('code', {}, node.value)
      case 'code': return code(node.value, /^examples\/\S+/.exec(node.meta ?? '')?.[0])
      case 'blockquote': return h('blockquote', {}, this.children(node))
      case 'thematicBreak': return h('hr')
      case 'break': return h('br')
      case 'list': return h(node.ordered ? 'ol' : 'ul', { start: node.start ?? undefined },
        this.children(node))
      case 'listItem': return h('li', {}, node.children.map((/** @type {any} */ child) =>
        !node.spread && child.type === 'paragraph' ? h('span', {}, this.children(child))
          : this.element(child)))
      case 'table': return this.#table(node)
      case 'link': return this.#link(node)
      case 'image': return this.#image(node)
      default: return node.value ?? ''
    }
  }

  /** @param {any} node */
  #heading(node) {
    const made = h(`h${node.depth}`, {}, this.children(node))
    const name = slug(made.textContent)
    const before = this.#names.get(name) ?? 0
    this.#names.set(name, before + 1)
    made.id = before ? `${name}-${before}` : name
    return made
  }

  /** @param {any} node */
  #table(node) {
    const [head, ...rows] = node.children
    const cells = (/** @type {any} */ row, /** @type {string} */ name) =>
      h('tr', {}, row.children.map((/** @type {any} */ cell) =>
        h(cell.children.length ? name : 'td', {}, this.children(cell))))
    // A table that only lays out has an empty head in Markdown, and none here.
    const headed = head.children.some((/** @type {any} */ cell) => cell.children.length)
    return h('div', { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Table' },
      h('table', {}, headed ? h('thead', {}, cells(head, 'th')) : '',
        h('tbody', {}, rows.map((/** @type {any} */ row) => cells(row, 'td')))))
  }

  /** @param {any} node */
  #link(node) {
    const url = new URL(node.url, location.href)
    const inside = url.origin === location.origin && url.pathname.startsWith(PLACE)
      && this.#pages.has(url.pathname.slice(PLACE.length))
    const outside = /^https?:$/.test(url.protocol) && url.origin !== location.origin
    if (!inside && !outside) return h('span', {}, this.children(node))
    return h('a', { href: url.href, ...(outside && { rel: 'noreferrer' }) }, this.children(node))
  }

  /** @param {any} node */
  #image(node) {
    const url = new URL(node.url, location.href)
    return url.origin === location.origin
      ? h('img', { src: url.href, alt: node.alt ?? '' }) : node.alt ?? ''
  }
}

/** @param {string} text @param {string} [file] where it is in the project */
const code = (text, file) => h('div', { class: 'sample' },
  file ? h('p', { class: 'file' }, h('code', {}, file)) : '',
  h('pre', { class: 'code', tabindex: 0, 'aria-label': file ?? 'Example' }, text),
  copyButton(() => text, 'Copy this example'))

/**
 * The decisions, which the page of contents does not name.
 * @param {{ path: string, title: string }[]} pages
 */
const decisions = (pages) => [
  h('h2', {}, 'Decisions'),
  h('ul', {}, pages.filter(({ path }) => path.startsWith('adr/'))
    .map(({ path, title }) => h('li', {}, h('a', { href: PLACE + path }, title)))),
]

/** @param {string} path */
async function read(path) {
  const answer = await fetch(path, { headers: { Accept: 'text/markdown, application/json' } })
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return answer.text()
}

async function show() {
  const pages = JSON.parse(await read(`${PLACE}index.json`))
  const known = new Set(pages.map((/** @type {{ path: string }} */ { path }) => path))
  const path = location.pathname === PLACE ? PLACE + CONTENTS : location.pathname
  const shown = new Page(known).element(fromMarkdown(await read(path), {
    extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()],
  }))
  if (path === PLACE + CONTENTS) shown.append(...decisions(pages))
  document.querySelector('#page')?.replaceChildren(shown)
  document.title = `${shown.querySelector('h1')?.textContent ?? 'Documentation'} · Belfry`
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
}

show().catch((/** @type {Error} */ error) => {
  document.querySelector('#page')?.replaceChildren(
    h('p', { class: 'error', role: 'alert' }, `The page can't be shown: ${error.message}`))
})
