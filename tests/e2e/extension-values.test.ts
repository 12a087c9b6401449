import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RecipeSource } from '../../common/capture/recipe.ts'
import { readerPage } from '../support/extension/reader-page.ts'
import type { Sample } from '../support/extension/reader-page.ts'

// What is read from a page is true, or it is unknown: small pages, each with the value that a person
// sees, or a pattern of why nobody could tell.
let page: Awaited<ReturnType<typeof readerPage>>
before(async () => {
  page = await readerPage()
})
after(() => page?.close())

type Reading = Sample['reading']
type Row = readonly [what: string, html: string, reading: Reading, expected: unknown]
const css = (selector: string, rest: Omit<Reading, 'locate'>): Reading => ({
  locate: [{ css: selector }],
  ...rest,
})
function rows(of: readonly Row[], more: Omit<Sample, 'html' | 'reading'> = {}): void {
  for (const [what, html, reading, expected] of of)
    test(what, async () => {
      const found = await page.read({ html, reading, ...more })
      if (!(expected instanceof RegExp)) return assert.deepEqual(found, expected)
      assert.match(String(found), /^unknown: /)
      assert.match(String(found), expected)
    })
}

const list = css('#x', { read: 'list' })
const named: Reading = { locate: [{ role: 'list', name: ['Domains'] }], read: 'list' }
const told = css('#x', {
  read: 'list',
  empty: { locate: [{ css: '#nothing' }], value: [] },
})
const two = '<li>a.example</li><li>b.example</li>'
const entries = ['a.example', 'b.example']
const paged = css('#x', {
  read: 'list',
  pages: { shown: [{ css: '#of' }], next: [{ css: '#on' }] },
})
rows([
  ['a list', `<ul id=x>${two}</ul>`, list, ['a.example', 'b.example']],
  ['a single entry', '<ul id=x><li>a.example</li></ul>', list, ['a.example']],
  ['a list without anything', '<ul id=x></ul>', list, []],
  [
    'a line that says there is none, in a list named by its heading',
    '<h2 id=h>Domains</h2><ul aria-labelledby=h><li>Nobody has been added yet</li></ul>',
    named,
    /no entry/,
  ],
  ['a single name of a person', '<ul id=x><li>Ada Lovelace</li></ul>', list, /no entry/],
  [
    'a single name, where the page was seen to say when there is none',
    '<ul id=x><li>Ada Lovelace</li></ul>',
    told,
    ['Ada Lovelace'],
  ],
  [
    'a line that says there is none beside that sign',
    '<ul id=x><li>No domains yet</li></ul>',
    told,
    /no entry/,
  ],
  ['the sign that there is none', '<p id=nothing>None.</p><ul id=x></ul>', told, []],
  [
    'a list without anything, where nobody knows how that looks',
    '<ul id=x></ul>',
    css('#x', { read: 'list', empty: { unknown: 'nobody has seen it' } }),
    /no entry is shown.*nobody has seen it/,
  ],
  [
    'entries, where nobody knows how none look',
    `<ul id=x>${two}</ul>`,
    css('#x', { read: 'list', empty: { unknown: 'nobody has seen it' } }),
    ['a.example', 'b.example'],
  ],
  ['pages, all in sight', `<ul id=x>${two}</ul><p id=of>1-2 of 2</p>`, paged, entries],
  ['pages, the first', `<ul id=x>${two}</ul><p id=of>1-2 of 5</p>`, paged, /1-2 of 5/],
  [
    'pages of what was searched for',
    `<input type=search value=a><ul id=x>${two}</ul><p id=of>1-2 of 2</p>`,
    paged,
    /beside them "a"/,
  ],
  [
    'that sign, not shown',
    `<p id=nothing hidden>None.</p><ul id=x>${two}</ul>`,
    told,
    ['a.example', 'b.example'],
  ],
  [
    'two lines about nothing',
    '<ul id=x><li>Webhooks appear here once they are created.</li><li>Learn more</li></ul>',
    list,
    /no entry/,
  ],
  ['skeletons', '<ul id=x><li></li><li></li></ul>', list, /no text/],
  ['"and 12 more" as an entry', `<ul id=x>${two}<li>and 12 more</li></ul>`, list, /no entry/],
  ...['(+12)', 'more', '+ 3', '57 in total', '57 insgesamt'].map((line): Row => [
    `"${line}" as an entry`,
    `<ul id=x>${two}<li>${line}</ul>`,
    list,
    /no entry/,
  ]),
  ['"+12" as an entry', `<ul id=x>${two}<li>+12</li></ul>`, list, /no entry/],
  ['"Show all 14" below', `<ul id=x>${two}</ul><button>Show all 14</button>`, list, /Show all/],
  ['"and 12 more" below', `<ul id=x>${two}</ul><a href=/all>and 12 more</a>`, list, /12 more/],
  [
    'a part by aria-setsize',
    '<ul id=x><li aria-setsize=5>a.example</li><li aria-setsize=5>b.example</li></ul>',
    list,
    /of 5 are/,
  ],
  ['an unknown size', '<ul id=x><li aria-setsize=-1>a.example</li></ul>', list, /of -1 are/],
  [
    'pages',
    `<ul id=x>${two}</ul><p><span>1-2 of 57</span> <button>Next</button></p>`,
    list,
    /1-2 of 57/,
  ],
  [
    'pages in pieces',
    `<ul id=x>${two}</ul><p>Showing <b>1</b> to <b>2</b> of <b>57</b> results</p>`,
    list,
    /57/,
  ],
  ['one page', `<ul id=x>${two}</ul><p>1-2 of 2</p>`, list, ['a.example', 'b.example']],
  [
    'numbered pages',
    `<ul id=x>${two}</ul><nav aria-label=Pagination><ul><li><a aria-current=page href=?1>1</a></li><li><a href=?2>2</a></li></ul></nav>`,
    list,
    /beside them "2"/,
  ],
  [
    'back and on',
    `<ul id=x>${two}</ul><button disabled>Previous</button><button>Next</button>`,
    list,
    /Next/,
  ],
  [
    'back and on at the end of the only page',
    `<ul id=x>${two}</ul><button disabled>Previous</button><button disabled>Next</button>`,
    list,
    ['a.example', 'b.example'],
  ],
  [
    'an assistant with a way on',
    `<ul id=x>${two}</ul><button>Cancel</button><button>Next</button>`,
    list,
    ['a.example', 'b.example'],
  ],
  [
    "another list's pages",
    `<section><ul id=x>${two}</ul></section><section><ul><li>c.example</li></ul><p>1-1 of 57</p></section>`,
    list,
    ['a.example', 'b.example'],
  ],
  [
    'a list that draws what is in sight',
    `<div style="height:60px;overflow:auto"><ul id=x style="height:2000px;margin:0">${two}</ul></div>`,
    list,
    /in sight/,
  ],
  [
    'a list that draws what is in sight, from below it',
    `<ul id=x style="height:2000px">${two}</ul><p data-scrolled style="height:900px">Below</p>`,
    list,
    /in sight/,
  ],
  [
    'a list of a low page, from below it',
    `<ul id=x>${two}</ul><p data-scrolled style="height:2000px">Below</p>`,
    list,
    ['a.example', 'b.example'],
  ],
  ...[
    'plus 12 more',
    '2 of 57 shown',
    'and 12 further entries',
    '12 hidden',
    '12 ausgeblendet',
  ].map((line): Row => [
    `"${line}" as an entry`,
    `<ul id=x>${two}<li>${line}</ul>`,
    list,
    /no entry/,
  ]),
  [
    'a filter that is chosen',
    `<select aria-label="Filter by state"><option>All<option selected>On</select><ul id=x>${two}</ul>`,
    list,
    /beside them "On"/,
  ],
  [
    'a filter of a number that is chosen',
    `<select id=filter><option>All<option selected>30 days</select><ul id=x>${two}</ul>`,
    list,
    /beside them "30 days"/,
  ],
  [
    'a filter that is chosen, and begins like all',
    `<select aria-label="Filter by state"><option>All<option selected>Allowed</select><ul id=x>${two}</ul>`,
    list,
    /beside them "Allowed"/,
  ],
  [
    'a filter that lets all through',
    `<select aria-label="Filter by state"><option selected>All<option>On</select><ul id=x>${two}</ul>`,
    list,
    entries,
  ],
  [
    'a choice beside it that filters nothing',
    `<select aria-label=Role><option>Any<option selected>Reader</select><ul id=x>${two}</ul>`,
    list,
    entries,
  ],
  ...['Clear filters', 'Filter zurücksetzen', 'Effacer les filtres'].map((name): Row => [
    `"${name}"`,
    `<p>State: on <button>${name}</button></p><ul id=x>${two}</ul>`,
    list,
    /beside them "/,
  ]),
  [
    'filters to clear, beside a list of which all pages were seen',
    `<button>Clear filters</button><ul id=x>${two}</ul><p id=of>1-2 of 2</p>`,
    paged,
    /Clear filters/,
  ],
  [
    'an entry that a style sheet denies',
    `<style>.not::after{content:" (blocked)"}</style><ul id=x><li class=not>a.example<li>b.example</ul>`,
    list,
    /entry 1 has no text/,
  ],
  [
    'marks of a style sheet, and a button that is seen when it is pointed at',
    `<style>#x li::before{content:"\\2022  "}</style><ul id=x><li>a.example <button style="opacity:0">Remove</button><li>b.example</ul>`,
    list,
    entries,
  ],
  [
    'entries with a button',
    '<ul id=x><li>a.example <button>Remove</button></li><li>b.example <button>Remove</button></li></ul>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'entries with a link that does something',
    '<ul id=x><li>a.example <a href="#">Remove</a></li><li>b.example <a href="#">Remove</a></li></ul>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'entries with a link that may do something',
    '<ul id=x><li>a.example <a href="/remove/1">Remove</a></li><li>b.example <a href="/remove/2">Remove</a></li></ul>',
    list,
    /has no text/,
  ],
  [
    'entries that are links',
    '<ul id=x><li><a href=/1>a.example</a></li><li><a href=/2>b.example</a> <button>x</button></li></ul>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'entries that are boxes',
    '<ul id=x><li><label><input type=checkbox> a.example</label></li><li><label><input type=checkbox> b.example</label></li></ul>',
    list,
    /has no text/,
  ],
  [
    'entries that are fields',
    '<ul id=x><li><input value=a.example></li><li><input value=b.example></li></ul>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'parts of a word',
    '<ul id=x><li><b>a</b>.exam<wbr>ple<span aria-hidden=true>*</span></li></ul>',
    list,
    ['a.example'],
  ],
  [
    'a list in a list',
    `<ul id=x><li>Group<ul>${two}</ul></li><li>c.example</li></ul>`,
    list,
    /inside it/,
  ],
  ['entries that are hidden', `<ul id=x>${two}<li hidden>c.example</li></ul>`, list, /hidden/],
  [
    'what invisible characters hide',
    '<ul id=x><li>exam\u00adple.\u200bcom</li></ul>',
    list,
    ['example.com'],
  ],
  ['a text with commas', '<p id=x>a.example, b.example</p>', list, ['a.example', 'b.example']],
  ['a sentence with a comma', '<p id=x>Webhooks appear here, once created</p>', list, /no entry/],
  [
    'lines that were typed',
    '<textarea id=x>a.example\nb.example</textarea>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'a line that was typed with commas',
    '<textarea id=x>a.example, b.example</textarea>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'chips with a button that adds',
    '<div id=x><button>a.example</button><button>+ Add</button></div>',
    list,
    /no entry/,
  ],
  [
    'chips beside a search',
    '<div><div><span>a.example</span><button aria-label="Remove a.example"></button></div><div><span>b.example</span></div><input id=x type=text role=combobox></div>',
    list,
    ['a.example', 'b.example'],
  ],
  [
    'several chosen of a native list',
    '<select id=x multiple><option selected>Reader<option>Writer<option selected>Admin</select>',
    list,
    ['Reader', 'Admin'],
  ],
  [
    'chosen options of a box',
    '<div id=x role=listbox aria-multiselectable=true><div role=option aria-selected=true>Reader</div><div role=option aria-selected=false>Writer</div></div>',
    list,
    ['Reader'],
  ],
])

