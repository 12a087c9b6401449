import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { copyOfTree } from '../support/copy.ts'
import { newService } from '../support/new-service.ts'

test('a new service passes types, format, generation and the contracts of services, by one command', async context => {
  const copy = copyOfTree(context)
  const written = await newService(copy.root, 'acme-mail', 'Acme Mail')
  assert.deepEqual(written, [
    'README.md',
    'common/services/acme-mail/README.md',
    'common/services/acme-mail/checks/index.fixtures.json',
    'common/services/acme-mail/checks/index.ts',
    'common/services/acme-mail/service.ts',
    'common/services/acme-mail/settings/index.ts',
    'common/services/index.ts',
  ])
  copy.check()
  const told = copy.node(
    '--test',
    '--test-name-pattern=acme-mail|registry|ids are unique|generated|never imports another',
    'tests/contract/catalogue.test.ts',
    'tests/contract/services.test.ts',
    'tests/contract/architecture.test.ts',
  )
  for (const name of [
    'acme-mail: every check judges',
    'acme-mail: its README names',
    'acme-mail: its folder is laid out',
    'acme-mail: cases stand beside',
  ])
    assert.ok(told.includes(`✔ ${name}`), `${name}\n${told}`)

  await assert.rejects(newService(copy.root, 'acme-mail', 'again'), /there already/)
  await assert.rejects(newService(copy.root, 'Acme Mail', 'x'), /kebab-case/)
  await assert.rejects(newService(copy.root, 'acme-chat', "Acme's"), /is not a title/)
})

test('a generated file that is stale or gone is named, and nothing is written by looking', context => {
  const copy = copyOfTree(context)
  const look = (): string => copy.node('tests/support/generate.ts', '--check')
  assert.equal(look(), '')
  const readme = `${copy.root}common/services/okta/README.md`
  writeFileSync(readme, readFileSync(readme, 'utf8').replace('| Security > General', '| Elsewhere'))
  rmSync(`${copy.root}common/services/consoles.ts`)
  assert.throws(
    look,
    /common\/services\/consoles\.ts is stale: npm run generate\ncommon\/services\/okta\/README\.md is stale/,
  )
  assert.match(readFileSync(readme, 'utf8'), /Elsewhere/)
  copy.node('tests/support/generate.ts')
  assert.equal(look(), '')
})
