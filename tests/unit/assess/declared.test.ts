import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../../agent/home/config.ts'
import { declaredAt } from '../../../common/assess/declared.ts'
import { isRefusal } from '../../support/problem.ts'

const at = '2026-11-23T12:00:00.000Z'

test('an exclusion counts up to its end, also as one of several entries', () => {
  const open = { users: ['a'], reason: 'emergency access', until: '2026-11-23T12:00:01Z' }
  const over = { users: ['b'], reason: 'migration', until: '2026-11-23' }
  const { inForce, ended } = declaredAt(
    {
      one: open,
      two: over,
      list: [
        { ou: '/A', ...open },
        { ou: '/B', ...over },
      ],
      entries: {
        reason: 'r',
        until: '2027-01-01',
        entries: [{ ou: '/A' }, { ou: '/B', until: '2020-01-01' }],
      },
    },
    at,
  )
  assert.deepEqual(inForce, {
    one: open,
    list: [{ ou: '/A', ...open }],
    entries: { reason: 'r', until: '2027-01-01', entries: [{ ou: '/A' }] },
  })
  assert.deepEqual([...ended.keys()], ['two', 'list', 'entries'])
})

test('the configuration takes no exclusion without a reason and an end', () => {
  const configured = (declaration: string) =>
    parseConfig(
      `version: 1\ntenants:\n  contoso:\n    service: microsoft-365\n    accepted:\n      MS.AAD.3.1v1: ${declaration}\n`,
      'config.yaml',
    )
  assert.ok(
    configured('{ users: [a], reason: emergency access, until: 2027-06-30 }').tenants['contoso'],
  )
  assert.ok(
    configured('[{ ou: /Sales, reason: pages, until: "2027-06-30T00:00:00Z" }]').tenants['contoso'],
  )
  for (const wrong of [
    '{ users: [a] }',
    '{ users: [a], reason: "", until: 2027-06-30 }',
    '{ users: [a], reason: r, until: soon }',
    '[{ ou: /Sales }]',
    'true',
  ]) {
    assert.throws(
      () => configured(wrong),
      isRefusal('config-invalid', /config\.yaml: tenants\.contoso\.accepted\.MS\.AAD\.3\.1v1/),
    )
  }
})
