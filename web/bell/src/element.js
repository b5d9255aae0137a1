import { Account } from './account.js'
import { offerRegion } from './announcer.js'
import { sheet } from './dom.js'
import { Strings } from './strings.js'
import { BASE } from './styles.js'

/** Where there is no page, as in Node, the modules can still be imported. */
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {})

/** @typedef {Record<string, 'text' | 'flag'>} Attributes */

/**
 * What an element says to one inside it.
 * @typedef {object} Inner
 * @property {Account} [within]
 * @property {Strings} [texts]
 * @property {boolean} [inBell]
 */

/** @type {Attributes} */
const COMMON = {
  server: 'text',
  'token-url': 'text',
  user: 'text',
  account: 'text',
  credentials: 'flag',
  strings: 'text',
}

/** @param {string} name */
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())

/**
 * What all elements have: attributes that properties reflect, a configuration for what no attribute
 * can carry, an account that they share with others of the same user, and texts.
 */
export class BelfryElement extends Base {
  /** @type {Attributes} */
  static more = {}

  /** @returns {Attributes} */
  static get attributeKinds() {
    return { ...COMMON, ...this.more }
  }

  static get observedAttributes() {
    return [...Object.keys(this.attributeKinds), 'lang']
  }

  /** @type {import('./types.js').Configuration & Inner} */
  #configuration = {}
  /** @type {Account | undefined} */
  #account
  /** @type {(() => void) | undefined} */
  #region
  #due = false
  #textsKey = ''
  #internals
  #hear = (/** @type {import('./types.js').Change | undefined} */ change) => this.changed(change)
  texts = new Strings({}, 'en')

  /** @param {...string} css */
  constructor(...css) {
    super()
    this.shadow = this.attachShadow({ mode: 'open' })
    this.shadow.adoptedStyleSheets = [BASE, ...css].map(sheet)
    this.#internals = this.attachInternals?.()
  }

  /** The user that is shown; none before anything says who that is. */
  get accountInUse() {
    return this.#account
  }

  /** What no attribute can carry, and what an attribute can. */
  get configuration() {
    return this.#configuration
  }

  /**
   * Says what no attribute can carry. What is named replaces what was said before.
   * @param {import('./types.js').Configuration & Inner} configuration
   */
  configure(configuration) {
    this.#configuration = { ...this.#configuration, ...configuration }
    this.#later()
  }

  /** Ends the session of this user in all elements of the page: nothing stays on the screen. */
  logOut() {
    this.#account?.logOut()
  }

  connectedCallback() {
    for (const name of Object.keys(this.kinds)) {
      const property = camel(name)
      if (!Object.hasOwn(this, property)) continue
      const early = /** @type {any} */ (this)[property]
      delete (/** @type {any} */ (this)[property])
      const self = /** @type {any} */ (this)
      self[property] = early
    }
    if (!this.#configuration.inBell) this.#region ??= offerRegion(this.shadow)
    this.#later()
  }

  /** An element that is only moved is back at once. */
  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return
      this.#use(undefined)
      this.#region?.()
      this.#region = undefined
      this.gone()
    })
  }

  /** It has left the page. */
  gone() {}

  attributeChangedCallback() {
    this.#later()
  }

  get kinds() {
    return /** @type {typeof BelfryElement} */ (this.constructor).attributeKinds
  }

  /** @param {string} name of a state that `:state()` finds @param {boolean} on */
  state(name, on) {
    const states = this.#internals?.states
    if (on) states?.add(name)
    else states?.delete(name)
  }

  /**
   * Tells the page; false where it prevented what would have followed.
   * @param {string} name
   * @param {object} detail
   */
  tell(name, detail) {
    const options = { detail, bubbles: true, composed: true, cancelable: true }
    return this.dispatchEvent(new CustomEvent(`belfry-${name}`, options))
  }

  /** Looks at attributes and configuration once, however many change. */
  #later() {
    if (this.#due || !this.isConnected) return
    this.#due = true
    queueMicrotask(() => {
      this.#due = false
      if (this.isConnected) this.#look()
    })
  }

  #look() {
    this.texts = this.#configuration.texts ?? this.#readStrings()
    const text = (/** @type {string} */ name) => this.getAttribute(name) || undefined
    const server = text('server')
    const account = this.#configuration.within ?? Account.of({
      client: this.#configuration.client,
      getToken: this.#configuration.getToken,
      server: server && new URL(server, document.baseURI).href,
      tokenUrl: text('token-url'),
      user: text('user'),
      account: text('account'),
      credentials: this.hasAttribute('credentials') || undefined,
    })
    this.#use(account)
    this.update()
  }

  #readStrings() {
    const locale = /** @type {HTMLElement | null} */ (this.closest('[lang]'))?.lang || 'en'
    const key = JSON.stringify([locale, this.getAttribute('strings'), this.#configuration.strings])
    if (key === this.#textsKey) return this.texts
    this.#textsKey = key
    let given = {}
    try {
      given = JSON.parse(this.getAttribute('strings') ?? '{}')
    } catch (error) {
      console.error(`<${this.localName} strings> is not JSON`, error)
    }
    return new Strings({ ...given, ...this.#configuration.strings }, locale)
  }

  /** @param {Account | undefined} account */
  #use(account) {
    const before = this.#account
    if (before === account && !account?.out) return
    if (before) {
      this.left(before)
      before.leave(this.#hear)
    }
    this.#account = account
    if (account) {
      account.join(this.#hear)
      this.entered(account)
    }
  }

  /** @param {Account} _account whose inbox is shown from now on */
  entered(_account) {}

  /** @param {Account} _account nothing of which may stay on the screen */
  left(_account) {}

  /** Attributes, texts or the configuration have changed. */
  update() {}

  /** @param {import('./types.js').Change} [_change] of the whole inbox; none where it is another */
  changed(_change) {}
}

/**
 * Defines an element, with a property for each attribute. Elsewhere than in a page, or where the
 * name is taken, it does nothing.
 * @param {string} name
 * @param {typeof BelfryElement} element
 */
export const define = (name, element) => {
  if (!globalThis.customElements || customElements.get(name)) return
  for (const [attribute, kind] of Object.entries(element.attributeKinds)) {
    Object.defineProperty(element.prototype, camel(attribute), {
      configurable: true,
      enumerable: true,
      get() {
        return kind === 'flag' ? this.hasAttribute(attribute) : this.getAttribute(attribute) ?? ''
      },
      set(value) {
        if (attribute === 'strings' && typeof value === 'object') {
          this.configure({ strings: value ?? {} })
        } else if (value === false || value == null) {
          this.removeAttribute(attribute)
        } else {
          this.setAttribute(attribute, value === true ? '' : `${value}`)
        }
      },
    })
  }
  customElements.define(name, /** @type {any} */ (element))
}
