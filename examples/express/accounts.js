// Users and their sessions. Put yours in their place: a table of users, a store of sessions.

import crypto from 'node:crypto'

const hash = (password, salt) => crypto.scryptSync(password, salt, 64)

const demoUser = (id, name) => {
  const salt = crypto.randomBytes(16)
  return [id, { id, name, salt, password: hash('demo', salt) }]
}

/** For a try only: the password of both is "demo". */
export const users = new Map([demoUser('ada', 'Ada Lovelace'), demoUser('grace', 'Grace Hopper')])
const [, nobody] = demoUser('', '')
const sessions = new Map()

/** The new session of this user; undefined where the name or the password is wrong. */
export const signIn = (id, password) => {
  const user = users.get(id) ?? nobody
  const right = crypto.timingSafeEqual(hash(password, user.salt), user.password)
  if (!right || user === nobody) return undefined
  const session = crypto.randomBytes(32).toString('base64url')
  sessions.set(session, user)
  return session
}

/** The session that a Cookie header names. */
const sessionOf = (cookie = '') => /(?:^|; )session=([^;]*)/.exec(cookie)?.[1]

export const userOfSession = (cookie) => sessions.get(sessionOf(cookie))

export const signOut = (cookie) => sessions.delete(sessionOf(cookie))
