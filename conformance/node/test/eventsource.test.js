import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, connect } from 'node:net'
import { test } from 'node:test'
import { EventSource } from 'eventsource'
import { freshChannel, http, Mailbox, publish } from './server.js'

const listen = async (url) => {
  const source = new EventSource(url)
  const mailbox = new Mailbox()
  source.onmessage = ({ data, lastEventId }) => mailbox.put({ data, position: lastEventId })
  await new Promise((resolve) => source.addEventListener('open', resolve, { once: true }))
  return { source, mailbox }
}

/** A port that leads to the server, and can be cut. */
const cuttable = async (url) => {
  const { hostname, port } = new URL(url)
  const sockets = new Set()
  const proxy = createServer((down) => {
    const up = connect(Number(port), hostname)
    for (const socket of [up, down]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => {
        up.destroy()
        down.destroy()
        sockets.delete(socket)
      })
    }
    up.pipe(down)
    down.pipe(up)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const there = url.replace(`:${port}`, `:${proxy.address().port}`)
  return { url: there, cut: () => sockets.forEach((s) => s.destroy()), close: () => proxy.close() }
}

test('an EventSource hears what is published, line ends and all', async () => {
  const channel = freshChannel('sse')
  const { source, mailbox } = await listen(http(channel))
  const { position } = await publish(channel, 'Hello, world!')
  assert.deepEqual(await mailbox.take(), { data: 'Hello, world!', position })
  await publish(channel, 'two\nlines')
  assert.equal((await mailbox.take()).data, 'two\nlines')
  await publish(channel, ' a space first, and: a colon ')
  assert.equal((await mailbox.take()).data, ' a space first, and: a colon ')
  source.close()
})

const cutResumes = 'an EventSource that is cut resumes by itself: no gap, no duplicate'
test(cutResumes, { timeout: 60_000 }, async () => {
  const channel = freshChannel('sse-cut')
  const way = await cuttable(http(channel))
  const { source, mailbox } = await listen(way.url)
  const gaps = []
  source.addEventListener('gap', ({ data }) => gaps.push(data))
  let sent = 0
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 10; i++) await publish(channel, `message ${sent++}`)
    way.cut() // some of these may have arrived, some not
    for (let i = 0; i < 10; i++) await publish(channel, `message ${sent++}`)
    for (let i = sent - 20; i < sent; i++) assert.equal((await mailbox.take()).data, `message ${i}`)
  }
  assert.deepEqual(mailbox.rest, [])
  assert.deepEqual(gaps, [])
  source.close()
  way.cut()
  way.close()
})
