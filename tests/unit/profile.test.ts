import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameworkFromOscal } from '../../common/frameworks/from-oscal.ts'
import { ProfileError } from '../../common/frameworks/resolve-profile.ts'

const metadata = { 'title': 'T', 'version': '1', 'oscal-version': '1.1.2' }
const catalog = {
  catalog: {
    uuid: 'x',
    metadata,
    groups: [
      {
        id: 'ac',
        title: 'Access',
        controls: [
          {
            id: 'ac-1',
            title: 'Policy every {{ insert: param, ac-1_prm_1 }}',
            params: [{ id: 'ac-1_prm_1', label: 'time' }],
          },
          { id: 'ac-2', title: 'Accounts', controls: [{ id: 'ac-2.1', title: 'Automated' }] },
        ],
      },
      { id: 'au', title: 'Audit', controls: [{ id: 'au-1', title: 'Audit policy' }] },
      { id: 'ia', title: 'Identity', controls: [{ id: 'ia-1', title: 'Identity policy' }] },
    ],
  },
}
const second = {
  catalog: {
    uuid: 'y',
    metadata,
    controls: [
      { id: 'au-1', title: 'Another' },
      { id: 'zz-1', title: 'More' },
    ],
  },
}
const files: Readonly<Record<string, unknown>> = { 'a.json': catalog, 'b.json': second }
const all = { 'href': 'a.json', 'include-all': {} }

const profile = (more: object): unknown => ({
  profile: { uuid: 'p', metadata: { ...metadata, title: 'Chosen' }, imports: [all], ...more },
})
const resolved = (more: object, at: Readonly<Record<string, unknown>> = files): readonly string[] =>
  frameworkFromOscal('own', profile(more), href => at[href]).requirements.map(
    ({ id, title, parent }) => `${parent ?? ''}/${id} ${title}`,
  )
const ids = (more: object): readonly string[] =>
  resolved(more).map(line => line.slice(line.indexOf('/') + 1).split(' ')[0] ?? '')
const only = (more: object): object => ({ imports: [{ href: 'a.json', ...more }] })

test('include and exclude: by id, by pattern, with children or without', () => {
  const asIs = { merge: { 'as-is': true } }
  assert.deepEqual(ids({}), ['ac-1', 'ac-2', 'ac-2.1', 'au-1', 'ia-1'])
  assert.deepEqual(ids(only({ 'include-controls': [{ 'with-ids': ['ac-2', 'ia-1'] }] })), [
    'ac-2',
    'ia-1',
  ])
  assert.deepEqual(
    ids(only({ 'include-controls': [{ 'with-ids': ['ac-2'], 'with-child-controls': 'yes' }] })),
    ['ac-2', 'ac-2.1'],
  )
  assert.deepEqual(ids(only({ 'include-controls': [{ matching: [{ pattern: '*-1' }] }] })), [
    'ac-1',
    'au-1',
    'ia-1',
  ])
  assert.deepEqual(ids(only({ 'include-controls': [{ matching: [{ pattern: 'a?-1' }] }] })), [
    'ac-1',
    'au-1',
  ])
  assert.deepEqual(
    ids(only({ 'include-all': {}, 'exclude-controls': [{ matching: [{ pattern: 'ac-*' }] }] })),
    ['au-1', 'ia-1'],
  )
  assert.deepEqual(
    ids({ ...only({ 'include-controls': [{ 'with-ids': ['ac-2.1'] }] }), ...asIs }),
    ['ac', 'ac-2.1'],
    'one whose parent is left out stands in its group, and groups without any are gone',
  )
})

test('merge: flat, as it is, and of controls that are there twice the first', () => {
  const both = { imports: [all, { 'href': 'b.json', 'include-all': {} }] }
  assert.deepEqual(
    resolved({ ...both, merge: { combine: { method: 'use-first' }, flat: {} } }).slice(-3),
    ['/au-1 Audit policy', '/ia-1 Identity policy', '/zz-1 More'],
  )
  const twice = ['ac-1', 'ac-2'].map(id => ({
    'href': 'a.json',
    'include-controls': [{ 'with-ids': [id] }],
  }))
  assert.deepEqual(resolved({ imports: twice, merge: { 'as-is': true } }), [
    '/ac Access',
    'ac/ac-1 Policy every time',
    'ac/ac-2 Accounts',
  ])
})

test('modify: parameters that a title inserts, and a title of its own', () => {
  const modify = {
    'set-parameters': [{ 'param-id': 'ac-1_prm_1', 'values': ['year'] }],
    'alters': [
      {
        'control-id': 'ac-2',
        'adds': [{ position: 'ending', parts: [] }, { title: 'Our accounts' }],
      },
    ],
  }
  assert.deepEqual(resolved({ modify }).slice(0, 2), [
    '/ac-1 Policy every year',
    '/ac-2 Our accounts',
  ])
})

test('a profile of a profile, and a resource of its own back matter', () => {
  const inner = profile(only({ 'include-controls': [{ matching: [{ pattern: 'ac-*' }] }] }))
  const outer = {
    'imports': [
      { 'href': '#r1', 'include-all': {}, 'exclude-controls': [{ 'with-ids': ['ac-1'] }] },
    ],
    'back-matter': {
      resources: [{ uuid: 'r1', rlinks: [{ href: 'inner.xml' }, { href: 'inner.json' }] }],
    },
  }
  assert.deepEqual(resolved(outer, { ...files, 'inner.json': inner }), [
    '/ac-2 Accounts',
    '/ac-2.1 Automated',
  ])
})

test('what is not done is refused by its name', () => {
  const loop: { readonly profile: object } = {
    profile: { metadata, imports: [{ 'href': 'loop.json', 'include-all': {} }] },
  }
  const wrong: readonly (readonly [object, RegExp])[] = [
    [
      { imports: [{ 'href': 'https://example.org/c.json', 'include-all': {} }] },
      /"https:.*no such file beside it; nothing is fetched/,
    ],
    [{ imports: [{ href: 'a.json' }] }, /neither include-all nor include-controls/],
    [only({ 'include-controls': [{ 'with-ids': ['ac-9'] }] }), /no control "ac-9"/],
    [only({ 'include-controls': [{ matching: [{ pattern: 'ac-[12]' }] }] }), /only \* and \?/],
    [{ merge: { custom: {} } }, /"custom" is not done/],
    [{ merge: { combine: { method: 'merge' } } }, /combine "merge" is not done/],
    [{ imports: [all, { 'href': 'b.json', 'include-all': {} }] }, /"au-1" is imported twice/],
    [
      { modify: { alters: [{ 'control-id': 'ac-1', 'removes': [{ 'by-item-name': 'title' }] }] } },
      /removing a title/,
    ],
    [{ imports: [{ 'href': 'loop.json', 'include-all': {} }] }, /imports itself/],
  ]
  for (const [more, message] of wrong)
    assert.throws(
      () => resolved(more, { ...files, 'loop.json': loop }),
      (error: unknown) => error instanceof ProfileError && message.test(error.message),
      JSON.stringify(more),
    )
})
