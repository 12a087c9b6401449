import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KebabId, ServiceId } from '../../common/model/id.ts'

test('a name that every object has is no name of a tenant, channel or service', () => {
  for (const id of [KebabId, ServiceId]) {
    assert.equal(id.safeParse('aurora-labs').success, true)
    assert.match(
      id.safeParse('constructor').error?.issues[0]?.message ?? '',
      /another word: every object has this one/,
    )
  }
})
