// A server of its own for a test, as its users run it: from the built jar, on a free port.

import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const jar = fileURLToPath(new URL('../../../cli/target/belfry.jar', import.meta.url))
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java'

/** What starts a server, up to its flags. The build says it where it runs these tests. */
export const COMMAND = JSON.parse(process.env.BELFRY_COMMAND ?? 'null') ??
  [java, '-XX:+UseCompactObjectHeaders', '-Xmx256m', '-jar', jar, 'serve', '--port', '0']

const SECRET = '0123456789abcdef0123456789abcdef'
export const TOKENS = `--auth.tokens=[{ algorithm: HS256, secret: "${SECRET}" }]`

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Without what is said to the tests: a server takes each such variable for a setting. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('BELFRY_')))

/** A user's token, good for so many seconds, for channels that match these patterns. */
export const token = (seconds, grants = ['**'], sub = '42') => {
  const now = Math.floor(Date.now() / 1000)
  const match = grants.map((pattern) => ({ match: pattern }))
  const claims = { sub, exp: now + seconds, iat: now, belfry: { subscribe: match, publish: match } }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`
}

export class Server {
  /** Starts one. @param {string[]} flags */
  static async start(...flags) {
    const server = new Server()
    server.folder = mkdtempSync(join(tmpdir(), 'belfry-sdk-'))
    server.flags = flags
    await server.run()
    return server
  }

  /** Runs it, at the same address as before. */
  async run() {
    const [program, ...command] = COMMAND
    if (this.port) command[command.indexOf('--port') + 1] = `${this.port}`
    this.process = spawn(program, [...command, ...this.flags], {
      cwd: this.folder,
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output = []
    this.port = await new Promise((resolve, reject) => {
      createInterface({ input: this.process.stdout }).on('line', (line) => {
        output.push(line)
        const [, port] = /Belfry listens on https?:\/\/[^:]+:(\d+)/.exec(line) ?? []
        if (port) resolve(Number(port))
      })
      this.process.once('exit', () => reject(new Error(output.join('\n'))))
    })
    this.url = `http://127.0.0.1:${this.port}`
  }

  /** Ends it in the middle of whatever it does. */
  async kill() {
    const gone = once(this.process, 'exit')
    this.process.kill('SIGKILL')
    await gone
  }

  /** Asks it to leave, and waits until it has. */
  async leave() {
    const gone = once(this.process, 'exit')
    this.process.kill('SIGTERM')
    await gone
  }

  async close() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Publishes as a backend does. @param {string} channel @param {any} data */
  async publish(channel, data, headers = {}) {
    const answer = await fetch(`${this.url}/notifications/${channel}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(data),
    })
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}

/**
 * A proxy as some offices have: requests pass, a WebSocket's upgrade is refused. It can be cut.
 * @param {string} target
 */
export const proxyWithoutUpgrades = async (target) => {
  const { hostname, port } = new URL(target)
  const sockets = new Set()
  const seen = { upgrades: 0 }
  const server = http.createServer((request, response) => {
    const passed = http.request({
      hostname, port, path: request.url, method: request.method, headers: request.headers,
    }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    request.pipe(passed)
  })
  server.on('upgrade', (_request, socket) => {
    seen.upgrades++
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => sockets.forEach((socket) => socket.destroy())
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    cut,
    close: () => {
      server.close()
      cut()
    },
  }
}

/**
 * A wire that can be cut, or go silent as a network does whose cable is pulled.
 * @param {string} target
 */
export const wire = async (target) => {
  const { hostname, port } = new URL(target)
  const ends = new Set()
  const state = { silent: false }
  const server = net.createServer((one) => {
    const other = net.connect(Number(port), hostname)
    for (const [from, to] of [[one, other], [other, one]]) {
      ends.add(from)
      from.on('data', (data) => { if (!state.silent) to.write(data) })
      from.on('error', () => {})
      from.on('close', () => {
        ends.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => ends.forEach((end) => end.destroy())
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut,
    silence: (silent) => { state.silent = silent },
    close: () => {
      server.close()
      cut()
    },
  }
}

/** Resolves once a condition holds; rejects after thirty seconds without. */
export const until = async (condition, said = condition.toString()) => {
  const end = Date.now() + 60_000
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`still not: ${said}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

let channels = 0

/** A channel that no other test uses. @param {string} name */
export const freshChannel = (name) => `${name}-${process.pid}-${++channels}`
