import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { collectors } from '../../common/services/collectors.ts'
import { temporaryFolder } from '../support/agent.ts'
import { say } from '../support/say.ts'

// What is wrong with what a person gave is named before anything is asked for, and kept nowhere.

test('what is mistyped in a target is named, with what is meant, before a credential is asked for', async context => {
  const home = join(temporaryFolder(context), 'home')
  const set = (...pairs: string[]) => ({ set: pairs, credentialFile: join(home, 'no-such') })
  for (const [service, given, words] of [
    [
      'wordpress',
      set('url=127.0.0.1:39189'),
      /127\.0\.0\.1:39189 is no address.*https:\/\/.*url=http:\/\/127\.0\.0\.1:39189$/m,
    ],
    [
      'ghost',
      set('url=blog.example'),
      /is no address.*Perhaps --set url=https:\/\/blog\.example$/m,
    ],
    ['directus', set('url=ftp://x.example'), /ftp:\/\/x\.example is no address/],
    ['unleash', set('url=http://nosuch.invalid'), /in clear there, so nothing was asked/],
    ['wordpress', set('uri=https://blog.example'), /takes no "uri"\. It takes url, rest/],
    ['wordpress', set(), /a tenant of WordPress needs "url", the address of the site/],
    ['github', set('url=https://ghe.example'), /a tenant of GitHub needs "organization"/],
    ['microsoft-365', set('tenant=a'), /needs "client", the id of the application/],
  ] as const) {
    const { code, text } = await say(home, 'connect', [[service], given])
    assert.match(text, words)
    assert.equal(code, 2, text)
    assert.doesNotMatch(text, /could not be reached|no-such/)
  }
  assert.equal(existsSync(home), false)
})

test('every address that a collector asks can be given in its target', () => {
  for (const { service, target } of collectors)
    assert.ok(
      target.some(item => item.key === 'url' && item.address),
      service,
    )
})

test('a credential that is written otherwise is not sent; one that is refused says how it is written and where one is made', async context => {
  const folder = temporaryFolder(context)
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const file = join(folder, 'credential')
  writeFileSync(file, 'abcd efgh ijkl')
  // Nothing listens there: whoever asked would say so.
  const wordpress = { set: ['url=http://127.0.0.1:9'], credentialFile: file }
  const unfit = await say(join(folder, 'home'), 'connect', [['wordpress'], wordpress])
  assert.match(unfit.text, /the credential of WordPress is written as NAME:PASSWORD/)
  assert.equal(unfit.code, 2)
  writeFileSync(file, 'ghp_revoked')
  const set = ['organization=aurora-labs', `url=${replay.url}`]
  const refused = await say(join(folder, 'home'), 'connect', [
    ['github'],
    { set, credentialFile: file },
  ])
  assert.match(
    refused.text,
    /does not work.*Look whether it is whole and still valid\. A new one is made here: https:\/\/github\.com\//,
  )
})
