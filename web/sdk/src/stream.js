import { BelfryError } from './errors.js'
import { readEvents } from './events.js'
import { Link } from './link.js'
import { isPosition } from './position.js'

const CHANNELS_PER_STREAM = 32
const BATCH_MESSAGES = 50
const PRESENCE_MILLIS = 10_000
const SETTLE_MILLIS = 20
const TEMPORARY = new Set(['unavailable', 'rate-limited'])

/** @type {Record<number, number>} the close code that says the same as a status */
const CODES = { 401: 4500, 403: 4502, 429: 4004 }

/**
 * Event streams for what comes, and requests for the rest: where WebSockets are blocked, or there
 * are none. Streams are read by `fetch`, which can send a token in a header; an EventSource
 * can't.
 */
export class StreamLink extends Link {
  /** @type {Map<string, { position: string, presence: boolean | 'count' | undefined }>} */
  #channels = new Map()
  /** @type {{ body: object, resolve: (ok: any) => void, reject: (error: any) => void }[]} */
  #publishes = []
  #publishing = false
  #streams = new AbortController()
  #requests = new AbortController()
  /** @type {string | undefined} */
  #token
  /** @type {any} */
  #restart
  /** @type {any} */
  #presence

  /**
   * @param {URL} server
   * @param {typeof globalThis.fetch} fetch
   * @param {boolean} credentials
   * @param {(push: import('./types.js').Push) => void} take
   */
  constructor(server, fetch, credentials, take) {
    super(take)
    this.via = /** @type {const} */ ('stream')
    this.server = server
    this.fetch = fetch
    this.credentials = credentials
    this.#presence = setInterval(() => this.#pollPresence(), PRESENCE_MILLIS)
  }

  /** @override @param {import('./types.js').Hello} hello */
  async open({ token }) {
    this.#token = token
    await this.#ask('/belfry.js', { method: 'HEAD', cache: 'no-store' })
    return { ping: 25 }
  }

  /**
   * @override
   * @param {string} name
   * @param {object} body
   * @param {(ok: any) => void} resolve
   * @param {(error: any) => void} reject
   */
  ask(name, body, resolve, reject) {
    this.request(name, body).then(resolve, reject)
  }

  /** @override @param {string} name @param {any} body @returns {Promise<any>} */
  async request(name, body) {
    if (this.over) throw new BelfryError('unavailable', 'not connected', true)
    const { channel } = body
    switch (name) {
      case 'subscribe':
        return this.#subscribe(body)
      case 'unsubscribe':
        this.#channels.delete(channel)
        return this.#restartSoon()
      case 'publish':
        return new Promise((resolve, reject) => {
          this.#publishes.push({ body, resolve, reject })
          this.#publish()
        })
      case 'history':
        return this.#json(`${pathOf('/notifications', channel)}?${queryOf(body)}`)
      case 'presence':
        return this.#json(pathOf('/v1/presence', channel))
      case 'refresh':
        this.#token = body.token
        return this.#restartSoon()
      case 'ping':
        return this.#ask('/belfry.js', { method: 'HEAD', cache: 'no-store' })
    }
    throw new BelfryError('bad-request', `${name} needs a WebSocket`)
  }

  /** @override */
  release() {
    this.#streams.abort()
    this.#requests.abort()
    clearTimeout(this.#restart)
    clearInterval(this.#presence)
  }

  /**
   * A channel joins the streams at a position, since streams of several channels have one for each.
   * What begins elsewhere is asked for its position first: a stream says so in its first block.
   * @param {{ channel: string, since?: string, presence?: boolean | 'count' }} command
   */
  async #subscribe({ channel, since, presence }) {
    const from = isPosition(since)
      ? /** @type {string} */ (since)
      : await this.#beginning(channel, since)
    this.#channels.set(channel, { position: from, presence })
    this.#restartSoon()
    if (presence) this.#pollPresence()
    return { from, position: from, recovered: true }
  }

  /** @param {string} channel @param {string} [since] @returns {Promise<string>} */
  async #beginning(channel, since) {
    const query = new URLSearchParams(since === undefined ? { channel } : { channel, since })
    const stop = new AbortController()
    const response = await this.#ask(`/notifications?${query}`, {
      headers: { Accept: 'text/event-stream' },
      signal: AbortSignal.any([stop.signal, this.#requests.signal]),
    })
    /** @type {string | undefined} */
    let from
    await readEvents(/** @type {ReadableStream} */ (response.body), ({ id }) => {
      from ??= id
      stop.abort()
    }).catch(() => {})
    if (from) return from
    throw new BelfryError('unavailable', 'the server takes no streams now', true)
  }

