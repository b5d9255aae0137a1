// What the application has to do with Belfry: it publishes, notifies, and signs tokens.

import crypto from 'node:crypto'

export const url = process.env.BELFRY_URL
const { BELFRY_KEY: key, BELFRY_SECRET: secret } = process.env
const TOKEN_SECONDS = 600

/** To everyone who has the page open. */
export const publish = (channel, data) => post(`/notifications/${channel}`, data)

/** Into the inboxes of users; the key makes it safe to send the same again. */
export const notify = (users, key, notification) =>
  post('/v1/notify', { to: { users }, key, notification })

/** Says who the user is, and what may be heard; the inbox is always the user's own. */
export const token = (user) => {
  const now = Math.floor(Date.now() / 1000)
  const belfry = { subscribe: ['comments'], publish: [] }
  const claims = { sub: user, iat: now, exp: now + TOKEN_SECONDS, belfry }
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${crypto.createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** What users see does not depend on Belfry: while it is away, only its part is missing. */
const post = async (path, body) => {
  try {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return await answer.json()
  } catch (failure) {
    console.error(`Belfry did not take what was sent to ${path}: ${failure}`)
    return undefined
  }
}
