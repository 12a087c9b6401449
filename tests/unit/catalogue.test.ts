import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CatalogueError, loadCatalogue } from '../../common/catalogue.ts'
import { check, metric, serviceWith } from './assess/tenant.ts'

test('a mistake names the check, the place in it and what was expected', () => {
  const on = { expect: { op: 'equals', value: true } }
  const mistakes: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
    [{ ...on, metric: 'nothing' }, /check acme\.organization\.sound: metric: no metric "nothing"/],
    [
      { ...on, reads: ['acme.organization.nothing'] },
      /reads: no setting "acme\.organization\.nothing" in acme/,
    ],
    [{ ...on, resource: 'planet' }, /resource: acme has no resource type "planet"/],
    [{}, /exactly one of "expect" and "test"/],
    [{ ...on, test: 'flag' }, /exactly one of/],
    [
      { ...on, reads: ['acme.organization.flag', 'acme.organization.other'] },
      /exactly one setting in "reads"/,
    ],
    [{ ...on, severity: 'dire' }, /severity/],
    [{ ...on, typo: 1 }, /typo/],
    [{ ...on, reads: [] }, /reads/],
    [{ test: 'other' }, /test: Unknown variable: other/],
    [{ ...on, when: 'flag &&' }, /when: /],
    [{ test: 'decide()' }, /test: no predicate "decide"; nearest is "\w+"/],
    [{ ...on, metric: 'm' }, /no metric "m"; nearest is "[a-z-]+"/],
    [{ test: 'flg' }, /test: Unknown variable: flg; nearest is "flag"/],
    [{ test: 'flg' }, /; there are flag, resource, target, now, accepted, sources/],
    [
      { expect: { op: 'atleast', value: 3 } },
      /: expect\.op: "atleast" is not one of atLeast, atMost, .*equals, .*, notEmpty$/,
    ],
    [{ expect: { op: 'equals' } }, /: expect\.(value|target): .*expected/],
    [{ expect: { value: 3 } }, /: expect\.op: missing: one of equals, /],
    [{ expect: 'on' }, /: expect: .*expected object/],
    [{ expect: { op: 'empty', value: 3 } }, /: expect: Unrecognized key: "value"/],
    [{ expect: { op: 'matches', value: '[' } }, /expect\.value: .*missing closing/],
    [{ ...on, id: 'Not An Id' }, /check Not An Id: id/],
  ]
  for (const [part, message] of mistakes)
    assert.throws(
      () => check(part),
      (error: unknown) => error instanceof CatalogueError && message.test(error.message),
      JSON.stringify(part),
    )
})

test('a service that is not known is told with those that are; a disabled check is not judged', () => {
  const on = check({ expect: { op: 'equals', value: true } }).check
  const catalogue = loadCatalogue({
    services: [
      { ...serviceWith(), checks: [on, { ...on, id: 'acme.organization.off', enabled: false }] },
    ],
    metrics: [metric],
    frameworks: [],
  })
  assert.deepEqual(
    catalogue.checksOf('acme').map(item => item.check.id),
    ['acme.organization.sound'],
  )
  assert.throws(() => catalogue.checksOf('nope'), /no service "nope"; known are acme/)
})
