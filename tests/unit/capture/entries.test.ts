import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isEntry,
  isSaidOf,
  saysMore,
  saysNothing,
  totalIn,
  typedEntries,
} from '../../../extension/capture/entries.ts'

for (const line of [
  'a.example',
  'example.com',
  '*.example.com',
  '.example.com',
  'bücher.example',
  'ada@example.com',
  'Ada Lovelace <ada@example.com>',
  'Ada Lovelace (ada@example.com)',
  'Ada ada@example.com',
  '10.0.0.0/8',
  '10.0.0.1-10.0.0.9',
  '2001:db8::/32',
  'https://example.com/callback',
  'https://example.com/callback?x=1',
  'com.example.app',
  'octo-org/repo',
  'DOMAIN\\ada',
  'no-reply@example.com',
  'group:admins',
])
  test(`"${line}" has the shape of an entry`, () => assert.ok(isEntry(line)))
for (const line of [
  '',
  '-',
  '—',
  'n/a',
  'N/A',
  'None',
  'none.',
  'Empty',
  'Nobody has been added yet',
  'No webhooks found',
  'No domains, e.g. example.com',
  'There are no entries.',
  'You have not added any domains',
  "You don't have any",
  'Keine Einträge',
  'Noch niemand',
  'Aucune entrée',
  'Ninguno',
  'Sin datos',
  'Add a domain',
  'Add example.com',
  'Everyone',
  'Loading...',
  'Ada Lovelace',
  'Webhooks appear here',
  'e.g. example.com',
  'Try again.',
  '0',
  '57 results',
  'coming-soon',
  'not_set',
  'Ask your administrator (admin@example.com)',
  'Write to ada@example.com for access',
])
  test(`"${line}" has not`, () => assert.ok(!isEntry(line)))

for (const line of ['No webhooks found', 'None', '-', '', 'Keine Webhooks', 'Add people', '+ Add'])
  test(`"${line}" says that there is none`, () => assert.ok(saysNothing(line)))
for (const line of [
  'Nora Smith',
  'Noah',
  'Nonesuch Ltd',
  'no-reply@x.example',
  'Addison',
  'Address',
  '+49',
])
  test(`"${line}" says nothing of the kind`, () => assert.ok(!saysNothing(line)))

for (const line of [
  'and 12 more',
  '12 more',
  '12 more...',
  '+12',
  '+ 3',
  'und 12 weitere',
  'et 3 autres',
  'y 4 más',
  'Show all',
  'Show more',
  'View all 14',
  'Load more',
  'Mehr anzeigen',
  'Alle anzeigen',
  'Afficher tout',
  'Total',
  'Total: 3',
  'Gesamt',
  '…',
  '...',
  'plus 12 more',
  'and 12 further entries',
  '12 hidden',
  '12 ausgeblendet',
  '3 of 57 shown',
  '1-3 von 57',
])
  test(`"${line}" stands for more`, () => assert.ok(saysMore(line)))
for (const line of [
  'a.example',
  'Moreau',
  '8080',
  '+4915112345678',
  'Showroom',
  '12 Moreland Road',
  'Page 1 of 1',
  'Team 2 of Berlin',
  '10.0.0.0/8',
  'Alle',
])
  test(`"${line}" is an entry like others`, () => assert.ok(!saysMore(line)))

for (const [text, total] of [
  ['1-2 of 57', 57],
  ['1–2 of 1,057', 1057],
  ['Showing 1 to 10 of 57 results', 57],
  ['2 of 57 items', 57],
  ['1-2 von 57', 57],
  ['1–10 sur 57', 57],
  ['1-25 de 57', 57],
  ['1 - 2 / 57', 57],
  ['1-10 of many', Number.POSITIVE_INFINITY],
  ['Page 1 of 3', Number.POSITIVE_INFINITY],
  ['Seite 1 von 3', Number.POSITIVE_INFINITY],
  ['Page 1 of 1', null],
  ['57 results', null],
  ['Webhooks', null],
  ['', null],
  ['10.0.0.0/8', 8],
  ['Showing 1 to 3 of 3 entries (filtered from 57 total entries)', 57],
  ['3 Einträge (gefiltert aus 57)', 57],
  ['Filter: 3', null],
] as const)
  test(`"${text}" is of ${total}`, () => assert.equal(totalIn(text), total))

test('what was typed in a row are entries each, where all of it has the shape of some', () => {
  assert.deepEqual(typedEntries('a.example, b.example'), ['a.example', 'b.example'])
  assert.deepEqual(typedEntries('10.0.0.0/8 192.0.2.1'), ['10.0.0.0/8', '192.0.2.1'])
  assert.deepEqual(typedEntries('Doe, Jane'), ['Doe, Jane'])
  assert.deepEqual(typedEntries('a.example and others'), ['a.example and others'])
})

for (const [line, isSaid] of [
  ['a.example Inherited', true],
  ['ann@a.example (invited)', true],
  ['a.example', false],
  ['a.example b.example', false],
  ['Ann Lee ann@a.example', false],
  ['Read/write access', false],
  ['Safe senders', false],
] as const)
  test(`"${line}" says ${isSaid ? 'something of' : 'nothing beside'} an address`, () =>
    assert.equal(isSaidOf(line), isSaid))
