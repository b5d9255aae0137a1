// An application beside a Belfry server, with an origin of its own: pages under a strict policy,
// and the tokens of its users.

import { once } from 'node:events'
import http from 'node:http'
import { token } from '../../sdk/test/server.js'

/** Colours and a background, as an application has them. */
const STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#f7f5f0, #171614); }
body { margin: 0; min-height: 100vh; background: var(--paper); font: 16px/1.5 system-ui, sans-serif;
  color: light-dark(#1d1b18, #eeeae2); }
nav { display: flex; align-items: center; justify-content: space-between; gap: 1rem;
  padding: .5rem 1rem; border-block-end: 1px solid light-dark(#e2ddd2, #37332d);
  background: light-dark(#fff, #211f1c); }
nav strong { font-weight: 650; }
main { padding: 1.5rem; display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 26rem); }
main > belfry-inbox, main > belfry-preferences { border: 1px solid light-dark(#e2ddd2, #37332d);
  border-radius: .8rem; overflow: hidden; }
main > belfry-inbox { block-size: 36rem; }
belfry-bell:not(:defined) { display: inline-block; inline-size: 2.75rem; block-size: 2.75rem; }
`

export class App {
  /** What each path answers. @type {Map<string, string>} */
  pages = new Map()
  /** How many tokens were asked for. */
  tokens = 0
  /** Users who have logged out. */
  gone = new Set(['nobody'])
  /** What is said of keeping pages: a browser keeps none for "back" that must not be stored. */
  caching = 'no-store'

  /** @param {string} server the address of the Belfry server */
  constructor(server) {
    this.server = server
  }

  /** @param {import('node:http').Server} [listener] */
  async start() {
    this.http = http.createServer((request, response) => this.#answer(request, response))
    this.http.listen(0, '127.0.0.1')
    await once(this.http, 'listening')
    this.origin = `http://127.0.0.1:${this.http.address().port}`
    return this
  }

  /** Nothing but what the guide names. */
  get policy() {
    const { server } = this
    return [
      "default-src 'none'",
      `script-src 'self' ${server}`,
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${server} ${server.replace('http', 'ws')}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ')
  }

  /**
   * A page with these elements.
   * @param {string} path
   * @param {string} nav
   * @param {string} [main]
   * @param {string} [html] attributes of the root
   */
  page(path, nav, main = '', html = 'lang="en"') {
    this.pages.set(path, `<!doctype html><html ${html}><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title><link rel="stylesheet" href="/style.css">
<script type="module" src="${this.server}/belfry.js"></script>
<nav><strong>Shop</strong>${nav}</nav><main>${main}</main>`)
    return this.origin + path
  }

  #answer({ url }, response) {
    const { pathname } = new URL(url, this.origin)
    const [, kind, user] = pathname.split('/')
    let [status, type, text] = [200, 'text/html', this.pages.get(pathname) ?? '']
    if (kind === 'style.css') [type, text] = ['text/css', STYLE]
    else if (pathname.endsWith('.js')) type = 'text/javascript'
    else if (kind === 'token') {
      this.tokens++
      if (this.gone.has(user)) [status, type, text] = [401, 'text/plain', 'log in first']
      else [type, text] = ['application/json', JSON.stringify({ token: token(600, ['**'], user) })]
    } else if (!text) status = 404
    response.writeHead(status, {
      'Content-Type': type, 'Cache-Control': this.caching, 'Content-Security-Policy': this.policy,
    })
    response.end(text)
  }

  close() {
    this.http.close()
    this.http.closeAllConnections()
  }
}
