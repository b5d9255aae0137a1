// The feed against a model of the server's log: whatever happens in whatever order, each subscriber
// is given each message after its place once, in order, and is told where some are missing.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Feed, Subscriber } from '../src/feed.js'
import { Link } from '../src/link.js'

/** Draws the same numbers for the same seed. @param {number} seed */
const lots = (seed) => {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/** A channel's log: an epoch, a head, and how far back it reaches. */
class Log {
  epoch = 'e1'
  epochs = 1
  head = 0
  lost = 0

  at(offset) {
    return `${this.epoch}-${offset}`
  }

  restart() {
    this.epoch = `e${++this.epochs}`
    this.head = this.lost = 0
  }
}

/** What the server does with one connection. Its lines arrive when they are taken. */
class ModelLink extends Link {
  lines = []
  cursor
  constructor(log, take) {
    super(take)
    this.log = log
  }

  /** @override */
  post({ id, subscribe, unsubscribe }) {
    const { log } = this
    if (unsubscribe) {
      assert.notEqual(this.cursor, undefined, 'unsubscribed without a subscription')
      this.cursor = undefined
      this.lines.push({ id, ok: {} })
      return
    }
    assert.equal(this.cursor, undefined, 'subscribed twice')
    const { offset, gap } = this.#begin(subscribe.since)
    this.cursor = offset
    const from = gap && subscribe.since.startsWith('e') ? subscribe.since : log.at(offset)
    this.lines.push({ id, ok: { from, position: log.at(log.head), recovered: !gap } })
    if (gap) this.lines.push({ gap: { channel: 'c', ...gap, position: log.at(offset) } })
    this.pump()
  }

  #begin(since) {
    const { log } = this
    if (since === undefined) return { offset: log.head }
    if (since === 'earliest') return { offset: log.lost }
    if (since.startsWith('-')) return { offset: Math.max(log.lost, log.head + Number(since)) }
    const [epoch, text] = since.split('-')
    const offset = Number(text)
    if (epoch !== log.epoch || offset > log.head) return { offset: log.lost, gap: { missed: null } }
    if (offset < log.lost) return { offset: log.lost, gap: { missed: log.lost - offset } }
    return { offset }
  }

  /** Brings what the log has to whoever is subscribed. */
  pump() {
    const { log } = this
    while (this.cursor !== undefined && this.cursor < log.head) {
      const position = log.at(++this.cursor)
      this.lines.push({ message: { channel: 'c', position, id: position, data: position } })
    }
  }
}

/** A subscriber that checks what it is given. */
class Witness {
  heard = []
  constructor(feed, since, presence) {
    this.subscriber = new Subscriber(since, presence, {
      opened: ({ from }) => { this.place ??= from },
      take: ({ message, gap }) => {
        assert.notEqual(this.place, undefined, 'something came before the reply')
        const [epoch, offset] = this.place.split('-')
        if (gap) {
          this.place = gap.position
          return
        }
        const [itsEpoch] = message.position.split('-')
        assert.equal(itsEpoch, epoch, `${message.position} after ${this.place} without a gap`)
        const next = `${epoch}-${Number(offset) + 1}`
        assert.equal(message.position, next, `${message.position} after ${this.place}`)
        this.place = message.position
        this.heard.push(message.position)
      },
      fail: (error) => assert.fail(error),
    })
    feed.add(this.subscriber)
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

const run = async (seed) => {
  const draw = lots(seed)
  const log = new Log()
  const feed = new Feed('c', () => {})
  let witnesses = []
  let link
  const steps = [
    () => { log.head += draw(4); link?.pump() },
    () => { log.head += 1; link?.pump() },
    async () => { // some lines arrive
      for (const line of link?.lines.splice(0, 1 + draw(5)) ?? []) link.receive(line)
      await settled()
    },
    async () => {
      const places = witnesses.map(({ place }) => place).filter(Boolean)
      const sinces = [undefined, undefined, 'earliest', '-3', log.at(draw(log.head + 1)), ...places]
      witnesses.push(new Witness(feed, sinces[draw(sinces.length)]))
    },
    () => {
      const [gone] = witnesses.splice(draw(witnesses.length), 1)
      if (gone) feed.remove(gone.subscriber)
    },
    () => { // the connection is cut, and the server may have lost its memory, or some of it
      link?.end(1006)
      feed.disconnected()
      link = undefined
      if (draw(6) === 0) log.restart()
      if (draw(3) === 0) log.lost += draw(log.head - log.lost + 1)
    },
    connect,
    connect,
  ]
  async function connect() {
    if (link) return
    link = new ModelLink(log, (push) => feed.take(push))
    feed.connected(link)
  }
  const weights = [5, 5, 12, 3, 1, 1, 4, 4]
  const bag = steps.flatMap((step, i) => Array(weights[i]).fill(step))
  for (let n = 0; n < 150; n++) await bag[draw(bag.length)]()
  await connect()
  for (let n = 0; n < 500; n++) {
    const lines = link.lines.splice(0)
    if (!lines.length) break
    for (const line of lines) link.receive(line)
    await settled()
  }
  for (const { place } of witnesses) assert.equal(place, log.at(log.head))
}

test('whatever happens, each subscriber is given each message once, in order', async () => {
  const first = Number(process.env.BELFRY_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const runs = process.env.BELFRY_SEED ? 1 : Number(process.env.BELFRY_SEEDS ?? 300)
  for (let seed = first; seed < first + runs; seed++) {
    try {
      await run(seed)
    } catch (error) {
      throw new Error(`BELFRY_SEED=${seed} repeats it: ${error.message}`, { cause: error })
    }
  }
})

test('what joins without a place is given nothing of the past', () => {
  const log = new Log()
  log.head = 5
  const feed = new Feed('c', () => {})
  const link = new ModelLink(log, (push) => feed.take(push))
  const all = new Witness(feed, 'earliest')
  feed.connected(link)
  link.receive(link.lines.shift())
  const late = new Witness(feed)
  log.head = 6
  link.pump()
  for (const line of link.lines.splice(0)) link.receive(line)
  assert.equal(all.heard.length, 6)
  assert.deepEqual(late.heard, ['e1-6'])
})