const table = css('#x', { read: 'rows' })
const head = '<thead><tr><th>Name<th>State</thead>'
const deploy = '<tr><td>deploy<td>on'
const columns = css('#x', {
  read: 'rows',
  map: {
    columns: [
      { heading: ['Name'], as: 'name' },
      { heading: ['State'], as: 'on', values: { on: true, off: false } },
    ],
  },
})
rows([
  [
    'a table',
    `<table id=x>${head}<tbody>${deploy}<tr><td>test<td>off</table>`,
    table,
    [
      { Name: 'deploy', State: 'on' },
      { Name: 'test', State: 'off' },
    ],
  ],
  ['a table without rows', `<table id=x>${head}<tbody></table>`, table, []],
  [
    'a line over all columns',
    `<table id=x>${head}<tbody><tr><td colspan=2>No webhooks found</table>`,
    table,
    /1 cells of 2/,
  ],
  [
    'a line in the first column',
    `<table id=x>${head}<tbody><tr><td>Webhooks appear here<td></table>`,
    table,
    /no entry/,
  ],
  ['skeleton rows', `<table id=x>${head}<tbody><tr><td><i></i><td><i></i></table>`, table, /empty/],
  [
    'totals',
    `<table id=x>${head}<tbody>${deploy}<tfoot><tr><td>Total<td>1</table>`,
    table,
    [{ Name: 'deploy', State: 'on' }],
  ],
  [
    'rows that are folded into one',
    `<table id=x role=treegrid>${head}<tbody><tr aria-expanded=false><td>deploy<td>on</table>`,
    table,
    /hidden/,
  ],
  [
    'a cell over several rows',
    `<table id=x>${head}<tbody><tr><td rowspan=2>deploy<td>on<tr><td>off</table>`,
    table,
    /over several rows/,
  ],
  [
    'two rows of headings',
    `<table id=x><thead><tr><th colspan=2>Webhooks<tr><th>Name<th>State</thead>${deploy}</table>`,
    table,
    /two rows of headings/,
  ],
  ['no headings', `<table id=x><tbody>${deploy}<tr><td>test<td>off</table>`, table, /no headings/],
  [
    'a repeated heading',
    `<table id=x><thead><tr><th>Name<th>Name</thead>${deploy}</table>`,
    table,
    /heading twice/,
  ],
  [
    'a table in a table',
    `<table id=x>${head}<tbody><tr><td>deploy<td><table><tr><td>on</table></table>`,
    table,
    /inside it/,
  ],
  [
    'a box in a cell',
    `<table id=x>${head}<tbody><tr><td>deploy<td><input type=checkbox checked><tr><td>test<td><input type=checkbox></table>`,
    table,
    /column "State"/,
  ],
  [
    'a box in a cell that is not wanted',
    `<table id=x><thead><tr><th><th>Name<th>State</thead><tbody><tr><td><input type=checkbox><td>deploy<td>on</table>`,
    columns,
    [{ name: 'deploy', on: true }],
  ],
  [
    'a picture in a cell',
    `<table id=x>${head}<tbody><tr><td>deploy<td><svg></svg><tr><td>test<td><svg></svg></table>`,
    table,
    /column "State"/,
  ],
  [
    'a button that is the name',
    `<table id=x>${head}<tbody><tr><td><button>deploy</button><td>on</table>`,
    columns,
    [{ name: 'deploy', on: true }],
  ],
  [
    'a button beside the name',
    `<table id=x>${head}<tbody><tr><td>deploy <button>Edit</button><td>on</table>`,
    columns,
    [{ name: 'deploy', on: true }],
  ],
  [
    'a column that is missing where there are no rows',
    '<table id=x><thead><tr><th>Other</thead></table>',
    columns,
    /no column "Name"/,
  ],
  [
    'a part by aria-rowcount',
    `<table id=x aria-rowcount=40>${head}<tbody>${deploy}</table>`,
    table,
    /of 40 are/,
  ],
  [
    'pages of a table',
    `<table id=x>${head}<tbody>${deploy}</table><div>1–1 of 57</div>`,
    table,
    /57/,
  ],
  [
    'rows of a grid',
    '<div id=x role=grid><div role=row><span role=columnheader>Name</span><span role=columnheader>State</span></div><div role=row><span role=gridcell>deploy</span><span role=gridcell>on</span></div></div>',
    columns,
    [{ name: 'deploy', on: true }],
  ],
  [
    'a wording with another apostrophe',
    `<table id=x>${head}<tbody><tr><td>members’<td>on</table>`,
    css('#x', {
      read: 'rows',
      map: { columns: [{ heading: ['Name'], as: 'name', values: { "members'": 1 } }] },
    }),
    [{ name: 1 }],
  ],
])

