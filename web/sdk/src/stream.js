import { BelfryError } from './errors.js'
import { readEvents } from './events.js'
import { ask, inboxPath, markRequest, pathOf } from './http.js'
import { Link } from './link.js'
import { isPosition } from './position.js'

const CHANNELS_PER_STREAM = 32
const BATCH_MESSAGES = 50
const PRESENCE_MILLIS = 10_000
const SETTLE_MILLIS = 20
const BEGINNING_MILLIS = 10_000
const TEMPORARY = new Set(['unavailable', 'rate-limited'])

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
  /** @type {Promise<unknown>} when the channels that were subscribed to by now have begun */
  #begun = Promise.resolve()
  #streams = new AbortController()
  #requests = new AbortController()
  /** @type {string | undefined} */
  #token
  /** @type {any} */
  #restart
  /** @type {any} */
  #presence
  /** @type {string | undefined} what the inbox was when the stream of it was told last */
  #version
  /** How many requests about the inbox are under way. */
  #asking = 0
  /** @type {any[]} what the stream of the inbox has told meanwhile */
  #held = []
  /** The last mark that was sent. */
  #marks = Promise.resolve()

  /**
   * @param {URL} server
   * @param {import('./types.js').ConnectOptions} options
   * @param {(push: import('./types.js').Push) => void} take
   */
  constructor(server, options, take) {
    super(take)
    this.via = /** @type {const} */ ('stream')
    this.server = server
    this.options = options
    this.#presence = setInterval(() => this.#pollPresence(), PRESENCE_MILLIS)
  }

  /** @override @param {import('./types.js').Hello} hello */
  async open({ token }) {
    this.#token = token
    const { headers } = await this.#ask('/belfry.js', { method: 'HEAD' })
    return { ping: 25, time: headers.get('Date') ?? undefined }
  }

  /**
   * @override
   * @param {string} name
   * @param {object} body
   * @param {(ok: any) => void} resolve
   * @param {(error: any) => void} reject
   */
  ask(name, body, resolve, reject) {
    const holds = /inbox|mark/.test(name)
    if (holds) this.#asking++
    this.request(name, body).then(resolve, reject).finally(() => {
      if (holds && !--this.#asking) for (const line of this.#held.splice(0)) this.receive(line)
    })
  }

  /** @override @param {string} name @param {any} body @returns {Promise<any>} */
  async request(name, body) {
    if (this.over) throw new BelfryError('unavailable', 'not connected', true)
    const { channel } = body
    switch (name) {
      case 'subscribe':
        return this.#begin(this.#subscribe(body))
      case 'unsubscribe':
        this.#channels.delete(channel)
        return this.#restartSoon()
      case 'publish':
        return new Promise((resolve, reject) => this.#begun.then(() => {
          this.#publishes.push({ body, resolve, reject })
          this.#publish()
        }))
      case 'history':
        return this.#json(`${pathOf('/notifications', channel)}?${queryOf(body)}`)
      case 'presence':
        return this.#json(pathOf('/v1/presence', channel))
      case 'refresh':
        this.#token = body.token
        return this.#restartSoon()
      case 'ping':
        return this.#ask('/belfry.js', { method: 'HEAD' })
      case 'inbox':
        return this.#page(body)
      case 'mark':
        return this.#mark(body)
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
   * What is published after a subscription is heard by it, as on a WebSocket: requests go their own
   * ways, and a publish could arrive before it.
   * @param {Promise<any>} subscribed
   */
  #begin(subscribed) {
    this.#begun = Promise.allSettled([this.#begun, subscribed])
    return subscribed
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
      signal: AbortSignal.any(
        [stop.signal, this.#requests.signal, AbortSignal.timeout(BEGINNING_MILLIS)]),
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
      const { signal } = this.#streams
      while (channels.length) this.#streamChannels(channels.splice(0, CHANNELS_PER_STREAM), signal)
      if (this.#version) this.#streamInbox(this.#version, signal)
    }, SETTLE_MILLIS)
    return {}
  }

  /** @param {string[]} channels @param {AbortSignal} signal */
  #streamChannels(channels, signal) {
    const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join('&')
    const positions = channels.map((channel) => this.#channels.get(channel)?.position)
    this.#stream(`/notifications?${query}`, positions.join(), signal, ({ event, data }) =>
      this.#takeEvent(event || 'message', JSON.parse(data)))
  }

  /**
   * Items come with the pages that are asked for.
   * @param {string} version
   * @param {AbortSignal} signal
   */
  #streamInbox(version, signal) {
    const path = inboxPath(this.options, '/stream', { limit: 0 })
    this.#stream(path, version, signal, ({ id, data }) => {
      if (id) this.#version = id
      if (this.#asking) this.#held.push(JSON.parse(data))
      else this.receive(JSON.parse(data))
    })
  }

  /**
   * @param {string} path
   * @param {string} last the id of the last event
   * @param {AbortSignal} signal
   * @param {(event: { event: string, data: string, id: string }) => void} take
   */
  async #stream(path, last, signal, take) {
    let blocks = 0
    let closing = { code: 1006, reason: '' }
    try {
      const response = await this.#ask(path, {
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': last },
        signal,
      })
      await readEvents(/** @type {ReadableStream} */ (response.body), (event) => {
        if (signal.aborted) return
        this.heardAt = Date.now()
        if (event.retry && blocks++) closing = leaving(event.retry)
        if (event.data) take(event)
      })
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof BelfryError && error.closeCode) closing.code = error.closeCode
    }
    if (!signal.aborted) this.end(closing.code, closing.reason)
  }

  /**
   * A page of the inbox. After the first one there is a stream of what changes.
   * @param {any} query
   */
  async #page({ version: _, ...query }) {
    const page = await this.#json(inboxPath(this.options, '', query))
    if (!this.#version) this.#restartSoon()
    this.#version ??= page.version
    return page
  }

  /** One at a time, so that marks keep their order. @param {import('./types.js').Mark} mark */
  #mark(mark) {
    const [path, init] = markRequest(mark)
    const made = this.#marks.then(() => this.#json(inboxPath(this.options, path), init))
    this.#marks = made.catch(() => {})
    return made
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
    try {
      return await ask(this.server, this.options, this.#token, path, {
        signal: this.#requests.signal,
        ...init,
      })
    } catch (error) {
      if (!(/** @type {BelfryError} */ (error).closeCode) && !init.signal?.aborted) this.end(1006)
      throw error
    } finally {
      this.heardAt = Date.now()
    }
  }
}

/** @param {import('./types.js').HistoryOptions} options */
const queryOf = ({ after, before, limit = 100 }) =>
  new URLSearchParams({ ...(after && { after }), ...(before && { before }), limit: `${limit}` })

/** @param {string} retry */
const leaving = (retry) =>
  ({ code: 4000, reason: JSON.stringify({ reconnectWithin: Number(retry) / 1000 }) })
