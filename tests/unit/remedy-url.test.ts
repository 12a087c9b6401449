import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remedyUrl } from '../../common/model/remedy-url.ts'
import { services } from '../../common/services/index.ts'

const repository = { type: 'repository', id: 'aurora/old', name: 'aurora/réglages #1' }

test('a link is filled in with the address of the tenant and the name of the thing, or is none', () => {
  const at = (template: string, thing = repository, base: string | null = 'https://ghe.example/') =>
    remedyUrl(template, thing, base)
  assert.equal(
    at('{base}/{repository}/settings'),
    'https://ghe.example/aurora/r%C3%A9glages%20%231/settings',
  )
  assert.equal(at('https://docs.example/page'), 'https://docs.example/page')
  assert.equal(at('{base}/{organization}'), null, 'not known of a repository')
  assert.equal(at('{base}/{repository}', { ...repository, id: '*' }), null, 'no one thing')
  assert.equal(at('{base}/x', repository, null), null)
})

test('every link of every check can be filled in', () => {
  for (const service of services)
    for (const { id, resource, remediation } of service.checks) {
      if (remediation.url === undefined) continue
      const thing = { type: resource, id: 'a', name: 'a' }
      const base = service.address ?? 'https://tenant.example'
      assert.ok(remedyUrl(remediation.url, thing, base), `${id}: ${remediation.url}`)
    }
})
