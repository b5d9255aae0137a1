import { h, set, write } from './shared.js'
import { walk } from './walk.js'

const CATEGORIES_MAX = 12

/**
 * @typedef {object} Tab
 * @property {string} key
 * @property {string} text
 * @property {import('../types.js').Filter} filter
 */

/**
 * The tabs that an attribute asks for: `all`, `unread`, `archived`, categories by name, and `*` for
 * those that are known.
 * @param {string} wanted
 * @param {string[]} categories
 * @param {(name: string) => string} say
 * @param {(category: string) => string} nameOf
 * @returns {Tab[]}
 */
export const tabsOf = (wanted, categories, say, nameOf) => {
  /** @type {Map<string, Tab>} */
  const tabs = new Map()
  const add = (/** @type {string} */ key, /** @type {string} */ text,
    /** @type {import('../types.js').Filter} */ filter) => {
    if (!tabs.has(key)) tabs.set(key, { key, text, filter })
  }
  const category = (/** @type {string} */ name) =>
    add(`c:${name}`, nameOf(name), { category: name })
  for (const word of wanted.split(/\s+/).filter(Boolean)) {
    if (word === 'all') add(word, say(word), {})
    else if (word === 'unread' || word === 'archived') add(word, say(word), { state: word })
    else if (word === '*') categories.slice(0, CATEGORIES_MAX).forEach(category)
    else category(word)
  }
  if (!tabs.size) add('all', say('all'), {})
  return [...tabs.values()]
}

/** A row of tabs for one panel. */
export class TabList {
  #choose
  #key = ''
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map()
  element = h('div', {
    part: 'tabs', role: 'tablist',
    keydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
  })

  /** @param {(key: string) => void} choose */
  constructor(choose) {
    this.#choose = choose
  }

  /**
   * @param {Tab[]} tabs
   * @param {string} chosen
   * @param {string} label
   * @param {(key: string) => string} badge a number, or nothing
   */
  show(tabs, chosen, label, badge) {
    set(this.element, 'aria-label', label)
    this.element.hidden = tabs.length < 2
    this.#key = chosen
    const keys = tabs.map(({ key }) => key)
    for (const [key, button] of this.#buttons) {
      if (keys.includes(key)) continue
      button.remove()
      this.#buttons.delete(key)
    }
    tabs.forEach((tab, i) => {
      const button = this.#button(tab.key)
      if (this.element.children[i] !== button) {
        this.element.insertBefore(button, this.element.children[i] ?? null)
      }
      const [text, count] = button.children
      write(text, tab.text)
      write(count, badge(tab.key))
      set(button, 'aria-selected', `${tab.key === chosen}`)
      set(button, 'tabindex', tab.key === chosen ? '0' : '-1')
    })
  }

  /** The id of the tab that is chosen. */
  get chosen() {
    return this.#buttons.get(this.#key)?.id
  }

  /** @param {string} key */
  #button(key) {
    const known = this.#buttons.get(key)
    if (known) return known
    const button = h('button', {
      role: 'tab', part: 'tab', id: `tab-${key}`,
      'aria-controls': 'panel', click: () => this.#choose(key),
    }, h('span', { dir: 'auto' }), h('span', { class: 'tab-count' }))
    this.#buttons.set(key, button)
    return button
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const buttons = /** @type {HTMLButtonElement[]} */ ([...this.element.children])
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target))
    const keys = this.element.matches(':dir(rtl)') ? ['Right', 'Left'] : ['Left', 'Right']
    walk(event, buttons, at, `Arrow${keys[0]}`, `Arrow${keys[1]}`)?.click()
  }
}
