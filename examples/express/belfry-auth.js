// Answers Belfry, which asks who the user of a session's cookie is (AUTH=cookie).

import crypto from 'node:crypto'
import express from 'express'
import { userOfSession } from './accounts.js'

export const auth = express.Router()

auth.post('/belfry/auth', express.raw({ type: 'application/json' }), (request, response) => {
  const header = request.get('Belfry-Signature') ?? ''
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? []
  const hmac = crypto.createHmac('sha256', process.env.BELFRY_SECRET).update(`${t}.`)
  const sum = hmac.update(request.body ?? '').digest()
  const late = Math.abs(Date.now() / 1000 - t) > 300
  if (!v1 || late || !crypto.timingSafeEqual(sum, Buffer.from(v1, 'hex'))) {
    return response.sendStatus(403)
  }
  const user = userOfSession(request.headers.cookie)
  if (!user) return response.sendStatus(401)
  response.json({ user: user.id, subscribe: ['comments'], ttl: 60 })
})
