// An order page with Belfry: the page subscribes there, and the application publishes there.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const belfry = process.env.BELFRY_URL ?? 'http://localhost:8000'

const tell = async (order, state) => {
  const answer = await fetch(`${belfry}/notifications/orders:${order}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `${order}-${state}` },
    body: JSON.stringify({ state }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

const app = createServer(async (request, response) => {
  if (request.method === 'POST' && request.url === '/pay') {
    await tell(7, 'paid')
    response.writeHead(204).end()
  } else {
    const page = await readFile(new URL('belfry.html', import.meta.url))
    response.setHeader('Content-Type', 'text/html').end(page)
  }
})
app.listen(process.env.PORT ?? 3000, 'localhost', () => {
  console.log(`http://localhost:${app.address().port}/`)
})
