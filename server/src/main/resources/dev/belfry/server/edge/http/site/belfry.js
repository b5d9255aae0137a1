// Belfry, the client for browsers, Node, Deno and Bun. Apache License 2.0.
class BelfryError extends Error {
constructor(code, message, temporary = false, closeCode) {
super(message)
this.name = 'BelfryError'
this.code = code
this.temporary = temporary
this.closeCode = closeCode
}
}
const report = (error) => {
if (typeof reportError === 'function') reportError(error)
else queueMicrotask(() => { throw error })
}
const FIRST_MILLIS = 500
const LAST_MILLIS = 20_000
const STANDARD = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014])
const WORDS = {
1009: 'too-large', 4004: 'rate-limited', 4500: 'unauthorized', 4501: 'bad-request',
4502: 'forbidden', 4503: 'rate-limited', 4504: 'unauthorized',
}
const isRetried = (code) =>
code >= 4000 ? code < 4500 : code === 0 || STANDARD.has(code)
const errorOf = ({ code, reason }) =>
new BelfryError(
WORDS[code] ?? (isRetried(code) ? 'unavailable' : 'bad-request'),
reason || `the connection ended with ${code}`,
isRetried(code),
code || undefined,
)
const delay = (attempt, closing) => {
const spread = closing?.code === 4000 ? secondsIn(closing.reason) : 0
return Math.random() * (spread * 1000 || Math.min(LAST_MILLIS, FIRST_MILLIS * 2 ** attempt))
}
const secondsIn = (reason) => {
try {
return Number(JSON.parse(reason).reconnectWithin) || 0
} catch {
return 0
}
}
const claimsOf = (token) => {
try {
const [, payload] = (token).split('.')
const bytes = atob(payload.replace(/-/g, '+').replace(/_/g, '/'))
return JSON.parse(decodeURIComponent(bytes.replace(/[^]/g, (byte) =>
'%' + byte.charCodeAt(0).toString(16).padStart(2, '0'))))
} catch {
return {}
}
}
const nameOf = async (server, { account, user, info }, token) => {
const { sub, iss } = claimsOf(token)
const who = JSON.stringify(token ? { iss, sub: sub ?? token } : { account, user, info })
return `belfry:${server.origin}:${await hash(who)}`
}
const hash = async (text) => {
const bytes = new TextEncoder().encode(text)
const digest = await globalThis.crypto?.subtle?.digest('SHA-256', bytes)
if (!digest) return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0)
return [...new Uint8Array(digest, 0, 12)].map((b) => b.toString(16).padStart(2, '0')).join('')
}
class Link {
#a = 0
#b = new Map()
#c = () => {}
via = 'websocket'
over = false
heardAt = Date.now()
silenceMillis = 35_000
closed = new Promise((resolve) => { this.#c = resolve })
constructor(take) {
this.take = take
}
open(hello) {
return this.request('connect', hello)
}
request(name, body) {
return new Promise((resolve, reject) => this.ask(name, body, resolve, reject))
}
ask(name, body, resolve, reject) {
if (this.over) return reject(new BelfryError('unavailable', 'not connected', true))
const id = ++this.#a
this.#b.set(id, { resolve, reject })
this.post({ id, [name]: body })
}
receive(line) {
if (this.over) return
this.heardAt = Date.now()
if (!('id' in line)) {
this.take(line)
return
}
const reply = this.#b.get(line.id)
this.#b.delete(line.id)
if (line.error) {
const { code, message, temporary } = line.error
reply?.reject(new BelfryError(code, message, temporary))
} else reply?.resolve(line.ok)
}
end(code = 0, reason = '') {
if (this.over) return
this.over = true
this.release()
const error = errorOf({ code, reason })
for (const { reject } of this.#b.values()) reject(error)
this.#b.clear()
this.#c({ code, reason })
}
probe() {
this.request('ping', {}).catch(() => {})
}
post(_line) {}
release() {}
}
const platform = () => {
if (typeof document === 'undefined' || typeof window === 'undefined') return {}
return {
document,
window,
storage: sessionStorageIfAllowed(),
locks: navigator.locks,
BroadcastChannel: globalThis.BroadcastChannel,
}
}
const sessionStorageIfAllowed = () => {
try {
return sessionStorage
} catch {
return undefined
}
}
const watch = ({ document, window }, { sleep, wake, online, offline, visibility }) => {
const listeners = [
[document, 'freeze', sleep],
[document, 'resume', wake],
[document, 'visibilitychange', visibility],
[window, 'pagehide', sleep],
[window, 'pageshow', ({ persisted }) => persisted && wake()],
[window, 'online', online],
[window, 'offline', offline],
]
for (const [target, name, listener] of listeners) target?.addEventListener(name, listener)
return () => {
for (const [target, name, listener] of listeners) target?.removeEventListener(name, listener)
}
}
const FRAME_CHARACTERS = 16_384
class SocketLink extends Link {
#d = []
#e
constructor(server, WebSocket, take) {
super(take)
const url = new URL('/notifications', server)
url.protocol = url.protocol.replace('http', 'ws')
this.#e = new WebSocket(url.href, 'belfry.v1.json')
this.handshake = new Promise((resolve) => { this.#e.onopen = resolve })
this.#e.onmessage = ({ data }) => {
for (const line of data.split('\n')) if (line) this.#f(line)
}
this.#e.onclose = ({ code, reason }) =>
this.end(code, reason)
this.#e.onerror = () => {} // a close follows
}
#f(line) {
if (line === '{}') this.post({}) // the answer to a ping
try {
this.receive(JSON.parse(line))
} catch (error) {
if (!(error instanceof SyntaxError)) throw error
this.end(1006, 'what came is not the protocol')
}
}
post(line) {
if (this.#d.push(JSON.stringify(line)) === 1) {
this.handshake.then(() => this.#g())
}
}
#g() {
const lines = this.#d
this.#d = []
while (lines.length && !this.over) {
let frame = (lines.shift())
while (lines.length && frame.length + lines[0].length < FRAME_CHARACTERS) {
frame += '\n' + lines.shift()
}
this.#e.send(frame)
}
}
release() {
this.#e.onclose = this.#e.onmessage = null
this.#e.close()
}
}
const readEvents = async (body, take) => {
const decoder = new TextDecoder()
const reader = body.getReader()
let text = ''
for (;;) {
const { done, value } = await reader.read()
if (done) return
text += decoder.decode(value, { stream: true })
const blocks = text.split(/\n\n/)
text = (blocks.pop())
for (const block of blocks) take(parse(block))
if (!blocks.length && text.startsWith(':') && text.endsWith('\n')) {
take(parse(text))
text = ''
}
}
}
const parse = (block) => {
const fields = { event: '', data: '', id: '', retry: '' }
for (const line of block.split('\n')) {
const [, name, value] = /^(event|data|id|retry): ?(.*)$/.exec(line) ?? []
if (name) fields[(name)] = value
}
return fields
}
const isPosition = (text) => /^[a-z0-9]{1,16}-\d+$/.test(text ?? '')
const epochOf = (position) => position.slice(0, position.lastIndexOf('-'))
const offsetOf = (position) => Number(position.slice(position.lastIndexOf('-') + 1))
const sameEpoch = (one, other) => epochOf(one) === epochOf(other)
class Cursor {
#h = new Set()
constructor(position) {
this.position = position
}
isBefore(position) {
if (this.position === undefined) return true
return sameEpoch(this.position, position)
? offsetOf(this.position) < offsetOf(position)
: !this.#h.has(epochOf(position))
}
moveTo(position) {
if (!this.isBefore(position)) return false
if (this.position !== undefined && !sameEpoch(this.position, position)) {
this.#h.add(epochOf(this.position))
}
this.position = position
return true
}
}
const CHANNELS_PER_STREAM = 32
const BATCH_MESSAGES = 50
const PRESENCE_MILLIS = 10_000
const SETTLE_MILLIS = 20
const TEMPORARY = new Set(['unavailable', 'rate-limited'])
const CODES = { 401: 4500, 403: 4502, 429: 4004 }
class StreamLink extends Link {
#i = new Map()
#j = []
#k = false
#l = new AbortController()
#m = new AbortController()
#n
#o
#p
constructor(server, fetch, credentials, take) {
super(take)
this.via = ('stream')
this.server = server
this.fetch = fetch
this.credentials = credentials
this.#p = setInterval(() => this.#q(), PRESENCE_MILLIS)
}
async open({ token }) {
this.#n = token
await this.#r('/belfry.js', { method: 'HEAD', cache: 'no-store' })
return { ping: 25 }
}
ask(name, body, resolve, reject) {
this.request(name, body).then(resolve, reject)
}
async request(name, body) {
if (this.over) throw new BelfryError('unavailable', 'not connected', true)
const { channel } = body
switch (name) {
case 'subscribe':
return this.#s(body)
case 'unsubscribe':
this.#i.delete(channel)
return this.#t()
case 'publish':
return new Promise((resolve, reject) => {
this.#j.push({ body, resolve, reject })
this.#u()
})
case 'history':
return this.#v(`${pathOf('/notifications', channel)}?${queryOf(body)}`)
case 'presence':
return this.#v(pathOf('/v1/presence', channel))
case 'refresh':
this.#n = body.token
return this.#t()
case 'ping':
return this.#r('/belfry.js', { method: 'HEAD', cache: 'no-store' })
}
throw new BelfryError('bad-request', `${name} needs a WebSocket`)
}
release() {
this.#l.abort()
this.#m.abort()
clearTimeout(this.#o)
clearInterval(this.#p)
}
async #s({ channel, since, presence }) {
const from = isPosition(since)
? (since)
: await this.#w(channel, since)
this.#i.set(channel, { position: from, presence })
this.#t()
if (presence) this.#q()
return { from, position: from, recovered: true }
}
async #w(channel, since) {
const query = new URLSearchParams(since === undefined ? { channel } : { channel, since })
const stop = new AbortController()
const response = await this.#r(`/notifications?${query}`, {
headers: { Accept: 'text/event-stream' },
signal: AbortSignal.any([stop.signal, this.#m.signal]),
})
let from
await readEvents((response.body), ({ id }) => {
from ??= id
stop.abort()
}).catch(() => {})
if (from) return from
throw new BelfryError('unavailable', 'the server takes no streams now', true)
}
#t() {
clearTimeout(this.#o)
this.#o = setTimeout(() => {
this.#l.abort()
this.#l = new AbortController()
const channels = [...this.#i.keys()]
while (channels.length) {
this.#x(channels.splice(0, CHANNELS_PER_STREAM), this.#l.signal)
}
}, SETTLE_MILLIS)
return {}
}
async #x(channels, signal) {
const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join('&')
const positions = channels.map((channel) => this.#i.get(channel)?.position)
let blocks = 0
let closing = { code: 1006, reason: '' }
try {
const response = await this.#r(`/notifications?${query}`, {
headers: { Accept: 'text/event-stream', 'Last-Event-ID': positions.join() },
signal,
})
await readEvents((response.body), (event) => {
if (signal.aborted) return
this.heardAt = Date.now()
if (event.retry && blocks++) closing = leaving(event.retry)
if (event.data) this.#y(event.event || 'message', JSON.parse(event.data))
})
} catch (error) {
if (signal.aborted) return
if (error instanceof BelfryError && error.closeCode) closing.code = error.closeCode
}
if (!signal.aborted) this.end(closing.code, closing.reason)
}
#y(name, value) {
const channel = this.#i.get(value.channel)
if (name === 'unsubscribed') this.#i.delete(value.channel)
else if (channel) channel.position = value.position
this.receive({ [name]: value })
}
async #u() {
if (this.#k) return
this.#k = true
while (this.#j.length) {
const batch = this.#j.splice(0, BATCH_MESSAGES)
try {
const { results } = await this.#v('/v1/publish', {
method: 'POST',
headers: { 'Content-Type': 'application/json' },
body: JSON.stringify({ messages: batch.map(({ body }) => body) }),
})
batch.forEach(({ resolve, reject }, i) => {
const { error } = results[i]
if (error) reject(new BelfryError(error.code, error.message, TEMPORARY.has(error.code)))
else resolve(results[i])
})
} catch (error) {
for (const { reject } of batch) reject(error)
}
}
this.#k = false
}
async #q() {
for (const [channel, { presence }] of this.#i) {
if (!presence) continue
try {
const { count, members } = await this.request('presence', { channel })
const known = presence === true && members
this.receive({ presence: known ? { channel, members } : { channel, count } })
} catch {
}
}
}
async #v(path, init) {
return (await this.#r(path, init)).json()
}
async #r(path, init = {}) {
let response
try {
response = await this.fetch(new URL(path, this.server), {
cache: 'no-store',
credentials: this.credentials ? 'include' : 'same-origin',
signal: this.#m.signal,
...init,
headers: {
Accept: 'application/json',
...init.headers,
...(this.#n && { Authorization: `Bearer ${this.#n}` }),
},
})
} catch (error) {
if (!init.signal?.aborted) this.end(1006)
throw new BelfryError('unavailable', String(error), true)
}
this.heardAt = Date.now()
if (response.ok) return response
const { status } = response
const { code, detail } = await response.json().catch(() => ({}))
throw new BelfryError(
code ?? (status < 500 ? 'bad-request' : 'unavailable'),
detail ?? `the server answered ${status}`,
status === 429 || status >= 500,
CODES[status] ?? (status < 500 ? 4501 : 1013),
)
}
}
const pathOf = (root, channel) =>
[root, ...channel.split('/').map(encodeURIComponent)].join('/')
const queryOf = ({ after, before, limit = 100 }) =>
new URLSearchParams({ ...(after && { after }), ...(before && { before }), limit: `${limit}` })
const leaving = (retry) =>
({ code: 4000, reason: JSON.stringify({ reconnectWithin: Number(retry) / 1000 }) })
const VISIBLE_MILLIS = 2_000
const HIDDEN_BEATS = 15
class TabLink extends Link {
#z = 0
#a1
constructor(tabs, take, refused) {
super(take)
this.via = ('tab')
this.silenceMillis = 5_000
this.tabs = tabs
this.refused = refused
tabs.link = this
this.#a1 = setInterval(() => {
if (tabs.visible || this.#z++ % HIDDEN_BEATS === 0) this.probe()
}, VISIBLE_MILLIS)
}
post(line) {
const { id, visible } = this.tabs
this.tabs.post({ from: id, visible, line })
}
receive(line) {
if (line.lost) this.end(1006, 'the tab with the connection has lost it')
else if (/forbidden|unauthorized/.test(line.error?.code ?? line.unsubscribed?.code)) {
this.refused()
} else super.receive(line)
}
release() {
clearInterval(this.#a1)
this.tabs.link = undefined
this.post({ bye: true })
}
}
class Subscriber {
served = false
constructor(since, presence, { opened, take, fail }) {
this.since = since
this.presence = presence
this.cursor = new Cursor(isPosition(since) ? since : undefined)
this.opened = opened
this.take = take
this.fail = fail
}
}
class Feed {
subscribers = new Set()
#b1
#c1 = false
#d1 = false
#p
#e1
#f1
#g1
#h1 = 0
#i1
constructor(channel, unused) {
this.channel = channel
this.unused = unused
}
add(subscriber) {
this.subscribers.add(subscriber)
this.#j1()
}
remove(subscriber) {
if (this.subscribers.delete(subscriber)) this.#j1()
}
connected(link) {
this.disconnected()
this.#b1 = link
if (this.subscribers.size) this.#j1()
}
disconnected() {
this.#b1 = undefined
this.#d1 = this.#c1 = false
this.#g1 = undefined
clearTimeout(this.#i1)
for (const subscriber of this.subscribers) subscriber.served = false
}
take({ message, gap, presence, unsubscribed }) {
if (unsubscribed) this.#k1(unsubscribed)
if (!this.#d1 || this.#c1) return // comes again after the reply
if (message) this.#l1(message)
if (gap) this.#m1(gap)
if (presence) this.#n1(presence)
}
#l1(message) {
const push = { message }
this.#e1 = message.position
for (const subscriber of this.#o1()) {
if (subscriber.cursor.moveTo(message.position)) subscriber.take(push)
}
}
#m1(gap) {
this.#e1 = gap.position
for (const subscriber of this.#o1()) {
const before = subscriber.cursor.position ?? gap.position
if (!subscriber.cursor.moveTo(gap.position)) continue
const missed = gap.missed !== null && sameEpoch(before, gap.position)
? Math.min(gap.missed, offsetOf(gap.position) - offsetOf(before))
: gap.missed
subscriber.take({ gap: { ...gap, missed } })
}
}
#n1(change) {
const { members, joined, left } = change
let known = members ?? (change.count === undefined ? this.#g1?.members : undefined)
const user = (joined ?? left)?.user
if (user !== undefined) {
known = known?.filter((one) => one.user !== user)
if (joined) known?.push(joined)
}
this.#g1 = { count: change.count ?? known?.length ?? 0, members: known }
for (const subscriber of this.#o1()) {
if (subscriber.presence) subscriber.take({ presence: this.#p1(subscriber, change) })
}
}
#p1(subscriber, change) {
const { count } = (this.#g1)
return subscriber.presence === 'count' ? { channel: this.channel, count } : change
}
#k1({ code }) {
this.#d1 = false
this.#q1(this.subscribers, new BelfryError(code, `${this.channel} may not be heard any more`))
}
#o1() {
return [...this.subscribers].filter(({ served }) => served)
}
#j1() {
if (this.#c1) return
if (!this.subscribers.size) {
if (this.#d1) this.#b1?.request('unsubscribe', { channel: this.channel }).catch(() => {})
this.#d1 = false
this.unused()
return
}
if (!this.#b1) return
if (this.#d1) {
for (const subscriber of this.subscribers) this.#r1(subscriber)
if (this.#o1().length === this.subscribers.size && !this.#s1()) return
}
this.#r()
}
#r1(subscriber) {
if (subscriber.served) return
const wire = (this.#e1)
const { position } = subscriber.cursor
if (position === undefined && subscriber.since === undefined) {
subscriber.cursor.moveTo(this.#t1())
} else if (position === undefined || !sameEpoch(position, wire) ||
offsetOf(position) < offsetOf(wire)) return
this.#u1(subscriber, true)
}
#t1() {
const [wire, head] = ([this.#e1, this.#f1])
return sameEpoch(wire, head) && offsetOf(wire) < offsetOf(head) ? head : wire
}
#u1(subscriber, recovered) {
const from = (subscriber.cursor.position)
subscriber.served = true
subscriber.opened({ from, position: this.#f1 ?? from, recovered })
if (subscriber.presence && this.#g1) {
const { count, members } = this.#g1
const { channel } = this
const all = members ? { channel, members } : { channel, count }
subscriber.take({ presence: this.#p1(subscriber, all) })
}
}
#v1() {
const demands = [...this.subscribers].map(({ presence }) => presence)
return demands.includes(true) || (demands.includes('count') ? 'count' : undefined)
}
#s1() {
const demand = this.#v1()
return demand !== this.#p && demand !== undefined && this.#p !== true
}
#r() {
const link = (this.#b1)
const { channel } = this
const since = this.#w1()
const presence = this.#v1()
const askers = new Set(this.subscribers)
this.#c1 = true
if (this.#d1) link.request('unsubscribe', { channel }).catch(() => {})
this.#d1 = false
this.#g1 = undefined
link.ask('subscribe', { channel, since, presence }, (reply) => {
if (link !== this.#b1) return
this.#p = presence
this.#h1 = 0
this.#x1(since, reply, askers)
}, (error) => {
if (link === this.#b1 && !link.over) this.#y1(since, error)
})
}
#w1() {
const all = [...this.subscribers]
const placeless = all.find(({ cursor }) => cursor.position === undefined)
if (placeless) return placeless.since
const places = all.map(({ cursor }) => (cursor.position))
if (places.some((one) => !sameEpoch(one, places[0]))) return 'earliest'
return places.reduce((oldest, one) => offsetOf(one) < offsetOf(oldest) ? one : oldest)
}
#x1(since, { from, position, recovered }, askers) {
const allPlaced = [...askers].every(({ cursor }) => cursor.position !== undefined)
this.#c1 = false
this.#d1 = true
this.#e1 = from
this.#f1 = position
for (const subscriber of this.subscribers) {
const { cursor } = subscriber
if (!askers.has(subscriber)) continue
if (cursor.position === undefined) {
if (subscriber.since !== since) continue
cursor.moveTo(from)
} else if (!isPosition(since) && cursor.isBefore(from)) {
subscriber.served = false
if (!allPlaced) continue // until it is asked for from there
this.#u1(subscriber, false)
cursor.moveTo(from)
subscriber.take({ gap: { channel: this.channel, missed: null, position: from } })
}
if (!subscriber.served) this.#u1(subscriber, recovered)
}
this.#j1()
}
#y1(since, error) {
this.#c1 = false
if (error.temporary) {
this.#c1 = true // until then
this.#i1 = setTimeout(() => {
this.#c1 = false
this.#j1()
}, delay(this.#h1++))
return
}
const blamed = [...this.subscribers].filter((one) => !one.served && one.since === since)
const some = error.code === 'bad-request' && blamed.length
this.#q1(some ? blamed : this.subscribers, error)
}
#q1(subscribers, error) {
for (const subscriber of [...subscribers]) {
this.subscribers.delete(subscriber)
subscriber.fail(error)
}
this.#j1()
}
}
const FORGET_MILLIS = 150_000
class TabServer {
#z1 = new Map()
#b1
#a2
#b2 = new Map()
constructor(tabs, feedOf) {
this.tabs = tabs
this.feedOf = feedOf
tabs.serve = (line) => this.#f(line)
}
opened(link, session) {
this.#b1 = link
this.#a2 = session
for (const [id, { connect }] of this.#z1) this.#c2(id, connect, { ok: session })
}
lost() {
if (!this.#a2) return
this.#b1 = this.#a2 = undefined
this.tabs.post({ to: [...this.#z1.keys()], line: { lost: true } })
for (const id of [...this.#z1.keys()]) this.#d2(id)
}
visibleTab() {
return [...this.#z1].find(([, { visible }]) => visible)?.[0]
}
tidy() {
for (const [id, { heardAt }] of [...this.#z1]) {
if (Date.now() - heardAt > FORGET_MILLIS) this.#d2(id)
}
}
#f({ from, visible, line }) {
const { id, connect, subscribe, unsubscribe, ping, bye, ...other } = line
if (bye || connect) this.#d2(from)
if (bye) return
if (connect) {
const now = Date.now()
this.#z1.set(from, { visible, heardAt: now, connect: id, subscribers: new Map() })
}
const tab = this.#z1.get(from)
if (!tab) {
this.tabs.post({ to: [from], line: { lost: true } })
return
}
tab.visible = visible
tab.heardAt = Date.now()
if (connect && this.#a2) this.#c2(from, id, { ok: this.#a2 })
if (ping) this.#c2(from, id, { ok: {} })
if (subscribe) this.#s(from, tab, id, subscribe)
if (unsubscribe) {
this.#e2(tab, unsubscribe.channel)
this.#c2(from, id, { ok: {} })
}
for (const [name, body] of Object.entries(other)) this.#f2(from, id, name, body)
}
#c2(to, id, answer) {
this.tabs.post({ to: [to], line: { id, ...answer } })
}
#f2(to, id, name, body) {
const link = this.#b1
link?.request(name, body).then(
(ok) => this.#c2(to, id, { ok }),
(error) => { if (!link.over) this.#g2(to, id, error) },
)
}
#g2(to, id, { code, message, temporary }) {
this.#c2(to, id, { error: { code, message, temporary } })
}
#s(to, tab, id, { channel, since, presence }) {
let open = false
this.#e2(tab, channel)
const subscriber = new Subscriber(since, presence, {
opened: (ok) => {
open = true
this.#c2(to, id, { ok })
},
take: (push) => this.#h2(to, push),
fail: (error) => {
tab.subscribers.delete(channel)
if (open) this.#h2(to, { unsubscribed: { channel, code: error.code } })
else this.#g2(to, id, error)
},
})
tab.subscribers.set(channel, subscriber)
this.feedOf(channel).add(subscriber)
}
#e2(tab, channel) {
const subscriber = tab.subscribers.get(channel)
tab.subscribers.delete(channel)
if (subscriber) this.feedOf(channel).remove(subscriber)
}
#d2(id) {
const tab = this.#z1.get(id)
this.#z1.delete(id)
for (const channel of [...tab?.subscribers.keys() ?? []]) {
this.#e2((tab), channel)
}
}
#h2(to, push) {
if (!this.#b2.size) queueMicrotask(() => this.#g())
const receivers = this.#b2.get(push) ?? []
receivers.push(to)
this.#b2.set(push, receivers)
}
#g() {
for (const [line, to] of this.#b2) this.tabs.post({ to, line })
this.#b2.clear()
}
}
const PATIENCE_MILLIS = 2_000
const HEARD_MILLIS = 5_000
const HANDOVER_MILLIS = 500
class Tabs {
id = Math.random().toString(36).slice(2)
leading = false
link
serve = (_line) => {}
#i2 = 0
#j2
#k2 = () => {}
#l2 = new AbortController()
#m2 = []
constructor(name, platform, changed) {
this.name = name
this.platform = platform
this.changed = changed
const Channel = (platform.BroadcastChannel)
this.channel = new Channel(name)
this.channel.onmessage = ({ data }) => this.#f(data)
this.#n2()
}
get visible() {
return this.platform.document?.visibilityState !== 'hidden'
}
get led() {
return !this.leading && Date.now() - this.#i2 < HEARD_MILLIS
}
async decided() {
if (this.leading || this.led) return
this.hello()
await new Promise((resolve) => {
const late = setTimeout(() => resolve(undefined), PATIENCE_MILLIS)
this.#m2.push(() => {
clearTimeout(late)
resolve(undefined)
})
})
}
hello() {
this.post({ hello: true })
}
post(message) {
if (!this.#l2.signal.aborted) this.channel.postMessage(message)
}
giveWayTo(successor) {
this.leading = false
this.post({ bye: true, successor })
this.#k2()
this.#n2()
this.changed()
}
leave() {
if (this.leading) this.post({ bye: true })
this.leading = false
this.#l2.abort()
this.channel.close()
this.#k2()
this.#o2()
}
#o2() {
for (const resolve of this.#m2.splice(0)) resolve()
}
#n2() {
const { signal } = this.#l2
if (signal.aborted) return
this.platform.locks?.request(this.name, { signal }, () => this.#p2()).catch(() => {})
}
#p2() {
if (this.#l2.signal.aborted) return undefined
const { id, until } = this.#j2 ?? { id: this.id, until: 0 }
if (id !== this.id && Date.now() < until) {
setTimeout(() => this.#n2(), HANDOVER_MILLIS)
return undefined
}
const held = new Promise((resolve) => {
this.#k2 = () => resolve()
})
this.leading = true
this.post({ leading: true })
this.#o2()
this.changed()
return held
}
#f({ hello, from, line, visible, leading, bye, successor, to }) {
if (leading || to) this.#q2()
if (bye) {
this.#i2 = 0
this.#j2 = successor && { id: successor, until: Date.now() + PATIENCE_MILLIS }
this.link?.end(1006, 'the tab with the connection leaves')
}
if (to?.includes(this.id)) this.link?.receive(line)
if (this.leading && hello) this.post({ leading: true })
if (this.leading && from) this.serve({ from, visible, line })
}
#q2() {
const isNew = !this.led
this.#i2 = Date.now()
this.#o2()
if (isNew) this.changed()
}
}
const TICK_MILLIS = 2_000
const OPEN_MILLIS = 10_000
const PROBE_MILLIS = 5_000
const STEADY_MILLIS = 10_000
const RENEW_MILLIS = 30_000
const TIMER_MILLIS_MAX = 2 ** 31 - 1
const BLOCKED = 2
class Connection {
#b1
#r2 = false
#s2 = false
#t2
#u2
#v2
#w2 = ''
#x2 = 0
#n
#y2 = false
#z2
#a3 = () => {}
#b3 = false
#c3
#d3 = () => {}
constructor(server, options, platform, handlers) {
this.server = server
this.options = options
this.platform = platform
this.handlers = handlers
this.#v2 = options.tabs === false || !platform.locks || !platform.BroadcastChannel
this.#c3 = setInterval(() => this.#e3(), TICK_MILLIS)
this.#d3 = watch(platform, {
sleep: () => this.#f3(),
wake: () => this.#g3(),
online: () => this.#h3(),
offline: () => this.#i3(),
visibility: () => this.#j3(),
})
this.#k3()
}
get link() {
return this.#r2 ? this.#b1 : undefined
}
close() {
if (!this.#s2) this.#l3()
}
#l3(error) {
this.#s2 = true
clearInterval(this.#c3)
this.#d3()
this.#m3()
this.#b1?.end()
this.#a3()
this.handlers.changed({ state: 'closed', error })
}
async #k3() {
let attempt = 0
while (!this.#s2) {
if (this.#b3) await this.#n3({ state: 'waiting' })
else {
this.handlers.changed({ state: 'connecting' })
const openedAt = await this.#o3()
const link = (this.#b1)
const closing = await link.closed
this.#p3()
if (this.#s2 || closing.code === 0 || link.via === 'tab') continue
if (!openedAt && await this.#q3(link, closing)) continue
if (openedAt && Date.now() - openedAt > STEADY_MILLIS) attempt = 0
const error = errorOf(closing)
if (closing.code === 4002) this.#n = undefined
if (!isRetried(closing.code) && !this.#r3(closing)) return this.#l3(error)
const retryInMillis = delay(attempt++, closing)
await this.#n3({ state: 'waiting', error, retryInMillis })
}
}
}
async #o3() {
let link = new Link(() => {}) // stands for one that could not be tried
this.#b1 = link
try {
const token = await this.#s3()
await this.#t3(token)
link = this.#b1 = await this.#u3()
if (this.#s2 || this.#b3) link.end()
const late = link.via !== 'tab' &&
setTimeout(() => link.end(1006, 'no answer within 10 s'), OPEN_MILLIS)
const { user, info } = this.options
const session = await link.open({ token, user, info }).finally(() => clearTimeout(late || 0))
this.#v3(link, session)
return Date.now()
} catch (error) {
link.end(codeOf(error), (error).message)
}
}
#v3(link, session) {
if (link.over || this.#s2) return
this.#r2 = true
if (link.via !== 'tab') {
link.silenceMillis = (session.ping + 10) * 1000
this.#w3(link)
if (this.#x3(session)) this.#y3()
this.#u2?.opened(link, session)
}
this.handlers.opened(link, session)
this.handlers.changed({ state: 'open', via: link.via })
}
#p3() {
clearTimeout(this.#z2)
if (!this.#r2) return
this.#r2 = false
this.#u2?.lost()
this.handlers.lost()
}
#x3({ user }) {
const { account, user: said } = this.options
return user !== undefined && !this.#n && account === undefined && said === undefined
}
async #n3(change) {
this.handlers.changed(change)
const { retryInMillis } = change
await new Promise((resolve) => {
const timer = retryInMillis === undefined
? undefined
: setTimeout(() => resolve(undefined), retryInMillis)
this.#a3 = () => {
clearTimeout(timer)
resolve(undefined)
}
})
this.#a3 = () => {}
}
async #u3() {
const tabs = this.#t2
await tabs?.decided()
const { take } = this.handlers
const taking = (push) => {
if (push.expiring) this.#z3()
else take(push)
}
if (tabs && tabs === this.#t2 && tabs.led) {
return new TabLink(tabs, take, () => this.#y3())
}
const { WebSocket = globalThis.WebSocket } = this.options
return WebSocket && this.#x2 < BLOCKED
? new SocketLink(this.server, WebSocket, taking)
: this.#x(taking)
}
#x(take) {
const { fetch = globalThis.fetch.bind(globalThis), credentials = false } = this.options
return new StreamLink(this.server, fetch, credentials, take)
}
async #q3(link, { code }) {
if (link.via === 'stream') this.#x2 = BLOCKED - 1
if (link.via !== 'websocket' || code !== 1006) return false
const probe = this.#x(() => {})
const late = setTimeout(() => probe.end(), PROBE_MILLIS)
const there = await probe.open({}).then(() => true, () => false)
clearTimeout(late)
probe.end()
this.#x2 = there ? this.#x2 + 1 : 0
return there
}
async #s3() {
const { getToken, token } = this.options
if (!getToken) return (this.#n = token)
const { exp } = claimsOf(this.#n)
this.#y2 = !this.#n || (exp !== undefined && exp * 1000 - Date.now() < RENEW_MILLIS)
if (this.#y2) this.#n = await getToken()
return this.#n
}
#r3({ code }) {
if (code === 1009) return true
if (code !== 4500 || !this.options.getToken || this.#y2) return false
this.#n = undefined
return true
}
#w3(link) {
const { exp } = claimsOf(this.#n)
if (link.via !== 'stream' || exp === undefined) return
const millis = Math.max(0, exp * 1000 - Date.now() - RENEW_MILLIS)
this.#z2 = setTimeout(() => this.#z3(), Math.min(millis, TIMER_MILLIS_MAX))
}
async #z3() {
const { getToken } = this.options
const link = this.#b1
if (!getToken || !link) return
try {
this.#n = await getToken()
if (await nameOf(this.server, this.options, this.#n) !== this.#w2) return link.end()
await link.request('refresh', { token: this.#n })
this.#w3(link)
} catch {
this.#n = undefined // the connection ends with the old one; the next asks again
}
}
async #t3(token) {
const name = await nameOf(this.server, this.options, token)
if (name !== this.#w2) this.#m3()
this.#w2 = name
this.handlers.identified(name)
if (this.#v2 || this.#t2 || this.#s2 || this.#b3) return
this.#t2 = new Tabs(name, this.platform, () => this.#a4())
this.#u2 = new TabServer(this.#t2, this.handlers.feed)
}
#m3() {
this.#u2?.lost()
this.#t2?.link?.end()
this.#t2?.leave()
this.#t2 = this.#u2 = undefined
}
#y3() {
this.#v2 = true
this.#m3()
}
#a4() {
const { leading = false, led = false } = this.#t2 ?? {}
if (this.#b1?.via === 'tab' ? leading : led) this.#b1?.end()
}
#b4() {
const tabs = this.#t2
const visible = this.#u2?.visibleTab()
if (!tabs?.leading || tabs.visible || !visible) return
this.#u2?.lost()
tabs.giveWayTo(visible)
this.#b1?.end()
}
#f3() {
this.#b3 = true
this.handlers.leaving()
this.#m3()
this.#b1?.end()
}
#g3() {
this.#b3 = false
this.#a3()
}
#h3() {
this.#a3()
if (this.#b1?.via === 'stream') this.#b1.end()
else this.#i3()
}
#j3() {
if (this.#t2?.visible === false) return
this.#a3()
this.#e3()
this.#i3()
}
#i3() {
const link = this.link
if (!link) return
const at = Date.now()
link.probe()
setTimeout(() => {
if (link.heardAt < at) link.end(1006, 'no sign of life')
}, PROBE_MILLIS)
}
#e3() {
const link = this.#b1
const silence = Date.now() - (link?.heardAt ?? 0)
const counts = link?.via === 'tab' ? this.#t2?.visible : this.#r2
if (link && counts && silence > link.silenceMillis) link.end(1006, 'silence')
if (this.#t2?.leading) {
this.#u2?.tidy()
this.#b4()
} else if (this.#t2 && link?.via !== 'tab') this.#t2.hello()
}
}
const codeOf = (error) => {
if (!(error instanceof BelfryError)) return 1013
if (error.closeCode || error.temporary) return error.closeCode ?? 1013
return error.code === 'unauthorized' ? 4500 : 4502
}
class Emitter {
#c4 = new Map()
on(name, listener) {
const all = this.#c4.get(name) ?? new Set()
this.#c4.set(name, all.add(listener))
return () => { all.delete(listener) }
}
emit(name, value) {
const all = [...this.#c4.get(name) ?? []]
for (const listener of all) {
try {
listener(value)
} catch (error) {
report(error)
}
}
return all.length > 0
}
}
const KEPT_MILLIS = 3_600_000
class Places {
#d4 = {}
constructor(storage, key) {
this.storage = storage
this.key = key
try {
this.#d4 = JSON.parse(storage?.getItem(key) ?? '{}')
} catch {
}
}
of(channel) {
const [position, time] = this.#d4[channel] ?? []
return Date.now() - (time ?? 0) < KEPT_MILLIS ? position : undefined
}
keep(places) {
const now = Date.now()
for (const [channel, position] of places) this.#d4[channel] = [position, now]
for (const [channel, [, time]] of Object.entries(this.#d4)) {
if (now - time >= KEPT_MILLIS) delete this.#d4[channel]
}
try {
this.storage?.setItem(this.key, JSON.stringify(this.#d4))
} catch {
}
}
}
const BUFFER_MESSAGES = 1_000
class Subscription extends Emitter {
#e4
#f4
#g4
#h4 = []
#a3
#s2 = false
#i4
#j4
#v3 = () => {}
#k4 = () => {}
position = (undefined)
opened = new Promise((resolve, reject) => {
this.#v3 = resolve
this.#k4 = reject
})
constructor(client, channel, options, handler, place) {
super()
this.channel = channel
this.options = options
this.#e4 = client
this.#f4 = handler
this.opened.catch(() => {}) // told by `error` too
this.#r1(this.#l4 ? place : options.since)
}
get #l4() {
return this.options.since === undefined && this.options.resume !== false
}
close() {
if (this.#s2) return
this.#s2 = true
this.#h4.length = 0
this.#m4()
this.#e4.forget(this)
this.#a3?.()
}
resumeAt(place) {
if (!place || this.position || !this.#l4) return
this.#m4()
this.#r1(place)
}
#r1(since) {
this.#g4 = new Subscriber(since, this.options.presence, {
opened: (beginning) => {
this.position ??= beginning.from
this.#v3(beginning)
},
take: (push) => this.#f(push),
fail: (error) => this.#q1(error),
})
this.#e4.feed(this.channel).add(this.#g4)
}
#m4() {
if (this.#g4) this.#e4.feed(this.channel).remove(this.#g4)
this.#g4 = undefined
}
#f({ message, gap, presence }) {
if (this.#s2) return
if (message) this.#l1(message)
if (gap) {
if (!this.#h4.length) this.position = gap.position
this.emit('gap', gap)
}
if (presence) this.#n1(presence)
}
#l1(message) {
if (!this.#f4) {
this.#h4.push(message)
if (this.#h4.length >= BUFFER_MESSAGES) this.#m4()
this.#a3?.()
return
}
this.position = message.position
try {
this.#f4(message)
} catch (error) {
report(error)
}
}
#n1({ members, joined, left, count }) {
const user = (joined ?? left)?.user
const others = this.#j4?.filter((member) => member.user !== user)
if (members || count !== undefined) this.#j4 = members
else this.#j4 = joined ? others?.concat(joined) : others
this.emit('presence', {
count: count ?? this.#j4?.length ?? 0,
...(this.#j4 && { members: this.#j4 }),
...(joined && { joined }),
...(left && { left }),
})
}
#q1(error) {
this.#g4 = undefined
this.#i4 = error
this.close()
this.#k4(error)
if (!this.emit('error', error)) this.#e4.failed(error)
}
async *[Symbol.asyncIterator]() {
try {
for (;;) {
const message = this.#h4.shift()
if (message) {
this.position = message.position
if (!this.#h4.length && !this.#g4) this.#r1(message.position)
yield message
} else if (this.#s2) {
if (this.#i4) throw this.#i4
return
} else await new Promise((resolve) => { this.#a3 = () => resolve(undefined) })
}
} finally {
this.close()
}
}
}
const PENDING_MAX = 1_000
const KEEP_MILLIS = 1_000
class Belfry extends Emitter {
#n4 = { state: 'connecting' }
#o4 = new Map()
#p4 = new Set()
#q4 = new Set()
#r4 = new Places(undefined, '')
#s4
#t4
#u4
constructor(server, options, platform) {
super()
this.#t4 = platform
this.#s4 = new Connection(server, options, platform, {
identified: (name) => this.#v4(name),
opened: (link) => this.#v3(link),
lost: () => this.#o4.forEach((feed) => feed.disconnected()),
take: (push) => this.#f(push),
changed: (change) => this.#w4(change),
leaving: () => this.#x4(),
feed: (channel) => this.feed(channel),
})
this.#u4 = platform.storage && setInterval(() => this.#x4(), KEEP_MILLIS)
}
get state() {
return this.#n4.state
}
get via() {
return this.#n4.via
}
subscribe(channel, options, handler) {
if (this.state === 'closed') throw closed()
const [given, called] = typeof options === 'function' ? [{}, options] : [options ?? {}, handler]
const place = this.#r4.of(channel)
const subscription = new Subscription(this, channel, given, called, place)
this.#p4.add(subscription)
return subscription
}
publish(channel, data, options = {}) {
return this.#y4('publish', { channel, data, ...options, key: options.key ?? freshKey() })
}
history(channel, options = {}) {
return this.#y4('history', { channel, ...options })
}
presence(channel) {
return this.#y4('presence', { channel })
}
close() {
this.#s4.close()
}
feed(channel) {
const known = this.#o4.get(channel)
if (known) return known
const feed = new Feed(channel, () => {
if (this.#o4.get(channel) === feed) this.#o4.delete(channel)
})
this.#o4.set(channel, feed)
if (this.#s4?.link) feed.connected(this.#s4.link)
return feed
}
forget(subscription) {
this.#p4.delete(subscription)
}
failed(error) {
if (!this.emit('error', error)) console.error(error)
}
#y4(name, body) {
if (this.state === 'closed') return Promise.reject(closed())
if (this.#q4.size >= PENDING_MAX) {
const message = `${PENDING_MAX} requests have no answer yet`
return Promise.reject(new BelfryError('rate-limited', message, true))
}
return new Promise((resolve, reject) => {
const request = { name, body, resolve, reject }
this.#q4.add(request)
const { link } = this.#s4
if (link) this.#z4(link, request)
})
}
async #z4(link, request) {
try {
const ok = await link.request(request.name, request.body)
this.#q4.delete(request)
request.resolve(ok)
} catch (error) {
const { closeCode } = (error)
const tooLarge = closeCode === 1009 && request === this.#a5()
if (link.over && !tooLarge) return // sent again
this.#q4.delete(request)
request.reject((error))
}
}
#a5() {
const length = ({ body }) => JSON.stringify(body).length
return [...this.#q4].reduce((one, other) => length(one) < length(other) ? other : one)
}
#v4(name) {
if (this.#r4.key === name) return
this.#r4 = new Places(this.#t4.storage, name)
for (const subscription of this.#p4) {
subscription.resumeAt(this.#r4.of(subscription.channel))
}
}
#v3(link) {
for (const request of this.#q4) this.#z4(link, request)
for (const feed of [...this.#o4.values()]) feed.connected(link)
}
#f(push) {
const [about] = Object.values(push)
this.#o4.get(about?.channel)?.take(push)
}
#w4(change) {
this.#n4 = change
if (change.state === 'closed') this.#b5(change.error)
this.emit('state', change)
}
#b5(error) {
this.#x4()
clearInterval(this.#u4)
for (const subscription of [...this.#p4]) subscription.close()
for (const { reject } of this.#q4) reject(error ?? closed())
this.#q4.clear()
if (error) this.failed(error)
}
#x4() {
const places = new Map()
for (const { channel, position } of this.#p4) {
const other = places.get(channel)
if (!position) continue
const older = other && sameEpoch(other, position) && offsetOf(other) < offsetOf(position)
if (!older) places.set(channel, position)
}
this.#r4.keep(places)
}
}
const closed = () => new BelfryError('closed', 'the client is closed')
const freshKey = () => {
const bytes = crypto.getRandomValues(new Uint8Array(16))
return [...bytes].map((byte) => byte.toString(36).padStart(2, '0')).join('')
}
function connect(server, options) {
const named = typeof server === 'string' || server instanceof URL
const url = new URL(named ? server : import.meta.url, globalThis.location?.href)
if (!/^https?:$/.test(url.protocol)) throw new TypeError('name the server: http:// or https://')
return new Belfry(url, (named ? options : server) ?? {}, platform())
}
export { connect, Belfry, BelfryError, Subscription }
//# sourceMappingURL=belfry.js.map
