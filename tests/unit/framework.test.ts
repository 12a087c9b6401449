import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CatalogueError } from '../../common/catalogue.ts'
import { readFramework } from '../../common/frameworks/read.ts'

const requirement = { id: 'R-1', title: 'Second factor', metrics: ['mfa-enforced'] }
const framework = {
  id: 'acme-1',
  title: 'Acme rules',
  version: '1',
  publisher: 'Acme',
  requirements: [requirement],
}

test('a framework that is right is read with its defaults', () => {
  assert.deepEqual(readFramework('acme-1', framework).requirements, [
    { ...requirement, checks: [] },
  ])
})

test('a mistake in a framework names the file, the requirement and what was expected', () => {
  const mistakes: readonly (readonly [unknown, RegExp])[] = [
    [{ ...framework, id: 'other' }, /^common\/frameworks\/acme-1\.json: id: expected "acme-1"/],
    [{ ...framework, publisher: 1 }, /acme-1\.json: publisher: .*expected string/],
    [{ ...framework, typo: 1 }, /acme-1\.json: the whole file: .*"typo"/],
    ['text', /acme-1\.json: the whole file: .*expected object/],
    [
      { ...framework, requirements: [requirement, { ...requirement, id: 'R-2', metrics: ['No'] }] },
      /acme-1\.json: requirement R-2: metrics\.0: a kebab-case id/,
    ],
    [{ ...framework, requirements: [{ title: 'x' }] }, /acme-1\.json: requirement number 1: id: /],
    [{ ...framework, requirements: [7] }, /acme-1\.json: requirement number 1: .*expected object/],
    [
      { ...framework, requirements: [{ ...requirement, metrics: ['mfa-enforcd'] }] },
      /acme-1\.json: requirement R-1: metrics: no metric "mfa-enforcd"/,
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
