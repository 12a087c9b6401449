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

const whole = { enabled: true, secondFactor: true, lastUse: '2026-03-01' }
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
      seen('google-workspace.tenant.accounts', [
        { id: '1', name: 'ada@example.com', roles: ['super admin'], ...whole },
        { id: '2', name: 'bo@example.com', roles: ['user'], ...whole, secondFactor: null },
      ]),
      seen('google-workspace.tenant.privileged-users', [
        { email: 'bo@example.com', unit: '/', groups: [] },
        { email: 'who-is-no-account@example.com', unit: '/', groups: [] },
      ]),
    ],
    [
      ['ada@example.com', ['super admin'], true, '2026-03-01'],
      ['bo@example.com', ['administrator role', 'user'], null, '2026-03-01'],
    ],
  ],
  'microsoft-365': [
    [
      seen('microsoft-365.tenant.accounts', [
        { id: '1', name: 'ada', guest: false, enabled: true },
        { id: '2', name: 'bo', guest: true, enabled: true },
      ]),
      seen('microsoft-365.tenant.account-roles', [{ id: '1', roles: ['Reports Reader'] }]),
      seen('microsoft-365.tenant.account-sign-ins', [
        { id: '1', last: '2026-03-01' },
        { id: '2', last: null },
      ]),
      seen('microsoft-365.tenant.account-second-factors', [{ id: '1', capable: false }]),
    ],
    [
      ['ada', ['Reports Reader', 'member'], false, '2026-03-01'],
      ['bo', ['guest'], null, 'none on record'],
    ],
  ],
  'directus': [
    [
      seen('directus.project.accounts', [
        { id: '1', name: 'ada', roles: ['Editors', 'administrator'], ...whole },
        { id: '2', name: 'bo', roles: [], ...whole, lastUse: null },
      ]),
    ],
    [
      ['ada', ['Editors', 'administrator'], true, '2026-03-01'],
      ['bo', [], true, null],
    ],
  ],
  'unleash': [
    [seen('unleash.instance.administrators', ['ada'])],
    [['ada', ['administrator'], null, null]],
  ],
  'ghost': [
    [
      seen('ghost.site.invitations', [{ email: 'new@example.com', role: 'Editor', expires: '' }]),
      seen('ghost.user.role', 'Owner', '1'),
      seen('ghost.user.status', 'active', '1'),
      seen('ghost.user.last-seen', '2026-03-01', '1'),
      seen('ghost.user.role', 'Editor', '2'),
      seen('ghost.user.last-seen', null, '2'),
    ],
    [
      ['name of 1', ['Owner'], null, '2026-03-01'],
      ['name of 2', ['Editor'], null, 'never'],
      ['new@example.com', ['invited as Editor'], null, null],
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
  const listed = seen('github.organization.outside-collaborators', ['ada'])
  const known = accountsOf('github', [listed], id => id)
  assert.equal(known?.accounts[0]?.secondFactor, null)
  assert.equal(
    accountsOf('figma', [], id => id),
    null,
  )
})

test('what is said of some accounts alone is not read of all', () => {
  const unread = {
    ...seen('ghost.user.role', '', '2'),
    reading: { state: 'unobserved', reason: 'malformed' } as const,
  }
  const known = accountsOf('ghost', [seen('ghost.user.role', 'Owner', '1'), unread], id => id)
  assert.ok(known?.read.includes('ghost.user.role'))
  assert.ok(known?.missing.includes('ghost.user.role'))
  assert.equal(known?.reasons['ghost.user.role'], 'malformed')
})
