import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCatalogue } from '../../../common/catalogue.ts'
import { metrics } from '../../../common/metrics.ts'
import { services } from '../../../common/services/index.ts'

const catalogue = loadCatalogue({ services, metrics, frameworks: [] })
const policies = (which?: 'all') =>
  catalogue
    .checksOf('microsoft-365', which)
    .flatMap(({ check }) => check.references)
    .filter(({ source }) => source === 'cisa-scuba')
    .map(({ id }) => id)

test('a policy that was withdrawn is not judged beside its successor, and can still be asked about', () => {
  const of = (product: string, list: readonly string[]) =>
    list.filter(id => id.startsWith(`MS.${product}.`))
  assert.deepEqual(of('DEFENDER', policies()), ['MS.DEFENDER.4.5v1'])
  assert.ok(of('SECURITYSUITE', policies()).length > 15)
  assert.ok(of('DEFENDER', policies('all')).length > 15)
})
