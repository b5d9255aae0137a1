// The application: it serves the page, asks the model, and publishes what the model says. The model
// goes on though the page is gone, and nobody but Belfry has to remember what it said.

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const server = process.env.BELFRY_URL ?? 'http://localhost:8000'
const token = process.env.BELFRY_TOKEN
const PIECE_MILLIS = 50

/** Put the stream of your model here: anything that can be iterated. */
async function* model(question) {
  for (const word of `You asked: ${question} `.repeat(20).split(/(?<= )/)) {
    await sleep(20)
    yield word
  }
}

/** Publishes one piece. The key makes it safe to send again. */
const publish = async (id, number, data) => {
  const answer = await fetch(`${server}/notifications/answers:${id}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': `${id}-${number}`,
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(data),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** Tokens come faster than anyone reads: those of 50 ms are one message. */
const answer = async (id, question) => {
  let piece = ''
  let number = 0
  let since = Date.now()
  for await (const token of model(question)) {
    piece += token
    if (Date.now() - since < PIECE_MILLIS) continue
    await publish(id, number++, { text: piece })
    piece = ''
    since = Date.now()
  }
  await publish(id, number++, { text: piece })
  await publish(id, number, { end: true })
}

const app = createServer(async (request, response) => {
  if (request.method === 'POST' && request.url === '/ask') {
    const id = randomUUID()
    answer(id, await text(request)).catch(console.error)
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ id }))
  } else if (request.url === '/') {
    const page = await readFile(new URL('page.html', import.meta.url))
    response.setHeader('Content-Type', 'text/html').end(page)
  } else {
    response.writeHead(404).end()
  }
})
app.listen(process.env.PORT ?? 3000, 'localhost', () => {
  console.log(`http://localhost:${app.address().port}/`)
})
