import { h } from './shared.js'
import { Row } from './row.js'
import { walk } from './walk.js'

/** @typedef {import('../types.js').Item} Item */

/** How many rows are made in one frame. */
const ROWS_A_FRAME = 20

/**
 * How many rows are in a block. A browser passes over one that is not on the screen; to pass over
 * each row by itself takes it longer than a frame where there are thousands.
 */
const ROWS_A_BLOCK = 50

/**
 * @typedef {object} Face what a list needs to know of the inbox that it is in
 * @property {import('./row.js').Handlers} handlers
 * @property {() => import('../strings.js').Strings} texts
 * @property {(category: string) => string} nameOf
 * @property {(item: Item) => Item} shown
 */

/** The row after one. @param {Element} row @returns {Element | null | undefined} */
const after = (row) =>
  row.nextElementSibling ?? row.parentElement?.nextElementSibling?.firstElementChild

/** What the arrow keys walk to. @param {Element | null | undefined} row */
const titleOf = (row) =>
  /** @type {HTMLElement | null | undefined} */ (row?.querySelector('.title'))

/** @param {Element | null | undefined} block */
const isFull = (block) => !block || block.childElementCount >= ROWS_A_BLOCK

/** The rows of a view, in blocks. A row stays the same element for as long as its item is there. */
export class List {
  #face
  /** @type {Map<string, Row>} */
  #rows = new Map()
  /** @type {readonly Item[]} */
  #items = []
  /** @type {Map<string, import('../types.js').Group>} */
  #groups = new Map()
  /** How many rows, from the first on, are made, in their place and up to date. */
  #placed = 0
  #later = 0
  element = h('div', {
    class: 'items', role: 'list',
    keydown: (/** @type {KeyboardEvent} */ event) => this.#walk(event),
  })

  /** @param {Face} face */
  constructor(face) {
    this.#face = face
  }

  /**
   * @param {readonly Item[]} items newest first
   * @param {readonly import('../types.js').Group[]} groups
   */
  show(items, groups) {
    cancelAnimationFrame(this.#later)
    let same = 0
    while (same < this.#placed && items[same] === this.#items[same]) same++
    // Where there are only more at the end, no row is looked at again.
    const focus = same < this.#rows.size && this.#leave(items)
    this.#placed = groups.length || this.#groups.size ? 0 : same
    this.#groups = new Map(groups.map((group) => [`${group.channel} ${group.group}`, group]))
    this.#items = items
    this.#place()
    if (focus) focus()
  }

  /** Makes and updates the rows that are not up to date, a few new ones in each frame. */
  #place() {
    const items = this.#items
    const before = this.#rows.get(items[this.#placed - 1]?.id)
    let at = before ? after(before.element) : this.element.querySelector('li')
    for (let made = 0; this.#placed < items.length; this.#placed++) {
      const item = items[this.#placed]
      const known = this.#rows.get(item.id)
      if (!known && ++made > ROWS_A_FRAME) {
        this.#later = requestAnimationFrame(() => this.#place())
        break
      }
      const row = known ?? new Row(item, this.#face)
      this.#rows.set(item.id, row)
      row.update(item, this.#groups.get(`${item.channel} ${item.group}`))
      if (row.element === at) at = after(at)
      else this.#insert(row.element, at)
    }
  }

  /**
   * Puts a row before another, or at the end: into the block there, the one before it, or a new one
   * between them, the first of these that has a place.
   * @param {Element} row
   * @param {Element | null} [at]
   */
  #insert(row, at) {
    const next = at?.parentElement
    if (at && (at.previousElementSibling || !isFull(next))) {
      at.before(row)
    } else {
      let block = next ? next.previousElementSibling : this.element.lastElementChild
      if (isFull(block)) {
        block = h('ul', { role: 'none' })
        this.element.insertBefore(block, next ?? null)
      }
      block?.append(row)
    }
    const block = /** @type {HTMLElement} */ (row.parentElement)
    // How high it is taken to be, before it is known.
    block.style.containIntrinsicBlockSize = `auto ${5.5 * block.childElementCount}rem`
  }

  /**
   * Takes away the rows that are gone; one that was snoozed is, and comes anew. The focus of such a
   * one goes to that after it.
   * @param {readonly Item[]} items that stay
   */
  #leave(items) {
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode())
    const stay = new Map(items.map(({ id, createdAt }) => [id, createdAt]))
    /** @type {Set<Element>} */
    const gone = new Set()
    /** @type {Element | null | undefined} */
    let next
    for (const [id, { item, element }] of this.#rows) {
      if (stay.get(id) === item.createdAt) continue
      this.#rows.delete(id)
      gone.add(element)
      if (element.contains(activeElement)) next = element
    }
    const lost = next
    while (next && gone.has(next)) next = after(next)
    for (const row of gone) {
      const block = /** @type {Element} */ (row.parentElement)
      row.remove()
      if (!block.firstChild) block.remove()
    }
    return () => lost && titleOf(next ?? this.element.lastElementChild?.lastElementChild)
      ?.focus({ preventScroll: true })
  }

  /** @param {number} now */
  tick(now) {
    for (const row of this.#rows.values()) row.tick(now)
  }

  /** Nothing stays. */
  clear() {
    cancelAnimationFrame(this.#later)
    this.#placed = 0
    this.#rows.clear()
    this.element.replaceChildren()
  }

  /** The arrow keys go from title to title. @param {KeyboardEvent} event */
  #walk(event) {
    const titles = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll('.title')])
    const title = titleOf(/** @type {Element} */ (event.target).closest('li'))
    const at = titles.indexOf(/** @type {HTMLElement} */ (title))
    if (walk(event, titles, at)) event.stopPropagation()
  }
}
