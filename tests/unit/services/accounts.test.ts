import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation, Value } from '../../../common/model/index.ts'
import { accountSettings, accountsOf, reviewedServices } from '../../../common/services/accounts.ts'
import { services } from '../../../common/services/index.ts'

type Seen = Pick<Observation, 'setting' | 'resource' | 'reading'>

function seen(setting: string, value: Value, id = 'root'): Seen {
  const [, type = ''] = setting.split('.')
  return { setting, resource: { type, id }, reading: { state: 'observed', value } }
}

test('what lists accounts is a setting of the service, of the type that is read', () => {
  for (const id of reviewedServices) {
    const service = services.find(item => item.id === id)
    for (const setting of accountSettings(id))
      assert.ok(
        service?.settings.some(item => item.id === setting),
        setting,
      )
  }
})

const said: Readonly<Record<string, readonly [readonly Seen[], readonly unknown[]]>> = {
  'github': [
    [
      seen('github.organization.members', [{ login: 'ada', role: 'ADMIN', twoFactor: true }]),
      seen('github.organization.outside-collaborators', ['kay', 'lou']),
      seen('github.organization.outside-collaborators-without-two-factor', ['lou']),
    ],
    [
      ['ada', ['admin'], true, null],
      ['kay', ['outside collaborator'], true, null],
      ['lou', ['outside collaborator'], false, null],
    ],
  ],
  'google-workspace': [
    [
      seen('google-workspace.tenant.super-admins', [{ email: 'ada@example.com', unit: '/' }]),
      seen('google-workspace.tenant.privileged-users', [
        { email: 'ada@example.com', unit: '/', groups: [] },
        { email: 'bo@example.com', unit: '/', groups: [] },
      ]),
    ],
    [
      ['ada@example.com', ['administrator role', 'super admin'], null, null],
      ['bo@example.com', ['administrator role'], null, null],
    ],
  ],
  'directus': [
    [
      seen('directus.project.administrators', ['ada', 'bo']),
      seen('directus.project.administrators-without-second-factor', ['bo']),
    ],
    [
      ['ada', ['administrator'], true, null],
      ['bo', ['administrator'], false, null],
    ],
  ],
  'unleash': [
    [seen('unleash.instance.administrators', ['ada'])],
    [['ada', ['administrator'], null, null]],
  ],
  'ghost': [
    [
      seen('ghost.user.role', 'Owner', '1'),
      seen('ghost.user.last-seen', '2026-03-01', '1'),
      seen('ghost.user.role', 'Editor', '2'),
      seen('ghost.user.last-seen', null, '2'),
    ],
    [
      ['name of 1', ['Owner'], null, '2026-03-01'],
      ['name of 2', ['Editor'], null, 'never'],
    ],
  ],
  'wordpress': [
    [seen('wordpress.user.roles', ['editor', 'administrator'], '1')],
    [['name of 1', ['administrator', 'editor'], null, null]],
  ],
}

for (const service of reviewedServices)
  test(`${service}: accounts with roles; what is not read is not known`, () => {
    const [given, expected] = said[service] ?? [[], []]
    const known = accountsOf(service, given, id => `name of ${id}`)
    assert.deepEqual(
      known?.accounts.map(({ name, roles, secondFactor, lastUse }) => [
        name,
        roles,
        secondFactor,
        lastUse,
      ]),
      expected,
    )
    assert.deepEqual(known?.missing, [])
    const hidden = given.map(item => ({
      ...item,
      reading: { state: 'unobserved', reason: 'forbidden' } as const,
    }))
    const unread = accountsOf(service, hidden, id => id)
    assert.deepEqual(unread?.accounts, [])
    assert.ok((unread?.missing.length ?? 0) > 0, 'a list that was not read is named')
  })

test('without the list of those who have none, nobody is said to have a second factor', () => {
  const known = accountsOf('directus', [seen('directus.project.administrators', ['ada'])], id => id)
  assert.equal(known?.accounts[0]?.secondFactor, null)
  assert.equal(
    accountsOf('figma', [], id => id),
    null,
  )
})
