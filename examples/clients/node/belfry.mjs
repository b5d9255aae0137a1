// Publish, listen, notify and read an inbox with nothing but Node, 20 or newer.
//
//     node belfry.mjs publish orders:42 '{"state": "paid"}'
//     node belfry.mjs listen orders:42
//     node belfry.mjs notify 42 'Your order has shipped'
//     node belfry.mjs inbox 42

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

const server = process.env.BELFRY_URL ?? 'http://localhost:8000'
const token = process.env.BELFRY_TOKEN
const SILENCE_MILLIS_MAX = 60_000 // the server says something every 25 s

class Refused extends Error {}

const ask = async (path, { body, headers, signal } = {}) => {
  const answer = await fetch(server + encodeURI(path), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  })
  if (answer.ok) return answer
  const said = `${answer.status} ${await answer.text()}`
  throw [429, 502, 503].includes(answer.status) ? new Error(said) : new Refused(said)
}

/** The position. With the same key it is safe to send again. */
const publish = async (channel, data) => {
  const headers = { 'Idempotency-Key': randomUUID() }
  return (await (await ask(`/notifications/${channel}`, { body: data, headers })).json()).position
}

/** Each message once. After a cut it goes on behind the last one. */
async function* listen(channel, position) {
  let retry = 3000
  for (;; await sleep(retry)) {
    const dead = new AbortController()
    const silence = setTimeout(() => dead.abort(), SILENCE_MILLIS_MAX)
    const headers = { Accept: 'text/event-stream', ...(position && { 'Last-Event-ID': position }) }
    try {
      const { body } = await ask(`/notifications/${channel}`, { headers, signal: dead.signal })
      let text = ''
      for await (const some of body.pipeThrough(new TextDecoderStream())) {
        silence.refresh()
        const blocks = (text + some).split('\n\n')
        text = blocks.pop() // not complete yet
        for (const block of blocks) {
          const event = {}
          for (const line of block.split('\n')) {
            const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
            if (name) event[name] = event[name] === undefined ? value : `${event[name]}\n${value}`
          }
          position = event.id ?? position
          retry = Number(event.retry ?? retry)
          if (event.event === 'gap') console.error('missed for good:', event.data)
          else if (event.data !== undefined) yield event.data
        }
      }
    } catch (error) {
      if (error instanceof Refused) throw error // such as 401 or 403: to ask again would not help
    } finally {
      clearTimeout(silence)
    }
  }
}

const notify = async (user, title) => {
  const body = { to: { user }, notification: { title }, key: randomUUID() }
  return (await (await ask('/v1/notify', { body })).json()).id
}

const inbox = async (user) => (await ask(`/v1/users/${user}/inbox`)).json()

const [command, name, text] = process.argv.slice(2)
if (command === 'publish') console.log(await publish(name, JSON.parse(text)))
else if (command === 'listen') for await (const message of listen(name)) console.log(message)
else if (command === 'notify') console.log(await notify(name, text))
else if (command === 'inbox') {
  const { counts, items } = await inbox(name)
  console.log(counts.unread, 'unread')
  for (const { read, title } of items) console.log(read ? '-' : '*', title)
} else throw new Error('publish CHANNEL JSON, listen CHANNEL, notify USER TITLE or inbox USER')
