import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { freshChannel, Mailbox, publish, webSocket } from './server.js'

/** A client of belfry.v1.json as an application might write one from the reference. */
class Framed {
  #lastId = 0
  #replies = new Map()
  pushes = new Mailbox()

  constructor() {
    const url = webSocket('').replace(/\/$/, '')
    this.socket = new WebSocket(url, 'belfry.v1.json')
    this.socket.on('message', (text) => {
      for (const line of text.toString().split('\n')) this.#take(JSON.parse(line))
    })
  }

  #take(line) {
    if ('id' in line) {
      this.#replies.get(line.id)(line)
      this.#replies.delete(line.id)
    } else if (Object.keys(line).length) this.pushes.put(line)
    else this.socket.send('{}')
  }

  /** Sends commands in one frame; their replies. */
  send(...commands) {
    const lines = commands.map((command) => ({ id: ++this.#lastId, ...command }))
    this.socket.send(lines.map((line) => JSON.stringify(line)).join('\n'))
    return Promise.all(lines.map(({ id }) =>
      new Promise((resolve) => { this.#replies.set(id, resolve) })))
  }
}

const connect = async (...more) => {
  const client = new Framed()
  await once(client.socket, 'open')
  assert.equal(client.socket.protocol, 'belfry.v1.json')
  const replies = await client.send({ connect: {} }, ...more)
  return { client, replies }
}

test('connect, subscribe and publish stand in one frame, and each is answered', async () => {
  const channel = freshChannel('framed')
  const { client, replies } = await connect(
    { subscribe: { channel } },
    { publish: { channel, data: { n: 1 }, key: 'first' } },
  )
  assert.ok(replies[0].ok.session)
  assert.equal(replies[1].ok.recovered, true)
  const { message } = await client.pushes.take()
  assert.deepEqual(message.data, { n: 1 })
  assert.equal(message.position, replies[2].ok.position)
  const [again, other] = await client.send(
    { publish: { channel, data: { n: 1 }, key: 'first' } },
    { publish: { channel, data: { n: 2 }, key: 'first' } },
  )
  assert.deepEqual(again.ok, replies[2].ok)
  assert.equal(other.error.code, 'conflict')
  client.socket.terminate()
})

test('many channels over one socket resume each from its own position', async () => {
  const channels = [1, 2, 3].map((n) => freshChannel(`many-${n}`))
  const first = await connect(...channels.map((channel) => ({ subscribe: { channel } })))
  const since = {}
  for (const channel of channels) {
    await publish(channel, `before the cut in ${channel}`)
    since[channel] = (await first.client.pushes.take()).message.position
  }
  first.client.socket.terminate()
  for (const channel of channels) await publish(channel, `after the cut in ${channel}`)
  const second = await connect(
    ...channels.map((channel) => ({ subscribe: { channel, since: since[channel] } })),
  )
  assert.ok(second.replies.slice(1).every(({ ok }) => ok.recovered))
  const heard = []
  for (const _ of channels) heard.push((await second.client.pushes.take()).message.data)
  assert.deepEqual(heard.sort(), channels.map((channel) => `after the cut in ${channel}`).sort())
  assert.deepEqual(second.client.pushes.rest, [])
  second.client.socket.terminate()
})

test('another epoch is a gap, and history tells what there is', async () => {
  const channel = freshChannel('epoch')
  await publish(channel, 'one')
  await publish(channel, 'two')
  const { client, replies } = await connect(
    { subscribe: { channel, since: 'another-1' } },
    { history: { channel, limit: 10 } },
  )
  assert.equal(replies[1].ok.recovered, false)
  assert.deepEqual(replies[2].ok.messages.map(({ data }) => data), ['one', 'two'])
  const { gap } = await client.pushes.take()
  assert.equal(gap.missed, null)
  assert.equal((await client.pushes.take()).message.data, 'one')
  assert.equal((await client.pushes.take()).message.data, 'two')
  client.socket.terminate()
})

test('a line that no reply can be given to ends the session with 4501', async () => {
  const { client } = await connect()
  client.socket.send('not JSON')
  const [code] = await once(client.socket, 'close')
  assert.equal(code, 4501)
})
