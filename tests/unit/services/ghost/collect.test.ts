import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../../../agent/collect/api.ts'
import { createDns } from '../../../../agent/collect/dns.ts'
import type { Recorder } from '../../../../agent/collect/api.ts'
import type { Value } from '../../../../common/model/value.ts'
import { collector as ghostCollector } from '../../../../common/services/ghost/collect/index.ts'

const target = { url: 'https://blog.example/news/' }
const token = `${'a'.repeat(24)}:${'b'.repeat(64)}`

/** Ghost's replies in the shapes of 6.65; every request that none is given for is refused. */
function ghostOf(replies: Readonly<Record<string, unknown>>) {
  const recorded: string[] = []
  const recorder: Recorder = {
    earlier: async () => null,
    record: async reply =>
      recorded.push(
        `${reply.personal} ${reply.filters ?? ''} ${new TextDecoder().decode(reply.body)}`,
      ) - 1,
    unchanged: () => 0,
  }
  const asked: string[] = []
  const api = createApi({
    ...ghostCollector.endpoint(target),
    secret: token,
    recorder,
    sleep: async () => undefined,
    fetch: (async (url: string, init: RequestInit) => {
      const path = url.replace('https://blog.example/news/ghost/api/admin', '')
      asked.push(path)
      assert.deepEqual(
        [init.method, new Headers(init.headers).get('accept-version')],
        ['GET', 'v6.0'],
      )
      return path in replies
        ? Response.json(replies[path])
        : Response.json(
            { errors: [{ message: 'API tokens do not have permission to access this endpoint' }] },
            { status: 403 },
          )
    }) as typeof globalThis.fetch,
  })
  const context = { api, dns: createDns(recorder), target, now: () => new Date() }
  return {
    asked,
    recorded,
    context,
    async read(part: string): Promise<Record<string, Value | { readonly reason: string }>> {
      const found: Record<string, Value | { readonly reason: string }> = {}
      for await (const item of ghostCollector.parts
        .find(one => one.id === part)
        ?.collect(context) ?? []) {
        if (item.kind === 'value')
          found[
            `${item.resource.type === 'user' ? `${item.resource.id} ` : ''}${item.setting.split('.').at(-1)}`
          ] = item.value
        if (item.kind === 'unobserved')
          found[item.setting.split('.').at(-1) ?? ''] = { reason: item.reason }
      }
      return found
    },
  }
}
const settings = (values: Readonly<Record<string, unknown>>) => ({
  '/settings/': {
    settings: Object.entries(values).map(([key, value]) => ({ key, value })),
    meta: {},
  },
})

test('flags as Ghost writes them, lists and objects that are text, and nothing of what is not read', async () => {
  const ghost = ghostOf(
    settings({
      require_email_mfa: '0.0',
      is_private: true,
      password: 'low-water',
      stripe_secret_key: '••••',
      slack_url: 'https://hooks.example/secret',
      blocked_email_domains: '["spam.example"]',
      labs: '{"b":true,"a":true,"off":false}',
      codeinjection_head: ' ',
      codeinjection_foot: '<script>',
      members_signup_access: 'invite',
    }),
  )
  assert.deepEqual(await ghost.read('settings'), {
    'email-code-on-each-login': false,
    'private': true,
    'signup-access': 'invite',
    'blocked-email-domains': ['spam.example'],
    'labs': ['a', 'b'],
    'code-in-head': false,
    'code-in-foot': true,
  })
  assert.equal(ghost.recorded.length, 1)
  for (const secret of ['low-water', 'hooks.example', 'stripe'])
    assert.ok(!ghost.recorded[0]?.includes(secret), secret)
  assert.match(ghost.recorded[0] ?? '', /^false kept: the keys that are read \{/)
})

test('a form that nobody has seen is malformed, never a guess', async () => {
  const read = await ghostOf(
    settings({
      require_email_mfa: '1.0',
      is_private: 'maybe',
      blocked_email_domains: 'spam.example',
      labs: '[]',
    }),
  ).read('settings')
  for (const name of ['email-code-on-each-login', 'private', 'blocked-email-domains', 'labs'])
    assert.deepEqual(read[name], { reason: 'malformed' }, name)
})

test('what has no effect without something else is off without it', async () => {
  const read = (values: Readonly<Record<string, unknown>>) =>
    ghostOf(
      settings({ portal_signup_checkbox_required: true, explore_ping_growth: true, ...values }),
    ).read('settings')
  const off = await read({ portal_signup_terms_html: null, explore_ping: false })
  assert.deepEqual(
    [off['signup-terms'], off['signup-terms-required'], off['growth-shared']],
    [false, false, false],
  )
  const on = await read({ portal_signup_terms_html: '<p>I agree</p>', explore_ping: true })
  assert.deepEqual(
    [on['signup-terms'], on['signup-terms-required'], on['growth-shared']],
    [true, true, true],
  )
})

test('the staff is read page by page; who never signed in has no day', async () => {
  const user = (id: string, role: string, last_seen: string | null) => ({
    id,
    name: id,
    email: `${id}@blog.example`,
    status: 'active',
    last_seen,
    roles: [{ name: role }],
  })
  const first = '/users/?include=roles&fields=id,name,email,status,last_seen&limit=100'
  const ghost = ghostOf({
    [first]: {
      users: [user('ada', 'Owner', '2026-01-02T03:04:05.000Z')],
      meta: { pagination: { page: 1, next: 2 } },
    },
    '/users/?include=roles&fields=id%2Cname%2Cemail%2Cstatus%2Clast_seen&limit=100&page=2': {
      users: [user('ned', 'Author', null)],
      meta: { pagination: { page: 2, next: null } },
    },
  })
  assert.deepEqual(await ghost.read('people'), {
    'ada role': 'Owner',
    'ada status': 'active',
    'ada last-seen': '2026-01-02',
    'ned role': 'Author',
    'ned status': 'active',
    'ned last-seen': null,
    'administrators': ['ada@blog.example'],
  })
  assert.ok(
    ghost.recorded.every(entry => entry.startsWith('true ')),
    'persons are marked as such',
  )
})

test('connect says what a key is, what it is refused, and what that costs', async () => {
  const open = { '/settings/': {}, '/config/': {}, '/users/?limit=1&fields=id': {} }
  const key = await ghostCollector.probe(ghostOf(open).context)
  assert.deepEqual(
    [key.account, key.granted, key.missing.map(item => item.right)],
    [null, ['settings', 'configuration', 'staff'], ['invitations', 'integrations']],
  )
  assert.deepEqual(key.missing[1]?.costs, ['ghost.site.custom-integrations'])
  const editor = await ghostCollector.probe(
    ghostOf({
      ...open,
      '/invites/?limit=1': {},
      '/users/me/?include=roles': {
        users: [{ email: 'ada@blog.example', roles: [{ name: 'Editor' }] }],
      },
    }).context,
  )
  assert.deepEqual(
    [editor.account, editor.missing.map(item => item.right), editor.canWrite],
    ['ada@blog.example (Editor)', ['integrations'], ['everything that a Ghost Editor may']],
  )
})

test('a site in a folder is a tenant of its own; an address of the admin pages is none', () => {
  assert.deepEqual(ghostCollector.root(target), {
    type: 'site',
    id: 'blog.example/news',
    name: 'blog.example/news',
  })
  for (const url of ['blog.example', 'https://blog.example/ghost', 'https://blog.example/ghost/'])
    assert.throws(() => ghostCollector.endpoint({ url }), /url/)
})
