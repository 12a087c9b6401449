import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Check, defineCheck } from '../../common/model/index.ts'

const described = {
  id: 'acme.user.active',
  title: 'Accounts are in use',
  metric: 'least-privilege-default',
  severity: 'low',
  expected: 'in use',
  steps: ['Open the list', 'Remove who left'],
} as const

test('short names of settings are of the resource that the id says, whole ids stay', () => {
  const check = defineCheck({
    ...described,
    reads: ['active', 'acme.tenant.plan'],
    optional: ['seen'],
    test: 'active',
  })
  assert.deepEqual(
    [check.resource, check.reads, check.optional],
    ['user', ['acme.user.active', 'acme.tenant.plan'], ['acme.user.seen']],
  )
  assert.deepEqual(check.remediation, { steps: described.steps, seen: 'documented' })
  assert.ok(Check.safeParse(check).success)
})

test('a rule makes the judgement from what the check says of itself; nothing of it stays behind', () => {
  const check = defineCheck({
    ...described,
    references: [{ source: 'cisa', id: 'A.1' }],
    url: 'https://acme.example/users',
    seen: '2026-11-23',
    rule: ({ id, references }) => ({
      reads: ['active'],
      test: `f("${id}", "${references?.[0]?.id}")`,
    }),
  })
  assert.equal(check.test, 'f("acme.user.active", "A.1")')
  assert.deepEqual(check.remediation, {
    steps: described.steps,
    url: 'https://acme.example/users',
    seen: '2026-11-23',
  })
  assert.equal(Check.parse(check).id, 'acme.user.active')
})
