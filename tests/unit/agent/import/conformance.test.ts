import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformanceJudge } from '../../../../agent/import/conformance.ts'
import type { Importer } from '../../../../agent/import/index.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import { fail, pass } from '../../../../common/model/index.ts'
import type { Service } from '../../../../common/model/index.ts'
import { said } from '../../../../common/words/said.ts'

const doors = {
  id: 'doors',
  title: 'Doors',
  vendor: 'Nobody',
  resourceTypes: [
    { id: 'house', title: 'House', plural: 'Houses' },
    { id: 'door', title: 'Door', plural: 'Doors' },
  ],
  rights: [],
  testedAgainst: 'nothing',
  settings: [
    { id: 'doors.door.locked', title: 'Locked', resource: 'door', type: { type: 'boolean' } },
  ],
  checks: [
    {
      id: 'doors.door.locked',
      title: 'Doors are locked',
      metric: 'public-exposure-restricted',
      resource: 'door',
      reads: ['doors.door.locked'],
      test: 'lockedDoor(locked)',
      expected: 'locked',
      severity: 'high',
      remediation: { steps: ['Lock it.'], seen: 'documented' },
      references: [{ source: 'doors', id: 'DOOR.1.1v2' }],
      differences: [
        {
          code: 'glass-doors',
          theirs: 'pass',
          ours: 'fail',
          saying: ['is-off'],
          why: 'The tool takes a glass door for locked.',
          upstream: 'https://example.org/1',
        },
        {
          code: 'open-by-order',
          theirs: 'fail',
          ours: 'pass',
          saying: ['never-said'],
          why: 'Nobody says so.',
          upstream: 'https://example.org/2',
        },
      ],
    },
  ],
  predicates: [
    {
      signature: 'lockedDoor(dyn): dyn',
      description: 'Whether a door is locked.',
      run: locked => (locked === true ? pass() : fail(said('is-off'))),
    },
  ],
} satisfies Service

const importer: Importer = {
  name: 'doors',
  service: 'doors',
  policyPrefix: 'DOOR.',
  map: document => {
    const doorList = document as readonly (boolean | null)[]
    return {
      resources: doorList.map((_, i) => ({ type: 'door', id: String(i), name: `door ${i}` })),
      listed: ['door'],
      accepted: {},
      readings: doorList.map((locked, i) => ({
        resource: { type: 'door', id: String(i) },
        setting: 'doors.door.locked',
        reading:
          locked === null
            ? { state: 'unobserved', reason: 'forbidden' }
            : { state: 'observed', value: locked },
      })),
    }
  },
}

const judge = conformanceJudge(
  loadCatalogue({ services: [doors], metrics, frameworks: [] }),
  [importer],
  '2026-11-23T00:00:00Z',
)
const found = (policy: string, input: unknown) =>
  judge({ policy, case: 'test', input, outcome: 'pass' }).found

test('a policy fails with one failing resource, and stays open with one that could not be read', () => {
  assert.equal(found('DOOR.1.1v2', [true, true]), 'pass')
  assert.equal(found('DOOR.1.1v2', [true, null]), 'unknown')
  assert.equal(found('DOOR.1.1v2', [true, null, false]), 'fail')
})

test('nothing to judge is never a pass', () => {
  assert.equal(found('DOOR.1.1v2', []), 'unknown')
  assert.equal(found('DOOR.9.9v1', [true]), 'unknown')
  assert.equal(found('WINDOW.1.1v1', [true]), 'unknown')
})

test('a policy id without its version finds the check, a longer number does not', () => {
  assert.equal(found('DOOR.1.1', [true]), 'pass')
  assert.equal(found('DOOR.1.1v', [true]), 'unknown')
  assert.equal(found('DOOR.1', [true]), 'unknown')
})

test('a difference is stated by outcome and code, not by case', () => {
  const difference = (input: unknown, outcome: 'pass' | 'fail' | 'unknown') =>
    judge({ policy: 'DOOR.1.1v2', case: 'test', input, outcome }).difference?.code ?? null
  assert.equal(difference([false], 'pass'), 'glass-doors')
  assert.equal(difference([false], 'fail'), null)
  assert.equal(difference([false], 'unknown'), null)
  assert.equal(difference([true], 'fail'), null)
})
