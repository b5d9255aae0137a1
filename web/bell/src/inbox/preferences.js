import { BelfryElement, bones, h, icon, set, write } from './shared.js'
import { CategoryNames } from './categories.js'
import { PREFERENCES } from './preferences-styles.js'

/** @typedef {import('../types.js').Preferences[string]} Preference */

const KINDS = /** @type {const} */ (['inbox', 'push'])

/** What a user wants of each category, to switch on and off. */
export class BelfryPreferences extends BelfryElement {
  static more = /** @type {import('../element.js').Attributes} */ ({
    kinds: 'text', 'no-heading': 'flag',
  })

  /** @type {Record<string, Preference> | undefined} */
  #known
  #broken = false
  #generation = 0
  /** @type {(() => void) | undefined} */
  #listening
  #names = new CategoryNames(() => this.texts, () => this.configuration.categories)
  #heading = h('h2', { part: 'heading' })
  #table = h('table', { part: 'table' })
  #bones = bones(3)
  #said = h('p', { class: 'said', hidden: true })
  #retry = h('button', { class: 'retry', hidden: true, click: () => this.#read() })

  constructor() {
    super(PREFERENCES)
    this.shadow.append(this.#heading, this.#bones, this.#table, this.#said, this.#retry)
  }

  entered() {
    this.#listening = this.accountInUse?.client.on('preferences', () => this.#read())
    this.#read()
  }

  left() {
    this.#listening?.()
    this.#known = undefined
    this.#names.forget()
    this.#generation++
    this.#render()
  }

  changed() {
    if (this.accountInUse?.out) this.left()
    else if (this.#names.meet(this.accountInUse?.view.items ?? [])) this.#render()
  }

  async #read() {
    const account = this.accountInUse
    const generation = ++this.#generation
    if (!account || account.out) return
    this.#broken = false
    try {
      const categories = await account.client.preferences()
      if (generation !== this.#generation) return
      this.#known = categories
    } catch {
      if (generation !== this.#generation) return
      this.#broken = true
    }
    this.#render()
  }

  update() {
    this.#render()
  }

  get #kinds() {
    const wanted = this.getAttribute('kinds')?.split(/\s+/)
    return KINDS.filter((kind) => !wanted || wanted.includes(kind))
  }

  #render() {
    const { texts } = this
    const known = this.#known
    this.#names.meet(this.accountInUse?.view.items ?? [])
    this.#names.meet(Object.keys(known ?? {}).map((category) => ({ category })))
    const rows = known ? this.#names.names : []
    write(this.#heading, texts.say('preferences'))
    this.#heading.hidden = this.hasAttribute('no-heading')
    this.#bones.hidden = Boolean(known) || this.#broken || !this.accountInUse
    this.#table.hidden = !rows.length
    this.#said.hidden = !(this.#broken || known && !rows.length)
    write(this.#said, texts.say(this.#broken ? 'preferencesFailed' : 'noPreferences'))
    this.#retry.hidden = !this.#broken
    write(this.#retry, texts.say('retry'))
    this.#fill(rows)
  }

  /** @param {string[]} rows names of categories */
  #fill(rows) {
    const { activeElement } = this.shadow
    const focused = activeElement?.id
    const say = (/** @type {string} */ name) => this.texts.say(name)
    const head = h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, say('category')),
      ...this.#kinds.map((kind) =>
        h('th', { scope: 'col' }, say(kind === 'inbox' ? 'inInbox' : 'inPush')))))
    this.#table.replaceChildren(head, h('tbody', {}, ...rows.map((name) => this.#row(name))))
    if (focused) this.shadow.getElementById(focused)?.focus()
  }

  /** @param {string} name */
  #row(name) {
    const wanted = this.#known?.[name] ?? {}
    const title = this.#names.title(name)
    const locked = this.texts.say('locked')
    const note = wanted.locked && h('span', { class: 'locked' }, icon('lock'), locked)
    return h('tr', {}, h('th', { scope: 'row' }, h('bdi', {}, title), note),
      ...this.#kinds.map((kind) => h('td', {}, this.#switch(name, kind, title, wanted))))
  }

  /**
   * @param {string} name
   * @param {'inbox' | 'push'} kind
   * @param {string} title
   * @param {Preference} wanted
   */
  #switch(name, kind, title, wanted) {
    const input = h('input', {
      type: 'checkbox', role: 'switch', part: 'switch', id: `${kind} ${name}`,
      'aria-label': `${title}: ${this.texts.say(kind === 'inbox' ? 'inInbox' : 'inPush')}`,
      change: () => this.#wish(name, kind, input),
    })
    input.checked = wanted[kind] !== false
    input.disabled = Boolean(wanted.locked)
    return input
  }

  /**
   * @param {string} name
   * @param {'inbox' | 'push'} kind
   * @param {HTMLInputElement} input
   */
  async #wish(name, kind, input) {
    const { checked } = input
    const before = this.#known?.[name] ?? {}
    this.#known = { ...this.#known, [name]: { ...before, [kind]: checked } }
    try {
      await this.accountInUse?.client.setPreferences({ [name]: { [kind]: checked } })
      this.tell('preferences', { category: name, [kind]: checked })
    } catch (error) {
      if (this.#known) this.#known = { ...this.#known, [name]: before }
      input.checked = before[kind] !== false
      this.tell('error', { error })
      set(this.#said, 'hidden', false)
      write(this.#said, this.texts.say('notSaved'))
    }
  }
}