  /** The streams begin anew, from where each channel is, after changes that come together. */
  #restartSoon() {
    clearTimeout(this.#restart)
    this.#restart = setTimeout(() => {
      this.#streams.abort()
      this.#streams = new AbortController()
      const channels = [...this.#channels.keys()]
      while (channels.length) {
        this.#stream(channels.splice(0, CHANNELS_PER_STREAM), this.#streams.signal)
      }
    }, SETTLE_MILLIS)
    return {}
  }

  /** @param {string[]} channels @param {AbortSignal} signal */
  async #stream(channels, signal) {
    const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join('&')
    const positions = channels.map((channel) => this.#channels.get(channel)?.position)
    let blocks = 0
    let closing = { code: 1006, reason: '' }
    try {
      const response = await this.#ask(`/notifications?${query}`, {
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': positions.join() },
        signal,
      })
      await readEvents(/** @type {ReadableStream} */ (response.body), (event) => {
        if (signal.aborted) return
        this.heardAt = Date.now()
        if (event.retry && blocks++) closing = leaving(event.retry)
        if (event.data) this.#takeEvent(event.event || 'message', JSON.parse(event.data))
      })
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof BelfryError && error.closeCode) closing.code = error.closeCode
    }
    if (!signal.aborted) this.end(closing.code, closing.reason)
  }

  /** @param {string} name @param {any} value */
  #takeEvent(name, value) {
    const channel = this.#channels.get(value.channel)
    if (name === 'unsubscribed') this.#channels.delete(value.channel)
    else if (channel) channel.position = value.position
    this.receive({ [name]: value })
  }

  /** One request at a time, so that publishes keep their order. */
  async #publish() {
    if (this.#publishing) return
    this.#publishing = true
    while (this.#publishes.length) {
      const batch = this.#publishes.splice(0, BATCH_MESSAGES)
      try {
        const { results } = await this.#json('/v1/publish', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ messages: batch.map(({ body }) => body) }),
        })
        batch.forEach(({ resolve, reject }, i) => {
          const { error } = results[i]
          if (error) reject(new BelfryError(error.code, error.message, TEMPORARY.has(error.code)))
          else resolve(results[i])
        })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#publishing = false
  }

  async #pollPresence() {
    for (const [channel, { presence }] of this.#channels) {
      if (!presence) continue
      try {
        const { count, members } = await this.request('presence', { channel })
        const known = presence === true && members
        this.receive({ presence: known ? { channel, members } : { channel, count } })
      } catch {
        // the next time
      }
    }
  }

  /** @param {string} path @param {RequestInit} [init] */
  async #json(path, init) {
    return (await this.#ask(path, init)).json()
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async #ask(path, init = {}) {
    /** @type {Response} */
    let response
    try {
      response = await this.fetch(new URL(path, this.server), {
        cache: 'no-store',
        credentials: this.credentials ? 'include' : 'same-origin',
        signal: this.#requests.signal,
        ...init,
        headers: {
          Accept: 'application/json',
          ...init.headers,
          ...(this.#token && { Authorization: `Bearer ${this.#token}` }),
        },
      })
    } catch (error) {
      if (!init.signal?.aborted) this.end(1006)
      throw new BelfryError('unavailable', String(error), true)
    }
    this.heardAt = Date.now()
    if (response.ok) return response
    const { status } = response
    const { code, detail } = await response.json().catch(() => ({}))
    throw new BelfryError(
      code ?? (status < 500 ? 'bad-request' : 'unavailable'),
      detail ?? `the server answered ${status}`,
      status === 429 || status >= 500,
      CODES[status] ?? (status < 500 ? 4501 : 1013),
    )
  }
}

/** @param {string} root @param {string} channel */
const pathOf = (root, channel) =>
  [root, ...channel.split('/').map(encodeURIComponent)].join('/')

/** @param {import('./types.js').HistoryOptions} options */
const queryOf = ({ after, before, limit = 100 }) =>
  new URLSearchParams({ ...(after && { after }), ...(before && { before }), limit: `${limit}` })

/** @param {string} retry */
const leaving = (retry) =>
  ({ code: 4000, reason: JSON.stringify({ reconnectWithin: Number(retry) / 1000 }) })
