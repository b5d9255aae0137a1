// The same page, rendered by a server first: `npm run ssr`.

import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { PassThrough } from 'node:stream'
import { createElement } from 'react'
import { renderToPipeableStream } from 'react-dom/server'
import { createServer } from 'vite'

const server = http.createServer((request, response) => {
  vite.middlewares(request, response, () => {
    render(request.url, response).catch((error) => {
      console.error(error)
      response.destroy()
    })
  })
})
const vite = await createServer({
  appType: 'custom', server: { middlewareMode: true, hmr: { server } },
})

const render = async (url, response) => {
  const page = await readFile(new URL('index.html', import.meta.url), 'utf8')
  const [before, after] = (await vite.transformIndexHtml(url, page)).split('<!--app-->')
  const { App } = await vite.ssrLoadModule('/src/App.jsx')
  const { pipe } = renderToPipeableStream(createElement(App), {
    onShellReady() {
      response.writeHead(200, { 'Content-Type': 'text/html' })
      response.write(before)
      const body = new PassThrough()
      body.on('end', () => response.end(after))
      pipe(body).pipe(response, { end: false })
    },
    onShellError: () => response.destroy(),
    onError: console.error,
  })
}

server.listen(Number(process.env.PORT ?? 5173), 'localhost', () => {
  console.log(`http://localhost:${server.address().port}/`)
})
