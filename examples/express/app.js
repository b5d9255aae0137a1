// A page where users comment. A comment is on all open pages at once, and lights others' bells.

import crypto from 'node:crypto'
import express from 'express'
import * as accounts from './accounts.js'
import * as belfry from './belfry.js'
import { auth } from './belfry-auth.js'
import { commentsPage, signInPage } from './pages.js'

const { PORT = '3000', AUTH = 'token' } = process.env
const COMMENTS_MAX = 50
const POLICY = [
  "default-src 'none'", `script-src 'self' ${belfry.url}`, "style-src 'self'", "img-src 'self'",
  `connect-src 'self' ${belfry.url} ${belfry.url.replace('http', 'ws')}`,
  "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ')

const comments = []
const app = express()
app.disable('x-powered-by')
app.set('query parser', false)

/** Who is there, and what each page may load. */
app.use((request, response, next) => {
  response.locals.user = accounts.userOfSession(request.headers.cookie)
  response.set({
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  })
  next()
})
app.use('/static', express.static(`${import.meta.dirname}/static`, {
  setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
}))

if (AUTH === 'cookie') app.use(auth)
else {
  app.get('/my-token', (_request, response) => {
    const { user } = response.locals
    if (!user) return response.sendStatus(401)
    response.type('text/plain').send(belfry.token(user.id))
  })
}

/** No form of another site's page. */
app.use((request, response, next) => {
  const origin = request.get('Origin')
  const own = URL.canParse(origin) && new URL(origin).host === request.host
  if (request.method === 'POST' && !own) return response.sendStatus(403)
  next()
})
app.use(express.urlencoded({ extended: false, limit: '16kb' }))

/** What a form says; nothing where it says it not at all, or twice. */
const field = ({ body }, name) => (typeof body?.[name] === 'string' ? body[name] : '')

app.get('/sign-in', (_request, response) => response.send(signInPage()))

app.post('/sign-in', (request, response) => {
  const session = accounts.signIn(field(request, 'user'), field(request, 'password'))
  if (!session) {
    return response.status(403).send(signInPage('No user has this name and password.'))
  }
  response.cookie('session', session, {
    httpOnly: true, sameSite: 'lax', secure: request.secure,
  })
  response.redirect(303, '/')
})

app.post('/sign-out', (request, response) => {
  accounts.signOut(request.headers.cookie)
  response.clearCookie('session')
  response.redirect(303, '/sign-in')
})

app.get('/', (_request, response) => {
  const { user } = response.locals
  if (!user) return response.redirect(303, '/sign-in')
  response.send(commentsPage({ belfry: belfry.url, auth: AUTH, user, comments }))
})

app.post('/comments', async (request, response) => {
  const { user } = response.locals
  if (!user) return response.sendStatus(401)
  const text = field(request, 'text').trim().slice(0, 1000)
  if (text) {
    const id = crypto.randomUUID()
    const comment = { id, name: user.name, text, time: new Date().toISOString() }
    comments.unshift(comment)
    comments.length = Math.min(comments.length, COMMENTS_MAX)
    const others = [...accounts.users.keys()].filter((other) => other !== user.id)
    await Promise.all([
      belfry.publish('comments', comment),
      belfry.notify(others, id, {
        title: `${user.name} has commented`, body: text, category: 'comments',
        url: `/#comment-${id}`, actor: { name: user.name },
      }),
    ])
  }
  response.redirect(303, '/')
})

app.listen(Number(PORT), '127.0.0.1', (failure) => {
  if (failure) throw failure
  console.log(`Open http://localhost:${PORT}`)
})
