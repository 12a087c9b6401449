import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readerPage } from '../support/extension/reader-page.ts'

// What teach mode makes of a control: how it is read from now on, and what it reads now.
let page: Awaited<ReturnType<typeof readerPage>>
before(async () => {
  page = await readerPage()
})
after(() => page?.close())

type Row = readonly [what: string, html: string, kind: string, by: string, value: unknown]
const rows: readonly Row[] = [
  [
    'a list with values',
    '<label>Role <select id=x><option value=r>Reader<option value=w selected>Writer</select></label>',
    'selected',
    'value',
    'w',
  ],
  [
    'a list without',
    '<label>Role <select id=x><option>Reader<option selected>Writer</select></label>',
    'selected',
    'label',
    'Writer',
  ],
  [
    'a locked list',
    '<label>Role <select id=x disabled><option value=r>Reader<option value=w selected>Writer</select></label>',
    'selected',
    'value',
    'w',
  ],
  [
    'a locked box',
    '<label><input id=x type=checkbox disabled checked> Require SSO</label>',
    'checked',
    'label',
    true,
  ],
  [
    'a slider',
    '<label>Days <input id=x type=range max=90 value=30></label>',
    'number',
    'label',
    30,
  ],
  [
    'a date',
    '<label>Until <input id=x type=date value=2026-11-24></label>',
    'text',
    'label',
    '2026-11-24',
  ],
  [
    'an e-mail address',
    '<label>Contact <input id=x type=email value=ada@example.com></label>',
    'text',
    'label',
    'ada@example.com',
  ],
  [
    'an address',
    '<label>Page <input id=x type=url value=https://example.com/></label>',
    'text',
    'label',
    'https://example.com/',
  ],
  [
    'several of a list',
    '<label>Roles <select id=x multiple><option selected>Reader<option>Writer</select></label>',
    'list',
    'label',
    ['Reader'],
  ],
  [
    'a list',
    '<h2 id=h>Domains</h2><ul id=x aria-labelledby=h><li>a.example</li><li>b.example</li></ul>',
    'list',
    'label',
    ['a.example', 'b.example'],
  ],
  [
    'one choice of two in a fieldset',
    '<fieldset><legend>Access</legend><label><input id=x type=radio name=a value=1> Everyone</label><label><input type=radio name=a value=2 data-checked> Nobody</label><label><input type=radio name=b value=3 data-checked> Yes</label></fieldset>',
    'selected',
    'value',
    '2',
  ],
]
for (const [what, html, kind, by, value] of rows)
  test(what, async () => {
    const found = await page.point(html)
    assert.ok(found.locate.length > 0)
    assert.deepEqual([found.kind, found.by, found.value], [kind, by, value])
  })
