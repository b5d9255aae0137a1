import { bones, h, icon, set, write } from './shared.js'

/**
 * @typedef {object} Presses
 * @property {() => void} back
 * @property {() => void} readAll
 * @property {() => void} more
 * @property {() => void} close
 * @property {() => void} toTop
 * @property {() => void} older
 * @property {() => void} retry
 */

/** @param {string} name @param {string} kind @param {() => void} click */
const tool = (name, kind, click) =>
  h('button', { class: `tool ${kind}`, click }, icon(name))

/** What an inbox consists of, around its rows. */
export class Frame {
  heading = h('h2', { part: 'heading', id: 'heading' })
  top = h('div', { class: 'top' })
  bones = bones(5)
  #emptyTitle = h('p', { class: 'empty-title' })
  #emptyHint = h('p', { class: 'empty-hint' })
  empty = h('div', { part: 'empty', hidden: true },
    h('slot', { name: 'empty' }, icon('bell'), this.#emptyTitle, this.#emptyHint))
  #failure = h('p', { class: 'empty-title' })
  offline = h('p', { class: 'offline', hidden: true })

  /**
   * @param {Presses} presses
   * @param {HTMLElement} tabs
   * @param {HTMLElement} list
   * @param {HTMLElement} notice
   */
  constructor(presses, tabs, list, notice) {
    this.tabs = tabs
    this.back = tool('back', 'back', presses.back)
    this.readAll = tool('checks', 'read-all', presses.readAll)
    this.more = tool('dots', 'more', presses.more)
    this.close = tool('close', 'close', presses.close)
    this.fresh = h('button', {
      part: 'fresh', hidden: true, click: presses.toTop,
    })
    this.older = h('button', {
      part: 'older', hidden: true, click: presses.older,
    })
    this.retry = h('button', { class: 'button first', click: presses.retry })
    this.failed = h('div', { class: 'empty failed', hidden: true },
      icon('warning'), this.#failure, this.retry)
    this.panel = h('div', {
      class: 'panel', part: 'list', id: 'panel', role: 'tabpanel', tabindex: '0',
    }, this.top, this.fresh, this.offline, this.bones, list, this.empty, this.failed, this.older)
    set(this.more, 'aria-haspopup', 'menu')
    this.element = h('section', { part: 'inbox', 'aria-labelledby': 'heading' },
      h('header', { part: 'header' }, this.back, this.heading,
        h('slot', { name: 'header' }), this.readAll, this.more, this.close),
      tabs, this.panel, notice, h('slot', { name: 'footer' }))
    this.back.hidden = true
  }

  /** @param {import('../strings.js').Strings} texts */
  label(texts) {
    for (const [button, name] of /** @type {[HTMLElement, string][]} */ ([
      [this.back, 'back'], [this.readAll, 'markAllRead'], [this.more, 'menu'],
      [this.close, 'close'],
    ])) {
      set(button, 'aria-label', texts.say(name))
      set(button, 'title', texts.say(name))
    }
    write(this.older, texts.say('older'))
    write(this.#failure, texts.say('failed'))
    write(this.retry, texts.say('retry'))
    write(this.offline, texts.say('offline'))
  }

  /**
   * @param {import('../strings.js').Strings} texts
   * @param {import('../types.js').Filter} filter
   */
  say(texts, { state }) {
    const name = state === 'unread' ? 'emptyUnread' :
      state === 'archived' ? 'emptyArchived' : 'empty'
    write(this.#emptyTitle, texts.say(name))
    write(this.#emptyHint, texts.say(`${name}Hint`))
  }

  /**
   * Shows the list, or another element in its place.
   * @param {HTMLElement | undefined} other
   */
  swap(other) {
    this.element.querySelector('belfry-preferences')?.remove()
    if (other) this.panel.after(other)
    this.panel.hidden = Boolean(other)
    this.back.hidden = !other
    for (const one of [this.readAll, this.more]) one.hidden = Boolean(other)
  }
}
