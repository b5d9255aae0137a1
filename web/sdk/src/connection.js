import { delay, errorOf, isRetried } from './closing.js'
import { BelfryError } from './errors.js'
import { ask, inboxPath } from './http.js'
import { claimsOf, nameOf } from './identity.js'
import { Link } from './link.js'
import { watch } from './platform.js'
import { SocketLink } from './socket.js'
import { TabLink } from './tab-link.js'
import { TabServer } from './tab-server.js'
import { Tabs } from './tabs.js'

const TICK_MILLIS = 2_000
const OPEN_MILLIS = 10_000
const PROBE_MILLIS = 5_000
const STEADY_MILLIS = 10_000
const RENEW_MILLIS = 30_000
const TIMER_MILLIS_MAX = 2 ** 31 - 1

/** How often a WebSocket fails beside a server that is there until it counts as blocked. */
const BLOCKED = 2

/**
 * @typedef {object} Handlers
 * @property {(name: string) => void} identified told before each opening: the server and the user
 * @property {(link: Link, session: import('./types.js').Session) => void} opened
 * @property {() => void} lost
 * @property {(push: import('./types.js').Push) => void} take
 * @property {(change: import('./types.js').StateChange) => void} changed
 * @property {() => void} leaving the page goes, or may not come back
 * @property {(channel: string) => import('./feed.js').Feed} feed
 */

/** Keeps a link to the server: one after another, until it is closed or refused for good. */
export class Connection {
  /** @type {Link | undefined} */
  #link
  #open = false
  #over = false
  /** @type {Tabs | undefined} */
  #tabs
  /** @type {TabServer | undefined} */
  #tabServer
  /** Whether this tab has a connection of its own whatever the others do. */
  #alone
  #name = ''
  #blocked = 0
  /** @type {string | undefined} */
  #token
  /** Whether the token was got for the opening at hand. */
  #fresh = false
  /** @type {any} */
  #renewal
  /** Ends the wait at hand. */
  #wake = () => {}
  #asleep = false
  /** @type {any} */
  #tick
  #unwatch = () => {}

