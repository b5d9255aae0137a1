// The same order page with Pusher Channels: npm install express@5 pusher@5, and an app at Pusher.

import express from 'express'
import { readFile } from 'node:fs/promises'
import Pusher from 'pusher'

const { PUSHER_APP_ID: appId, PUSHER_KEY: key, PUSHER_SECRET: secret } = process.env
const cluster = process.env.PUSHER_CLUSTER ?? 'eu'
const pusher = new Pusher({ appId, key, secret, cluster, useTLS: true })

const app = express()
app.post('/pay', async (request, response) => {
  await pusher.trigger('cache-order-7', 'state', { state: 'paid' })
  response.sendStatus(204)
})
app.get('/', async (request, response) => {
  const page = await readFile(new URL('pusher.html', import.meta.url), 'utf8')
  response.type('html').send(page.replace('KEY', key).replace('CLUSTER', cluster))
})
const listening = app.listen(process.env.PORT ?? 3000, 'localhost', () => {
  console.log(`http://localhost:${listening.address().port}/`)
})
