// Of the words that are ids only `constructor` is one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KebabId, ServiceId } from '../../common/model/id.ts'

test('a name that every object has is no name of a tenant, channel or service', () => {
  for (const id of [KebabId, ServiceId]) {
    assert.equal(id.safeParse('aurora-labs').success, true)
    assert.equal(id.safeParse('constructor').success, false)
    assert.equal(id.safeParse('constructors').success, true)
  }
})