  /**
   * @param {URL} server
   * @param {import('./types.js').ConnectOptions} options
   * @param {import('./platform.js').Platform} platform
   * @param {Handlers} handlers
   */
  constructor(server, options, platform, handlers) {
    this.server = server
    this.options = options
    this.platform = platform
    this.handlers = handlers
    this.#alone = options.tabs === false || !platform.locks || !platform.BroadcastChannel
    this.#tick = setInterval(() => this.#check(), TICK_MILLIS)
    this.#unwatch = watch(platform, {
      sleep: () => this.#sleep(),
      wake: () => this.#awake(),
      online: () => this.#online(),
      offline: () => this.#probe(),
      visibility: () => this.#seen(),
    })
    this.#run()
  }

  /** The link, while it is open. */
  get link() {
    return this.#open ? this.#link : undefined
  }

  /**
   * Sends a request about the user's inbox.
   * @param {string} path below `/v1/inbox`
   * @param {RequestInit} [init]
   */
  async askInbox(path, init) {
    const token = await this.#currentToken()
    return ask(this.server, this.options, token, inboxPath(this.options, path), init)
  }

  /** Closes it for good. */
  close() {
    if (!this.#over) this.#finish()
  }

  /** @param {BelfryError} [error] */
  #finish(error) {
    this.#over = true
    clearInterval(this.#tick)
    this.#unwatch()
    this.#leaveTabs()
    this.#link?.end()
    this.#wake()
    this.handlers.changed({ state: 'closed', error })
  }

  async #run() {
    let attempt = 0
    while (!this.#over) {
      if (this.#asleep) await this.#wait({ state: 'waiting' })
      else {
        this.handlers.changed({ state: 'connecting' })
        const openedAt = await this.#opening()
        const link = /** @type {Link} */ (this.#link)
        const closing = await link.closed
        this.#lost()
        if (this.#over || closing.code === 0 || link.via === 'tab') continue
        if (!openedAt && await this.#isBlocked(link, closing)) continue
        if (openedAt && Date.now() - openedAt > STEADY_MILLIS) attempt = 0
        const error = errorOf(closing)
        if (closing.code === 4002) this.#token = undefined
        if (!isRetried(closing.code) && !this.#mayRenew(closing)) return this.#finish(error)
        const retryInMillis = delay(attempt++, closing)
        await this.#wait({ state: 'waiting', error, retryInMillis })
      }
    }
  }

  /** Opens a link; when it was open, or undefined where it was not. It may have ended since. */
  async #opening() {
    let link = new Link(() => {}) // stands for one that could not be tried
    this.#link = link
    try {
      const token = await this.#currentToken()
      await this.#identify(token)
      await this.#tabs?.decided()
      if (this.#over || this.#asleep) return link.end()
      link = this.#link = await this.#choose()
      if (this.#over || this.#asleep) link.end()
      const late = link.via !== 'tab' &&
        setTimeout(() => link.end(1006, 'no answer within 10 s'), OPEN_MILLIS)
      const { user, info } = this.options
      const session = await link.open({ token, user, info }).finally(() => clearTimeout(late || 0))
      this.#opened(link, session)
      return Date.now()
    } catch (error) {
      link.end(codeOf(error), /** @type {Error} */ (error).message)
    }
  }

  /** @param {Link} link @param {import('./types.js').Session} session */
  #opened(link, session) {
    if (link.over || this.#over) return
    this.#open = true
    session.ahead ??= Date.parse(session.time ?? '') - Date.now() || 0
    if (link.via !== 'tab') {
      link.silenceMillis = (session.ping + 10) * 1000
      this.#scheduleRenewal(link)
      if (this.#isOfCookie(session)) this.#goAlone()
      this.#tabServer?.opened(link, session)
    }
    this.handlers.opened(link, session)
    this.handlers.changed({ state: 'open', via: link.via })
  }

  #lost() {
    clearTimeout(this.#renewal)
    if (!this.#open) return
    this.#open = false
    this.#tabServer?.lost()
    this.handlers.lost()
  }

  /**
   * Whether only a cookie says who this is: another tab may have another one by now.
   * @param {import('./types.js').Session} session
   */
  #isOfCookie({ user }) {
    const { account, user: said } = this.options
    return user !== undefined && !this.#token && account === undefined && said === undefined
  }

  /**
   * Waits until it is time, or there is a reason.
   * @param {import('./types.js').StateChange} change
   */
  async #wait(change) {
    this.handlers.changed(change)
    const { retryInMillis } = change
    await new Promise((resolve) => {
      const timer = retryInMillis === undefined
        ? undefined
        : setTimeout(() => resolve(undefined), retryInMillis)
      this.#wake = () => {
        clearTimeout(timer)
        resolve(undefined)
      }
    })
    this.#wake = () => {}
  }

  /** @returns {Promise<Link>} */
  async #choose() {
    const tabs = this.#tabs
    const { take } = this.handlers
    const taking = (/** @type {import('./types.js').Push} */ push) => {
      if (push.expiring) this.#renew()
      else {
        this.#tabServer?.tell(push)
        take(push)
      }
    }
    if (tabs?.led) {
      return new TabLink(tabs, take, () => this.#goAlone())
    }
    const { WebSocket = globalThis.WebSocket } = this.options
    return WebSocket && this.#blocked < BLOCKED
      ? new SocketLink(this.server, WebSocket, taking)
      : new (await import('./stream.js')).StreamLink(this.server, this.options, taking)
  }

  /**
   * Whether a link failed since something on the way blocks WebSockets: the server is there, and
   * answers requests. Then the next try is at once, and with the second one it is an event stream.
   * @param {Link} link
   * @param {import('./types.js').Closing} closing
   */
  async #isBlocked(link, { code }) {
    if (link.via === 'stream') this.#blocked = BLOCKED - 1
    if (link.via !== 'websocket' || code !== 1006) return false
    const signal = AbortSignal.timeout(PROBE_MILLIS)
    const there = await ask(this.server, this.options, undefined, '/belfry.js', {
      method: 'HEAD', signal,
    }).then(() => true, () => false)
    this.#blocked = there ? this.#blocked + 1 : 0
    return there
  }

  // Tokens

  async #currentToken() {
    const { getToken, token } = this.options
    if (!getToken) return (this.#token = token)
    const { exp } = claimsOf(this.#token)
    this.#fresh = !this.#token || (exp !== undefined && exp * 1000 - Date.now() < RENEW_MILLIS)
    if (this.#fresh) this.#token = await getToken()
    return this.#token
  }

  /**
   * Whether it was something of this connection's that the next one does without: an old token,
   * or a frame that was too large.
   * @param {import('./types.js').Closing} closing
   */
  #mayRenew({ code }) {
    if (code === 1009) return true
    if (code !== 4500 || !this.options.getToken || this.#fresh) return false
    this.#token = undefined
    return true
  }

  /**
   * A stream is not told when its token expires; a session is, by a clock that is right.
   * @param {Link} link
   */
  #scheduleRenewal(link) {
    const { exp } = claimsOf(this.#token)
    if (link.via !== 'stream' || exp === undefined) return
    const millis = Math.max(0, exp * 1000 - Date.now() - RENEW_MILLIS)
    this.#renewal = setTimeout(() => this.#renew(), Math.min(millis, TIMER_MILLIS_MAX))
  }

  async #renew() {
    const { getToken } = this.options
    const link = this.#link
    if (!getToken || !link) return
    try {
      this.#token = await getToken()
      if (await nameOf(this.server, this.options, this.#token) !== this.#name) return link.end()
      await link.request('refresh', { token: this.#token })
      this.#scheduleRenewal(link)
    } catch {
      this.#token = undefined // the connection ends with the old one; the next asks again
    }
  }

  // Tabs

  /** @param {string | undefined} token */
  async #identify(token) {
    const name = await nameOf(this.server, this.options, token)
    if (name !== this.#name) this.#leaveTabs()
    this.#name = name
    this.handlers.identified(name)
    if (this.#alone || this.#tabs || this.#over || this.#asleep) return
    this.#tabs = new Tabs(name, this.platform, () => this.#tabsChanged())
    this.#tabServer = new TabServer(this.#tabs, this.handlers.feed)
  }

  #leaveTabs() {
    this.#tabServer?.lost()
    this.#tabs?.link?.end()
    this.#tabs?.leave()
    this.#tabs = this.#tabServer = undefined
  }

  #goAlone() {
    this.#alone = true
    this.#leaveTabs()
  }

  /** The link at hand may be of the wrong kind now. */
  #tabsChanged() {
    const { leading = false, led = false } = this.#tabs ?? {}
    if (this.#link?.via === 'tab' ? leading : led) this.#link?.end()
  }

  /** A leader that nobody sees may be slowed down or frozen at any time: it gives way. */
  #giveWay() {
    const tabs = this.#tabs
    const visible = this.#tabServer?.visibleTab()
    if (!tabs?.leading || tabs.visible || !visible) return
    this.#tabServer?.lost()
    tabs.giveWayTo(visible)
    this.#link?.end()
  }

  // The page

  #sleep() {
    this.#asleep = true
    this.handlers.leaving()
    this.#leaveTabs()
    this.#link?.end()
  }

  /** Another user may have logged in meanwhile, or nobody be. */
  #awake() {
    this.#asleep = false
    this.#token = undefined
    this.#wake()
  }

  #online() {
    this.#wake()
    if (this.#link?.via === 'stream') this.#link.end()
    else this.#probe()
  }

  #seen() {
    if (this.#tabs?.visible === false) return
    this.#wake()
    this.#check()
    this.#probe()
  }

  /** Looks whether the link is alive, and ends it if it does not answer. */
  #probe() {
    const link = this.link
    if (!link) return
    const at = Date.now()
    link.probe()
    setTimeout(() => {
      if (link.heardAt < at) link.end(1006, 'no sign of life')
    }, PROBE_MILLIS)
  }

  /** After a machine has slept, the first tick finds a silence that no timer has seen. */
  #check() {
    const link = this.#link
    const silence = Date.now() - (link?.heardAt ?? 0)
    const counts = link?.via === 'tab' ? this.#tabs?.visible : this.#open
    if (link && counts && silence > link.silenceMillis) link.end(1006, 'silence')
    if (this.#tabs?.leading) {
      this.#tabServer?.tidy()
      this.#giveWay()
    } else if (this.#tabs && link?.via !== 'tab') this.#tabs.hello()
  }
}

/** The close code that means the same. @param {unknown} error */
const codeOf = (error) => {
  if (!(error instanceof BelfryError)) return 1013
  if (error.closeCode || error.temporary) return error.closeCode ?? 1013
  return error.code === 'unauthorized' ? 4500 : 4502
}
