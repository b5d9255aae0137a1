// The two documents, as a running server serves them, read by the tools that users read them with.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Parser } from '@asyncapi/parser'

const base = process.env.BELFRY_URL ?? 'http://127.0.0.1:8000'
const documents = ['openapi.yaml', 'asyncapi.yaml']

let folder

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belfry-documents-'))
  for (const document of documents) {
    await writeFile(join(folder, document), await served(document))
  }
})

after(() => rm(folder, { recursive: true }))

const served = async (document) => {
  const answer = await fetch(`${base}/${document}`)
  assert.equal(answer.status, 200)
  return answer.text()
}

/** What a program of this project's dependencies says, and its exit code. */
const run = (program, ...args) =>
  new Promise((resolve) => {
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    execFile(join('node_modules', '.bin', program), args, { env }, (failure, out, errors) =>
      resolve({ code: failure ? failure.code : 0, said: out + errors }),
    )
  })

for (const document of documents) {
  test(`Redocly finds nothing in ${document}`, async () => {
    const { code, said } = await run('redocly', 'lint', join(folder, document))
    assert.equal(code, 0, said)
    assert.match(said, /Your API description is valid/)
  })

  test(`Spectral finds nothing in ${document}`, async () => {
    const { code, said } = await run(
      'spectral', 'lint', '--ruleset', 'spectral.yaml', '--fail-severity', 'hint',
      join(folder, document),
    )
    assert.equal(code, 0, said)
    assert.match(said, /No results/)
  })
}

test('the AsyncAPI parser reads asyncapi.yaml', async () => {
  const { document, diagnostics } = await new Parser().parse(await served('asyncapi.yaml'))
  const found = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version')
  assert.deepEqual(found.map(({ path, message }) => `${path.join('.')}: ${message}`), [])
  assert.equal(document.channels().length, 1)
  assert.ok(document.messages().length > 20)
})

test('a description that is cut at a comma is found', async () => {
  const broken = (await served('openapi.yaml')).replace(
    "description: 'Text as a string, JSON as it was published.'",
    'description: Text as a string, JSON as it was published.',
  )
  const file = join(folder, 'broken.yaml')
  await writeFile(file, broken)
  const { code, said } = await run('redocly', 'lint', file)
  assert.notEqual(code, 0)
  assert.match(said, /JSON as it was published/)
})