rows([
  [
    'totals in a row',
    `<table id=x>${head}<tbody>${deploy}<tr><td>Total<td>1</table>`,
    table,
    /no entry/,
  ],
  ['a text', '<p id=x>Members</p>', css('#x', { read: 'text' }), 'Members'],
  ...['********', '\u2022\u2022\u2022\u20221234', 'xxxx-xxxx-1234'].flatMap((text): Row[] => [
    [
      `signs in place of a text: ${text}`,
      `<p id=x>${text}</p>`,
      css('#x', { read: 'text' }),
      /whole/,
    ],
    [
      `signs in place of a text, in a field: ${text}`,
      `<input id=x value="${text}">`,
      css('#x', { read: 'text' }),
      /whole/,
    ],
  ]),
  [
    'a sign between two words',
    '<p id=x>Ada \u2022 Owner</p>',
    css('#x', { read: 'text' }),
    'Ada \u2022 Owner',
  ],
  ...[
    '\u2014',
    'Not set',
    'None',
    'N/A',
    'Not configured',
    '(empty)',
    'Nobody',
    'Add a contact',
    'Keine',
    'Nicht festgelegt',
    'Aucun',
    'No configurado',
  ].map((text): Row => [
    `a text that says that there is none: ${text}`,
    `<p id=x>${text}</p>`,
    css('#x', { read: 'text' }),
    /whole/,
  ]),
  ...['Nobody but owners', 'Not for guests', 'None of the partners', '連絡先', 'Null Inc.'].map(
    (text): Row => [
      `a text that says something: ${text}`,
      `<p id=x>${text}</p>`,
      css('#x', { read: 'text' }),
      text,
    ],
  ),
  [
    'a text that says that there is none, which the recipe knows',
    '<p id=x>None</p>',
    css('#x', { read: 'text', map: { values: { None: null } } }),
    null,
  ],
  ['"None" that somebody typed', '<input id=x value=None>', css('#x', { read: 'text' }), 'None'],
  ['a text that is not there yet', '<p id=x></p>', css('#x', { read: 'text' }), /no text/],
  ['a text that loads', '<p id=x>Loading...</p>', css('#x', { read: 'text' }), /no text/],
  [
    'a text that is cut off',
    '<p id=x>Members of the fin…</p>',
    css('#x', { read: 'text' }),
    /no text/,
  ],
  ['nothing in a field', '<input id=x>', css('#x', { read: 'text' }), ''],
  [
    'a text that a style sheet denies',
    '<style>.not::before{content:"Not "}</style><p id=x><span class=not>enabled</span></p>',
    css('#x', { read: 'text' }),
    /style sheet adds "Not/,
  ],
  [
    'a text that a style sheet takes from an attribute',
    '<style>.of::after{content:attr(data-of)}</style><p id=x><span class=of data-of=guests>Members</span></p>',
    css('#x', { read: 'text' }),
    /style sheet adds/,
  ],
  [
    'a mark of a style sheet beside a text',
    '<style>#x::before{content:"\\f00c"} #x::after{content:" *"}</style><p id=x>Members</p>',
    css('#x', { read: 'text' }),
    'Members',
  ],
  ...['opacity:0', 'font-size:0'].map((style): Row => [
    `a text with ${style}`,
    `<p id=x><span style="${style}">Members</span></p>`,
    css('#x', { read: 'text' }),
    /it is hidden/,
  ]),
  [
    'a text in a part without a box of its own',
    '<p id=x><span style="display:contents">Members</span></p>',
    css('#x', { read: 'text' }),
    'Members',
  ],
  [
    'a text in a field that another is drawn over',
    '<input id=x value=Members style="opacity:0">',
    css('#x', { read: 'text' }),
    'Members',
  ],
])

