// The same order page with Socket.IO: npm install express@5 socket.io@4

import express from 'express'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { Server } from 'socket.io'

const app = express()
const http = createServer(app)
const io = new Server(http, { connectionStateRecovery: {} })

io.on('connection', (socket) => {
  socket.on('watch', (order) => socket.join(`order:${order}`))
})

app.post('/pay', (request, response) => {
  io.to('order:7').emit('state', { state: 'paid' })
  response.sendStatus(204)
})
app.get('/', (request, response) => {
  response.sendFile(fileURLToPath(new URL('socket-io.html', import.meta.url)))
})
http.listen(process.env.PORT ?? 3000, 'localhost', () => {
  console.log(`http://localhost:${http.address().port}/`)
})
