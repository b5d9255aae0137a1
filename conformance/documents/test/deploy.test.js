// What operators copy, read by the rules of those for whom it is written: the dashboard by
// Grafana's types, the Dockerfile by the checker that editors use.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ValidationSeverity, validate } from 'dockerfile-utils'

const root = new URL('../../../', import.meta.url)
const read = (path) => readFile(new URL(path, root), 'utf8')

/** What TypeScript says of a dashboard; it lets no member pass that Grafana does not know. */
const complaints = async (dashboard) => {
  const program = new URL(`../dashboard-${process.pid}.ts`, import.meta.url)
  await writeFile(
    program,
    `import type { Dashboard } from '@grafana/schema'\nexport const it: Dashboard = ${dashboard}`,
  )
  const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url))
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'esnext',
    '--module', 'esnext', '--moduleResolution', 'bundler']
  try {
    await promisify(execFile)(compiler, [...options, fileURLToPath(program)])
    return []
  } catch ({ stdout }) {
    return stdout.trim().split('\n')
  } finally {
    await rm(program)
  }
}

test('the dashboard is one of Grafana', async () => {
  assert.deepEqual(await complaints(await read('deploy/grafana/belfry.json')), [])
})

test('a member that Grafana does not know is found, and one of another type', async () => {
  const broken = (await read('deploy/grafana/belfry.json'))
    .replace('"type": "timeseries"', '"kind": "timeseries"')
    .replace('"refresh": "15s"', '"refresh": 15')
  assert.equal((await complaints(broken)).length, 2)
})

const STRICT = Object.fromEntries(
  ['deprecatedMaintainer', 'directiveCasing', 'emptyContinuationLine', 'instructionCasing',
    'instructionCmdMultiple', 'instructionEntrypointMultiple', 'instructionHealthcheckMultiple',
    'instructionJSONInSingleQuotes', 'instructionWorkdirRelative']
    .map((rule) => [rule, ValidationSeverity.ERROR]),
)

test('the Dockerfile has no fault', async () => {
  assert.deepEqual(validate(await read('Dockerfile'), STRICT), [])
})

test('a fault of a Dockerfile is found', async () => {
  const broken = (await read('Dockerfile')).replace('HEALTHCHECK', 'HEALTHCHEK')
  assert.notEqual(validate(broken, STRICT).length, 0)
})