rows(
  [
    ['a list that is busy', `<ul id=x aria-busy=true>${two}</ul>`, list, /more is coming/],
    [
      'a list in a part that is busy',
      `<section aria-busy=true><ul id=x>${two}</ul></section>`,
      list,
      /more is coming/,
    ],
    [
      'a table that is busy',
      `<table id=x aria-busy=true>${head}<tbody>${deploy}</table>`,
      table,
      /more is coming/,
    ],
    [
      'a list beside what is busy',
      `<p aria-busy=true>Chat</p><section><ul id=x>${two}</ul></section>`,
      list,
      /more is coming/,
    ],
    [
      'a box in a part that is busy',
      '<p aria-busy=true><input id=x type=checkbox checked></p>',
      css('#x', { read: 'checked' }),
      true,
    ],
  ],
  { waited: true },
)

const number = css('#x', { read: 'number' })
const minutes = css('#x', {
  read: 'number',
  map: { unit: { minutes: 1, hours: 60, hour: 60, days: 1440 } },
})
rows([
  ['a number', '<input id=x value=8>', number, 8],
  ['a fraction', '<input id=x value=0.125>', number, 0.125],
  ['a fraction without a whole', '<p id=x>.5</p>', number, 0.5],
  ['an exponent in a field of numbers', '<input id=x type=number value=1e5>', number, 100_000],
  ['a lost minus', '<p id=x>−5</p>', number, -5],
  ['thousands of Switzerland', '<p id=x>1’000</p>', number, 1000],
  ["thousands with '", "<p id=x>1'000</p>", number, 1000],
  ['thousands of France', '<p id=x>1&#8239;440</p>', number, 1440],
  ['thousands of India', '<p id=x>1,00,000</p>', number, 100_000],
  ['a range', '<p id=x>10-30</p>', number, /no number/],
  ['a power', '<p id=x>10<sup>2</sup></p>', number, /raised or lowered/],
  ['an index', '<p id=x>10<sub>2</sub></p>', number, /raised or lowered/],
  [
    'thousands of a style sheet',
    '<style>.k::after{content:"k"}</style><p id=x><b class=k>30</b></p>',
    number,
    /style sheet adds "k"/,
  ],
  [
    'a unit of a style sheet beside a field',
    '<style>.of::after{content:"%"}</style><label>Share</label><span class=of><input id=x value=30></span>',
    number,
    /unit beside it: "%"/,
  ],
  [
    'a unit of a style sheet beside a field, which the recipe knows',
    '<style>.of::after{content:" hours"}</style><span class=of><input id=x value=30></span>',
    minutes,
    1800,
  ],
  ['three numbers', '<p id=x>100 200 300</p>', number, /no number/],
  ['what is two numbers in two countries', '<p id=x>1,440</p>', number, /no number/],
  ['nothing in a field of numbers', '<input id=x type=number>', number, /no number/],
  [
    'more digits than a number holds',
    '<input id=x type=number value=9007199254740993>',
    number,
    /no number/,
  ],
  ['a slider', '<input id=x type=range min=0 max=90 value=30>', number, 30],
  ['a slider of parts', '<div id=x role=slider aria-valuenow=30></div>', number, 30],
  [
    'a unit in a list beside it',
    '<div><input id=x value=30><select aria-label=Unit><option>Minutes<option selected>Hours</select></div>',
    number,
    /unit beside it/,
  ],
  [
    'a unit in a list beside it, where the recipe knows units',
    '<div><input id=x value=30><select aria-label=Unit><option>Minutes<option selected>Hours</select></div>',
    minutes,
    1800,
  ],
  [
    'a unit on a plain button beside it, which opens a list of them',
    '<div><input id=x type=number value=30><button aria-expanded=false>Minutes</button></div>',
    css('#x', { read: 'number' }),
    /unit beside it/,
  ],
  [
    'a unit on a plain button beside it, which belongs to it',
    '<div><input id=x type=number value=30><button aria-expanded=false>Hours</button></div>',
    css('#x', { read: 'number', map: { unit: { minutes: 1, hours: 60 } } }),
    1800,
  ],
  [
    'a unit that is pressed beside it',
    '<div><input id=x type=number value=2><button aria-pressed=false>Minutes</button><button aria-pressed=true>Hours</button></div>',
    minutes,
    120,
  ],
  [
    'a unit that is chosen beside it by a radio button',
    '<div><input id=x type=number value=2><label><input type=radio name=u data-checked>Hours</label><label><input type=radio name=u>Minutes</label></div>',
    minutes,
    120,
  ],
  [
    'a unit that is chosen beside it, where the recipe knows none',
    '<div><input id=x type=number value=2><label><input type=radio name=u data-checked>Hours</label><label><input type=radio name=u>Minutes</label></div>',
    number,
    /unit beside it: "Hours"/,
  ],
  [
    'units of which none is chosen',
    '<div><input id=x type=number value=2><button aria-pressed=false>Minutes</button><button aria-pressed=false>Hours</button></div>',
    minutes,
    /no unit/,
  ],
  [
    'a button beside it that says no unit',
    '<div><input id=x type=number value=30><button>Help</button></div>',
    css('#x', { read: 'number' }),
    30,
  ],
  [
    'a unit beside it that the recipe does not know',
    '<div><input id=x value=30><select><option>Weeks</select></div>',
    minutes,
    /no unit/,
  ],
  ['a unit behind it', '<label>Session <input id=x value=30> hours</label>', minutes, 1800],
  ['no unit at all', '<label>Session <input id=x value=30></label>', minutes, /no unit/],
  [
    'hours and minutes in two fields',
    '<div><input id=x value=1> hours <input value=30> minutes</div>',
    minutes,
    /no unit/,
  ],
  [
    'days, hours and minutes in fields that are called so',
    '<div><label><input id=x value=0> days</label><label><input value=8> hours</label><label><input value=0> minutes</label></div>',
    minutes,
    /no unit/,
  ],
  [
    'another setting of the same unit beside it',
    '<div><label>Idle <input id=x value=30></label><span> minutes</span></div><label>Warn <input value=5> minutes</label>',
    minutes,
    30,
  ],
  [
    'another setting beside it',
    '<div><input id=x value=30><select aria-label=Role><option>Reader<option>Writer</select></div>',
    number,
    30,
  ],
  ['hours and minutes', '<p id=x>1 hour 30 minutes</p>', minutes, 90],
  [
    'days and hours',
    '<p id=x>1 day, 2 hours</p>',
    css('#x', { read: 'text', map: { unit: { day: 24, hours: 1 } } }),
    26,
  ],
  ['a clock', '<p id=x>00:15:00</p>', minutes, /no unit/],
  ['thousands of minutes', '<p id=x>1,440 minutes</p>', minutes, /no unit/],
  ['a unit that is no word of the recipe', '<p id=x>1 constructor</p>', minutes, /no unit/],
  [
    'the least of a column without rows',
    '<table id=x><thead><tr><th>Duration</thead></table>',
    css('#x', {
      read: 'rows',
      map: {
        columns: [{ heading: ['Duration'], as: 'd' }],
        least: {},
        unit: { minutes: 1, hours: 60 },
      },
    }),
    /no rows/,
  ],
  [
    'the least of a column without rows, where the recipe says what that is',
    '<table id=x><thead><tr><th>Duration</thead></table>',
    css('#x', {
      read: 'rows',
      map: {
        columns: [{ heading: ['Duration'], as: 'd' }],
        least: { none: 1440 },
        unit: { minutes: 1, hours: 60 },
      },
    }),
    1440,
  ],
  [
    'the least of a column with a line that there are none',
    '<table id=x><thead><tr><th>Duration</thead><tr><td>No rules yet</table>',
    css('#x', {
      read: 'rows',
      map: {
        columns: [{ heading: ['Duration'], as: 'd' }],
        least: { none: 1440 },
        unit: { minutes: 1, hours: 60 },
      },
    }),
    /no entry/,
  ],
  [
    'the least of a column',
    '<table id=x><thead><tr><th>Duration</thead><tr><td>1 hour 30 minutes<tr><td>2 hours</table>',
    css('#x', {
      read: 'rows',
      map: {
        columns: [{ heading: ['Duration'], as: 'd' }],
        least: {},
        unit: { minutes: 1, hour: 60, hours: 60 },
      },
    }),
    90,
  ],
])

