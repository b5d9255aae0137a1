import { h, icon } from './shared.js'
import { walk } from './walk.js'

/**
 * @typedef {object} Entry a choice; without `run`, the heading of those below it
 * @property {string} text
 * @property {string} [icon]
 * @property {() => void} [run]
 */

/** A menu that appears beside a button; the arrow keys walk through it. */
export class Menu {
  /** @type {HTMLElement | undefined} */
  #button
  element = h('div', {
    part: 'menu', role: 'menu', popover: 'auto',
    keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    toggle: (/** @type {Event} */ event) => this.#toggled(/** @type {ToggleEvent} */ (event)),
  })

  /**
   * @param {HTMLElement} button
   * @param {string} label
   * @param {Entry[]} entries
   */
  open(button, label, entries) {
    if (this.element.matches(':popover-open')) this.element.hidePopover()
    this.#button = button
    button.classList.add('anchor')
    this.element.setAttribute('aria-label', label)
    this.element.replaceChildren(...entries.map((entry) => this.#entry(entry)))
    this.element.showPopover({ source: button })
    this.#items[0]?.focus()
  }

  /** @param {Entry} entry */
  #entry({ text, icon: name, run }) {
    if (!run) return h('div', { class: 'menu-heading', role: 'presentation' }, text)
    const click = () => {
      this.close()
      run()
    }
    return h('button', {
      role: 'menuitem', class: 'menu-item', tabindex: '-1', click,
    }, icon(name ?? 'dot'), h('span', {}, text))
  }

  close() {
    if (this.element.matches(':popover-open')) this.element.hidePopover()
  }

  /** @returns {HTMLElement[]} */
  get #items() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll('button'))]
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items
    const at = items.indexOf(/** @type {HTMLElement} */ (event.target))
    if (event.key === 'Tab') this.close()
    walk(event, items, at)
  }

  /** @param {ToggleEvent} event */
  #toggled({ newState }) {
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode())
    const lost = !activeElement || this.element.contains(activeElement)
    if (newState === 'open') return
    this.#button?.classList.remove('anchor')
    if (lost) this.#button?.focus({ preventScroll: true })
  }
}
