import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { compresses, freshChannel, Mailbox, publish, webSocket } from './server.js'

const open = async (url, protocols = [], options = {}) => {
  const socket = new WebSocket(url, protocols, options)
  const mailbox = new Mailbox()
  socket.on('message', (data, binary) => mailbox.put(binary ? data : data.toString()))
  await once(socket, 'open')
  return { socket, mailbox }
}

test('what one sends, all receive, the sender included', async () => {
  const channel = freshChannel('ws')
  const clients = await Promise.all([1, 2, 3].map(() => open(webSocket(channel))))
  clients[0].socket.send('Hello, world!')
  for (const { mailbox } of clients) assert.equal(await mailbox.take(), 'Hello, world!')
  await publish(channel, 'over HTTP: grüße 🔔')
  for (const { mailbox } of clients) assert.equal(await mailbox.take(), 'over HTTP: grüße 🔔')
  for (const { socket } of clients) socket.close(1000)
  await Promise.all(clients.map(({ socket }) => once(socket, 'close')))
})

test('compression is used where both want it, and nowhere else', async () => {
  const channel = freshChannel('deflate')
  const wanting = await open(webSocket(channel))
  const plain = await open(webSocket(channel), [], { perMessageDeflate: false })
  assert.equal(wanting.socket.extensions.includes('permessage-deflate'), compresses)
  assert.equal(plain.socket.extensions, '')
  const text = JSON.stringify({ words: 'again and again '.repeat(1000) })
  for (const sender of [wanting, plain]) {
    sender.socket.send(text)
    assert.equal(await wanting.mailbox.take(), text)
    assert.equal(await plain.mailbox.take(), text)
  }
  wanting.socket.terminate()
  plain.socket.terminate()
})

test('a message in fragments arrives as one', async () => {
  const channel = freshChannel('fragments')
  const clients = [
    await open(webSocket(channel)),
    await open(webSocket(channel), [], { perMessageDeflate: false }),
  ]
  for (const { socket } of clients) {
    socket.send('one ', { fin: false })
    socket.ping()
    socket.send('two ', { fin: false })
    socket.send('three', { fin: true })
    for (const { mailbox } of clients) assert.equal(await mailbox.take(), 'one two three')
  }
  for (const { socket } of clients) socket.terminate()
})

test('subprotocols that the server does not speak are refused with 400', async () => {
  const socket = new WebSocket(webSocket(freshChannel('protocol')), ['mqtt', 'graphql-ws'])
  const [, answer] = await once(socket, 'unexpected-response')
  assert.equal(answer.statusCode, 400)
  answer.destroy()
})

test('a ping is answered and a binary frame refused with 1003', async () => {
  const { socket } = await open(webSocket(freshChannel('binary')))
  socket.ping('are you there')
  const [payload] = await once(socket, 'pong')
  assert.equal(payload.toString(), 'are you there')
  socket.send(Buffer.from([1, 2, 3]))
  const [code] = await once(socket, 'close')
  assert.equal(code, 1003)
})

test('since resumes without a gap and without a duplicate', async () => {
  const channel = freshChannel('since')
  const published = []
  for (let i = 0; i < 20; i++) published.push(await publish(channel, `message ${i}`))
  const { socket, mailbox } = await open(`${webSocket(channel)}?since=${published[9].position}`)
  for (let i = 10; i < 20; i++) assert.equal(await mailbox.take(), `message ${i}`)
  await publish(channel, 'live again')
  assert.equal(await mailbox.take(), 'live again')
  assert.deepEqual(mailbox.rest, [])
  socket.terminate()
})
