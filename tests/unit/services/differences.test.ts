import assert from 'node:assert/strict'
import { test } from 'node:test'
import { services } from '../../../common/services/index.ts'
import { differences as google } from '../../../common/services/google-workspace/checks/differences.ts'
import { differences as microsoft } from '../../../common/services/microsoft-365/checks/differences.ts'

const all = [...google, ...microsoft]
const policies = services.flatMap(({ checks }) =>
  checks.flatMap(({ references }) => (references ?? []).map(({ id }) => id)),
)

/** Reports of the tools' repositories, their baselines, standards and vendors' documents. */
const forms = [
  /^https:\/\/github\.com\/cisagov\/Scuba(Gear|Goggles)\/(issues|pull)\/[1-9]\d*$/,
  /^https:\/\/github\.com\/cisagov\/ScubaGoggles\/blob\/main\/scubagoggles\/baselines\/[a-z]+\.md$/,
  /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc[1-9]\d+(#section-\d+(\.\d+)*)?$/,
  /^https:\/\/learn\.microsoft\.com\/[a-z][a-z0-9/-]*[a-z0-9]$/,
]

test('a difference is about policies that there are, and names a report or a document', () => {
  assert.ok(all.length > 20)
  for (const { code, policies: about, upstream } of all) {
    for (const policy of about)
      assert.ok(
        policies.some(id => (policy.endsWith('.') ? id.startsWith(policy) : id === policy)),
        `${code}: ${policy}`,
      )
    if (upstream !== undefined)
      assert.ok(
        forms.some(form => form.test(upstream)),
        `${code}: ${upstream}`,
      )
  }
})

test('a check carries the differences of its policy', () => {
  const checks = services.flatMap(({ checks: list }) => list)
  for (const { code, policies: about } of all)
    assert.ok(
      checks.some(
        ({ references, differences }) =>
          (references ?? []).some(({ id }) => about.some(policy => id.startsWith(policy))) &&
          (differences ?? []).some(item => item.code === code),
      ),
      code,
    )
})
