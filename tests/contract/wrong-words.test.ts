import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { wrongWord } from '../../agent/cli/usage.ts'
import { temporaryFolder } from '../support/agent.ts'
import { say } from '../support/say.ts'

// What is wrong on a command line is named: which word it does not know, and which it misses.

test('a word too few or unknown is named, before the forms that there are', async context => {
  const home = join(temporaryFolder(context), 'home')
  for (const [name, args, options, words] of [
    ['export', [], { format: 'pdf', out: 'x' }, /^--format "pdf" is none of bundle, html, .*sarif/],
    ['export', [], { format: 'csv' }, /^export needs --out FILE\.\nUsage: export --format/],
    ['exception', ['end'], {}, /^exception end needs ID\./],
    ['exception', ['ad'], {}, /^no exception "ad": there are add, apply, list, end/],
    [
      'access',
      ['start'],
      { due: '2099-01-01' },
      /^access start needs REVIEW, --tenant T, --reviewer WHO\./,
    ],
    ['access', ['keep', 'q1'], { tenant: 't' }, /^access keep needs ACCOUNT\./],
    ['scope', ['show'], {}, /^scope show needs --framework ID\./],
    ['tree', [], {}, /^tree needs --framework ID\./],
    ['tenant', ['end', 'acme'], {}, /^tenant end needs --reason WHY\./],
    ['alert', ['secret'], {}, /^alert secret needs CHANNEL\./],
    ['key', ['rotat'], {}, /^no key "rotat": there are rotate/],
    ['verify', [], { key: 'foo' }, /--key: "foo" is no verifier key/],
    ['changes', [], { page: '0' }, /--page "0" is no page: 1 has the newest/],
    ['baseline', ['acme'], { until: '2099-01-01' }, /^baseline needs --reason WHY\./],
  ] as const) {
    const { code, text } = await say(home, name, [args, options])
    assert.match(text, words, `${name} ${args.join(' ')}`)
    assert.equal(code, 2)
  }
})

test('a sentence that is no list of forms stays as it is', () => {
  assert.equal(wrongWord('--redact takes "personal"', ['export'], {}), null)
})