const box = (...name: string[]): Reading => ({
  locate: [{ role: 'checkbox', name }],
  read: 'checked',
})
rows([
  [
    'a value in the name',
    '<span id=l>Session</span><button id=v role=combobox aria-labelledby="l v">30 minutes</button>',
    { locate: [{ role: 'combobox', name: ['Session'] }], read: 'selected' },
    '30 minutes',
  ],
  [
    'a value inside the control in the name',
    '<span id=l>Session</span><button role=combobox aria-labelledby="l v"><span id=v>1 hour</span></button>',
    { locate: [{ role: 'combobox', name: ['Session'] }], read: 'selected' },
    '1 hour',
  ],
  [
    'a control inside what labels it and tells its state, with a name of its own',
    '<label id=l><input type=checkbox aria-label="Require SSO" aria-labelledby=l> Require SSO <i>Inactive</i></label>',
    { locate: [{ role: 'checkbox', name: ['Require SSO'] }], read: 'checked' },
    false,
  ],
  [
    'a control inside what labels it, with a name of its own',
    '<label id=l><input type=checkbox checked aria-label="Require SSO" aria-labelledby=l> <b>Require SSO</b></label>',
    { locate: [{ role: 'checkbox', name: ['Require SSO'] }], read: 'checked' },
    true,
  ],
  [
    'a soft hyphen',
    '<label><input type=checkbox> Two-factor authen&shy;tication</label>',
    box('Two-factor authentication'),
    false,
  ],
  [
    'a zero-width space and marks of direction',
    '<label><input type=checkbox> &lrm;Require&#8203; SSO&rlm;</label>',
    box('Require SSO'),
    false,
  ],
  [
    'a decomposed letter',
    '<label><input type=checkbox> Zu\u0308rich</label>',
    box('Zürich'),
    false,
  ],
  [
    'a typographic apostrophe',
    '<label><input type=checkbox> People’s links</label>',
    box("People's links"),
    false,
  ],
  [
    'a help button in the label',
    '<label><input type=checkbox> Require SSO <button aria-label=Help>?</button></label>',
    box('Require SSO'),
    false,
  ],
  [
    'a tooltip in the label',
    '<label><input type=checkbox> Require SSO <span role=tooltip>Why?</span></label>',
    box('Require SSO'),
    false,
  ],
  [
    'a hidden hint in the label',
    '<style>.tip{display:none}</style><label><input type=checkbox> Require SSO <span class=tip>Why?</span></label>',
    box('Require SSO'),
    false,
  ],
  [
    'a twin for small screens',
    '<style>.mobile{display:none}</style><div class=mobile><label><input type=checkbox> Require SSO</label></div><label><input type=checkbox checked> Require SSO</label>',
    box('Require SSO'),
    true,
  ],
  [
    'a twin of the same attribute',
    '<input name=x type=checkbox style="visibility:hidden"><input name=x type=checkbox checked>',
    css('input[name=x]', { read: 'checked' }),
    true,
  ],
  [
    'what is only there hidden',
    '<div hidden><label><input type=checkbox checked> Require SSO</label></div>',
    box('Require SSO'),
    /not shown/,
  ],
  [
    'a box that only draws its label',
    '<label style="display:block"><input id=x type=checkbox checked style="display:none"> Require SSO</label>',
    css('#x', { read: 'checked' }),
    true,
  ],
  [
    'no value where the control is hidden',
    '<div hidden><input id=x type=checkbox checked></div>',
    css('#x', { read: 'checked', absent: false }),
    /not shown/,
  ],
])

