import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CatalogueError } from '../../common/catalogue.ts'
import { readFramework } from '../../common/frameworks/read.ts'

const mapping = {
  metric: 'mfa-enforced',
  strength: 'decides',
  why: 'Nobody gets in without a second factor.',
  notProven: 'Systems that are not connected.',
}
const aspects = (...by: readonly object[]) => [{ id: 'factor', title: 'Second factor', by }]
const requirement = { id: 'R-1', title: 'Second factor', aspects: aspects(mapping) }
const framework = {
  id: 'acme-1',
  title: 'Acme rules',
  version: '1',
  publisher: 'Acme',
  requirements: [requirement],
}

const withMapping = (by: object) => ({
  ...framework,
  requirements: [{ ...requirement, aspects: aspects(by) }],
})

test('a framework that is right is read with its defaults', () => {
  assert.deepEqual(readFramework('acme-1', framework).requirements, [requirement])
  const bare = { ...framework, requirements: [{ id: 'R-1', title: 'Second factor' }] }
  assert.deepEqual(readFramework('acme-1', bare).requirements[0]?.aspects, [])
})

test('a mistake in a framework names the file, the requirement and what was expected', () => {
  const mistakes: readonly (readonly [unknown, RegExp])[] = [
    [{ ...framework, id: 'other' }, /^common\/frameworks\/acme-1\.json: id: expected "acme-1"/],
    [{ ...framework, publisher: 1 }, /acme-1\.json: publisher: .*expected string/],
    [{ ...framework, typo: 1 }, /acme-1\.json: the whole file: .*"typo"/],
    ['text', /acme-1\.json: the whole file: .*expected object/],
    [
      withMapping({ ...mapping, metric: 'No' }),
      /acme-1\.json: requirement R-1: aspects\.0\.by\.0\.metric: a kebab-case id/,
    ],
    [
      withMapping({ ...mapping, strength: undefined }),
      /requirement R-1: aspects\.0\.by\.0\.strength: /,
    ],
    [withMapping({ ...mapping, why: undefined }), /requirement R-1: aspects\.0\.by\.0\.why: /],
    [
      withMapping({ ...mapping, notProven: undefined }),
      /requirement R-1: aspects\.0\.by\.0: what decides says what it does not prove/,
    ],
    [
      withMapping({ ...mapping, whole: true }),
      /requirement R-1: aspects\.0\.by\.0: what decides says what it does not prove/,
    ],
    [
      withMapping({ ...mapping, measure: 'baseline' }),
      /requirement R-1: aspects\.0\.by\.0: exactly one of/,
    ],
    [
      { ...framework, requirements: [requirement, { ...requirement, id: 'R-2', parent: 'R-1' }] },
      /requirement R-1: aspects: it is a heading/,
    ],
    [
      { ...framework, levels: ['Basic'], requirements: [{ ...requirement, level: 'High' }] },
      /requirement R-1: level: none of Basic/,
    ],
    [{ ...framework, requirements: [{ title: 'x' }] }, /acme-1\.json: requirement number 1: id: /],
    [{ ...framework, requirements: [7] }, /acme-1\.json: requirement number 1: .*expected object/],
    [
      withMapping({ ...mapping, metric: 'mfa-enforcd' }),
      /acme-1\.json: requirement R-1: aspects\.factor: no metric "mfa-enforcd"/,
    ],
    [
      { ...framework, requirements: [{ ...requirement, parent: 'R' }] },
      /acme-1\.json: requirement R-1: parent: no requirement "R"/,
    ],
    [
      { ...framework, requirements: [requirement, requirement] },
      /acme-1\.json: requirement R-1: id: stands there twice/,
    ],
  ]
  for (const [source, message] of mistakes)
    assert.throws(
      () => readFramework('acme-1', source),
      (error: unknown) => error instanceof CatalogueError && message.test(error.message),
      JSON.stringify(source),
    )
})
