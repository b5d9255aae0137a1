import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freshChannel, Mailbox, publish, webSocket } from './server.js'

const wscat = fileURLToPath(new URL('../node_modules/wscat/bin/wscat', import.meta.url))

const start = (url) => {
  const child = spawn(process.execPath, [wscat, '-c', url], { stdio: ['pipe', 'pipe', 'inherit'] })
  const mailbox = new Mailbox()
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => mailbox.put(line.replace(/^(> )+/, ''))) // without its prompt
  return { child, mailbox, type: (line) => child.stdin.write(`${line}\n`) }
}

/**
 * Publishes until both have heard one: a wscat without a terminal does not say that it is
 * connected.
 */
const untilBothListen = async (channel, ...both) => {
  const heard = Promise.all(both.map(({ mailbox }) => mailbox.take()))
  let listening = false
  heard.then(() => { listening = true })
  while (!listening) {
    await publish(channel, 'anyone?')
    await Promise.race([heard, delay(100)])
  }
}

/** The next line that is not one of those. */
const next = async ({ mailbox }) => {
  let line = await mailbox.take()
  while (line === 'anyone?') line = await mailbox.take()
  return line
}

test('what is typed into one terminal, both receive', async () => {
  const channel = freshChannel('wscat')
  const one = start(webSocket(channel))
  const other = start(webSocket(channel))
  try {
    await untilBothListen(channel, one, other)
    one.type('Hello, world!')
    assert.equal(await next(one), 'Hello, world!')
    assert.equal(await next(other), 'Hello, world!')
    other.type('and back')
    assert.equal(await next(one), 'and back')
    assert.equal(await next(other), 'and back')
    await publish(channel, 'from curl')
    assert.equal(await next(one), 'from curl')
    assert.equal(await next(other), 'from curl')
  } finally {
    one.child.kill()
    other.child.kill()
  }
})