const picked = css('#x', { read: 'selected' })
const byValue = css('#x', { read: 'selected', by: 'value' })
rows([
  ...['3 selected', '3 roles selected', '2 of 5', 'Reader, +2', 'Reader and 2 more'].map(
    (text): Row => [
      `a list that says "${text}"`,
      `<button id=x role=combobox aria-haspopup=listbox>${text}</button>`,
      picked,
      /no choice/,
    ],
  ),
  [
    'a list that says so much in a wording that the recipe knows',
    '<button id=x role=combobox aria-haspopup=listbox>Selected group</button>',
    picked,
    'Selected group',
  ],
  [
    'two choices of one wording',
    '<select id=x><optgroup label=Members><option value=m selected>Edit</optgroup><optgroup label=Guests><option value=g>Edit</select>',
    picked,
    /several choices/,
  ],
  [
    'two choices of one wording, by their values',
    '<select id=x><option value=m selected>Edit<option value=g>Edit</select>',
    byValue,
    'm',
  ],
  [
    'one choice that stands there twice',
    '<select id=x><option value=m selected>Edit<option value=g>View<option value=m>Edit</select>',
    picked,
    'Edit',
  ],
  [
    'a switch and the box inside it, which differ',
    '<span id=x role=switch aria-checked=true><input type=checkbox></span>',
    css('#x', { read: 'checked' }),
    /says otherwise/,
  ],
  [
    'a switch and the box inside it, which agree',
    '<span id=x role=switch aria-checked=true><input type=checkbox checked></span>',
    css('#x', { read: 'checked' }),
    true,
  ],
  [
    'a placeholder',
    '<select id=x><option disabled selected value="">Choose a role<option>Reader</select>',
    picked,
    /no choice/,
  ],
  [
    'a placeholder by value',
    '<select id=x><option disabled selected value="">Choose a role<option>Reader</select>',
    byValue,
    /no choice/,
  ],
  [
    'a placeholder that can be chosen',
    '<select id=x><option value="">-- Select --<option>Reader</select>',
    picked,
    /no choice/,
  ],
  ['a list that loads', '<select id=x disabled><option>Loading...</select>', picked, /no choice/],
  [
    'a list that a policy locks',
    '<select id=x disabled><option>Reader<option selected>Writer</select>',
    picked,
    'Writer',
  ],
  [
    'a box that a policy locks',
    '<input id=x type=checkbox checked disabled>',
    css('#x', { read: 'checked' }),
    true,
  ],
  [
    'a label that begins like a placeholder',
    '<select id=x><option>Selected group</select>',
    picked,
    'Selected group',
  ],
  [
    'an open list without a choice',
    '<button id=x role=combobox>Select...</button>',
    picked,
    /no choice/,
  ],
  [
    'segments',
    '<div id=x role=group><button aria-pressed=true>Private</button><button aria-pressed=false>Public</button></div>',
    picked,
    'Private',
  ],
  [
    'two pressed segments',
    '<div id=x role=group><button aria-pressed=true>Private</button><button aria-pressed=true>Public</button></div>',
    picked,
    /2 of 2/,
  ],
  [
    'texts that run together',
    '<div id=x role=combobox><span>Private</span><span>Public</span></div>',
    picked,
    /2 texts/,
  ],
  [
    'the text of one label',
    '<button id=x role=combobox>Members <b>only</b></button>',
    picked,
    'Members only',
  ],
  [
    'several chips beside a search',
    '<div><div>Reader</div><div>Writer</div><input id=x type=text role=combobox></div>',
    picked,
    /2 texts/,
  ],
  [
    'a choice that is explained in its label',
    '<fieldset id=x><label><input type=radio name=a data-checked><span>Members</span><p>All who are in it.</p></label><label><input type=radio name=a><span>Guests</span><p>Those who are not.</p></label></fieldset>',
    picked,
    /2 texts/,
  ],
  [
    'a choice that is explained in its label, in a wording that the recipe knows',
    '<fieldset id=x><label><input type=radio name=a data-checked><span>Members</span><p>All who are in it.</p></label><label><input type=radio name=a><span>Guests</span></label></fieldset>',
    css('#x', { read: 'selected', map: { values: { 'Members All who are in it.': 'm' } } }),
    'm',
  ],
  [
    'a choice that is explained in its label, by its value',
    '<fieldset id=x><label><input type=radio name=a value=m data-checked><span>Members</span><p>All who are in it.</p></label></fieldset>',
    byValue,
    'm',
  ],
  [
    'a choice that is named apart from what explains it',
    '<fieldset id=x><label><input type=radio name=a data-checked aria-labelledby=t><span id=t>Members</span><p>All who are in it.</p></label></fieldset>',
    picked,
    'Members',
  ],
  [
    'two groups in one fieldset',
    '<fieldset id=x><legend>Who</legend><label><input type=radio name=a data-checked> Everyone</label><label><input type=radio name=a> Nobody</label><label><input type=radio name=b> Yes</label><label><input type=radio name=b> No</label></fieldset>',
    picked,
    /several groups/,
  ],
  [
    'one of the groups by its own name',
    '<fieldset><label><input type=radio name=a data-checked> Everyone</label><label><input type=radio name=a> Nobody</label><label><input type=radio name=b data-checked> Yes</label></fieldset>',
    css('input[name=a]', { read: 'selected' }),
    'Everyone',
  ],
  [
    'a radio button without a name',
    '<fieldset id=x><input type=radio name=a data-checked><label><input type=radio name=a> Nobody</label></fieldset>',
    picked,
    /without a name/,
  ],
  [
    'a radio button without a value',
    '<fieldset id=x><label><input type=radio name=a data-checked> Everyone</label><label><input type=radio name=a value=0> Nobody</label></fieldset>',
    byValue,
    /without a value/,
  ],
  [
    'no value of a list of parts',
    '<button id=x role=combobox>Members</button>',
    byValue,
    /no value/,
  ],
  [
    'a list of texts, as a text',
    '<select id=x><option>Reader<option selected>Writer</select>',
    css('#x', { read: 'text' }),
    'Writer',
  ],
  [
    'a wording with another apostrophe',
    '<select id=x><option>Members’ links</select>',
    css('#x', { read: 'selected', map: { values: { "Members' links": 'members' } } }),
    'members',
  ],
  ['a date', '<input id=x type=date value=2026-11-24>', css('#x', { read: 'text' }), '2026-11-24'],
])

