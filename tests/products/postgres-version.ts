// Run by postgres-versions.test.ts: what a server started here says of itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresServer } from '../support/postgres/server.ts'

const server = await postgresServer()

test('the server is of the version that was asked for', async context => {
  const [row] = await server.run(await server.database(context), 'SHOW server_version')
  assert.equal(String(row?.['server_version']).split('.')[0], process.env['MAJOR'])
})
