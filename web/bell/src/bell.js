import { announce, offerRegion } from './announcer.js'
import { BELL } from './bell-styles.js'
import { bones, h, icon, set, write } from './dom.js'
import { BelfryElement } from './element.js'
import { loadInbox } from './loader.js'
import { countInTitle } from './title.js'

/** What is handed on to the inbox in the popover. @type {import('./element.js').Attributes} */
export const INBOX_ATTRIBUTES = {
  tabs: 'text', grouped: 'flag', limit: 'text', 'no-preferences': 'flag', 'no-snooze': 'flag',
}

/** The parts of the inbox that a page can style through the bell. */
const PARTS = [
  'inbox', 'header', 'heading', 'tabs', 'tab', 'list', 'item', 'item-unread', 'title', 'body',
  'meta', 'action', 'empty', 'older', 'fresh', 'notice', 'menu',
].join()

const SLOTS = ['header', 'empty', 'footer']

/** A bell with the number of notifications, which opens the inbox. */
export class BelfryBell extends BelfryElement {
  static more = /** @type {import('./element.js').Attributes} */ ({
    badge: 'text', 'title-count': 'flag', 'app-badge': 'flag', ...INBOX_ATTRIBUTES,
  })

  #badge = h('span', { part: 'badge', 'aria-hidden': 'true', hidden: true })
  #button = h('button', {
    class: 'bell', part: 'button', 'aria-haspopup': 'dialog',
    click: (/** @type {Event} */ event) => this.#pressed(event),
    pointerenter: () => { loadInbox() }, focus: () => { loadInbox() },
    animationend: () => this.#button.classList.remove('rung'),
  }, h('slot', { name: 'icon' }, icon('bell')), this.#badge)
  #panel = h('dialog', {
    class: 'panel', part: 'popover', popover: 'auto', tabindex: '-1',
    beforetoggle: (/** @type {Event} */ event) => this.#toggling(event),
    toggle: (/** @type {Event} */ event) => this.#toggled(event),
    close: () => this.#closed(),
  })
  /** @type {BelfryElement | undefined} */
  #inbox
  #hadFocus = false
  #shown = false
  /** @type {(() => void) | undefined} */
  #dialogRegion
  #told = ''

  constructor() {
    super(BELL)
    this.#button.popoverTargetElement = this.#panel
    this.shadow.append(this.#button, this.#panel)
    this.addEventListener('belfry-close', () => this.close())
  }

  /** Opens the inbox. */
  open() {
    if (this.#isOpen()) return
    if (matchMedia('(width < 32rem)').matches) {
      this.#panel.showModal()
      this.#dialogRegion = offerRegion(this.#panel)
      this.#opened()
    } else {
      this.#panel.showPopover({ source: this.#button })
    }
  }

  /** Closes it. */
  close() {
    if (this.#panel.matches(':popover-open')) this.#panel.hidePopover()
    else if (this.#panel.open) this.#panel.close()
  }

  #isOpen() {
    return this.#panel.open || this.#panel.matches(':popover-open')
  }

  /** @param {Event} event */
  #pressed(event) {
    event.preventDefault()
    if (this.#isOpen()) this.close()
    else this.open()
  }

  /** @param {Event} event */
  #toggling(event) {
    const { newState } = /** @type {ToggleEvent} */ (event)
    if (newState === 'open') this.#opened()
    else this.#hadFocus = this.#panel.contains(this.shadow.activeElement)
  }

  /** @param {Event} event */
  #toggled(event) {
    if (/** @type {ToggleEvent} */ (event).newState === 'closed') this.#closed()
    else if (!this.#panel.contains(this.shadow.activeElement)) this.#panel.focus()
  }

  /** A popover tells of it, and so does a dialog where the browser is new enough. */
  #opened() {
    if (this.#shown) return
    this.#shown = true
    this.state('open', true)
    this.#fill()
    this.tell('toggle', { open: true })
  }

  /** Escape takes the focus back to the button; a press elsewhere does not. */
  #closed() {
    if (!this.#shown) return
    this.#shown = false
    this.state('open', false)
    this.#dialogRegion?.()
    this.#dialogRegion = undefined
    const { activeElement } = document
    const lost = !activeElement || activeElement === document.body || activeElement === this
    if (this.#hadFocus && lost && this.isConnected) this.#button.focus({ preventScroll: true })
    this.tell('toggle', { open: false })
  }

  /** Puts the inbox into the panel, once there is one. */
  async #fill() {
    if (this.#inbox) return this.#handOn()
    if (this.#panel.firstChild) return
    const rows = bones(4)
    this.#panel.append(rows)
    await loadInbox()
    if (!customElements.get('belfry-inbox')) return rows.remove()
    const inbox = /** @type {BelfryElement} */ (
      /** @type {unknown} */ (h(/** @type {any} */ ('belfry-inbox'), { exportparts: PARTS })))
    this.#inbox = inbox
    this.#handOn()
    this.update()
    rows.replaceWith(inbox)
  }

  /** Hands on what the page has put into a slot; an empty one would hide what is there without. */
  #handOn() {
    for (const name of SLOTS) {
      const slot = this.#inbox?.querySelector(`[slot=${name}]`)
      if (!this.querySelector(`:scope > [slot=${name}]`)) slot?.remove()
      else if (!slot) this.#inbox?.append(h('slot', { name, slot: name }))
    }
  }

  update() {
    const { texts } = this
    set(this.#panel, 'aria-label', texts.say('bell'))
    const inbox = this.#inbox
    for (const name of Object.keys(INBOX_ATTRIBUTES)) {
      if (inbox) set(inbox, name, this.getAttribute(name))
    }
    inbox?.configure({
      texts, within: this.accountInUse, inBell: true, categories: this.configuration.categories,
    })
    this.#show()
  }

  entered() {
    this.#show()
  }

  left() {
    this.state('ready', false)
    this.#count(0)
    this.#inbox?.configure({ within: undefined })
  }

  gone() {
    this.#dialogRegion?.()
    this.#dialogRegion = undefined
  }

  /** @param {import('./types.js').Change} [change] */
  changed(change) {
    this.#show()
    const added = change?.added ?? []
    if (!added.length) return
    announce(this.texts.say('arrived', { n: added.length, title: added[0].title }))
    this.#button.classList.add('rung')
    this.tell('arrived', { items: added })
  }

  #show() {
    const account = this.accountInUse
    if (!account) return this.#count(0)
    const { counts } = account
    this.state('ready', account.view.state === 'ready')
    this.#count(this.getAttribute('badge') === 'unseen' ? counts.unseen : counts.unread)
    const told = JSON.stringify(counts)
    if (this.#told === told) return
    this.#told = told
    this.tell('count', counts)
  }

  /** @param {number} n */
  #count(n) {
    const { texts } = this
    const kind = this.getAttribute('badge') === 'unseen' ? 'unseenCount' : 'unreadCount'
    const name = texts.say('bell') + (n ? `, ${texts.count(kind, n)}` : '')
    set(this.#button, 'aria-label', name)
    write(this.#badge, n ? texts.number(n) : '')
    set(this.#badge, 'hidden', !n)
    this.state('unread', n > 0)
    countInTitle(this, n && this.hasAttribute('title-count') ? texts.number(n) : '')
    if (this.hasAttribute('app-badge')) {
      const done = n ? navigator.setAppBadge?.(n) : navigator.clearAppBadge?.()
      done?.catch(() => {})
    }
  }
}