const member = '<select id=x><option value=m>Membre</select>'
const everywhere = { where: { hosts: ['example.com'] } } satisfies Partial<RecipeSource>
rows(
  [
    ['a label on a page that says the right language', member, picked, /languages/],
    ['its value', member, byValue, 'm'],
    [
      'a label whose control is found by its name',
      '<label>Role <select><option>Member</select></label>',
      { locate: [{ role: 'combobox', name: ['Role'] }], read: 'selected' },
      'Member',
    ],
    [
      'nothing, where only the name may be another',
      '<label><input type=checkbox checked> Exiger SSO</label>',
      { ...box('Require SSO'), absent: false },
      /0 found/,
    ],
  ],
  { recipe: everywhere },
)
rows(
  [
    [
      'the sign that there is none, found by its attribute',
      `<p id=nothing>Nichts.</p><ul id=x>${two}</ul>`,
      { ...told, locate: [{ role: 'list', name: ['Domains'] }] },
      [],
    ],
    ['a label in another language', member, picked, /languages/],
    ['the value in another language', member, byValue, 'm'],
    [
      'a box in another language',
      '<input id=x type=checkbox checked>',
      css('#x', { read: 'checked' }),
      true,
    ],
  ],
  { recipe: everywhere, root: { lang: 'fr' } },
)
rows(
  [
    ['a translated label', member, picked, /translation/],
    ['a translated list', `<ul id=x>${two}</ul>`, list, /translation/],
    [
      'a translated name',
      '<label><input type=checkbox> Require SSO</label>',
      box('Require SSO'),
      /language/,
    ],
    ['a value under a translation', member, byValue, 'm'],
  ],
  { root: { lang: 'en', class: 'translated-ltr' } },
)
