import assert from 'node:assert/strict'
import { test } from 'node:test'
import { datesAfterEachOther, timesIn } from '../../../../agent/log/request-dates.ts'

const noon = 'Sat, 14 Mar 2026 12:00:00 GMT'

test('a date is said by the one before, and comes back as it was', () => {
  const dates = [noon, noon, null, 'Sat, 14 Mar 2026 12:00:02 GMT', 'Sat, 14 Mar 2026 11:59:59 GMT']
  const said = datesAfterEachOther(dates)
  assert.deepEqual(said, [noon, 0, null, 2, -3])
  assert.deepEqual(
    timesIn({ requests: [], dates: said }).map(time => new Date(time).toUTCString()),
    dates.filter(date => date !== null),
  )
})

test('what is no date as HTTP writes it is kept word for word, and what follows goes by the last that was', () => {
  for (const other of [
    'yesterday',
    '',
    '2026-03-14T12:00:05Z',
    'Saturday, 14-Mar-26 12:00:05 GMT',
  ]) {
    const said = datesAfterEachOther([noon, other, 'Sat, 14 Mar 2026 12:00:09 GMT'])
    assert.deepEqual(said.slice(0, 2), [noon, other])
    assert.equal(timesIn({ dates: said }).at(-1), Date.parse('Sat, 14 Mar 2026 12:00:09 GMT'))
  }
})

test('a manifest of before says the date beside each request; one that says none says no time', () => {
  const requests = [{ date: noon }, { date: null }, {}]
  assert.deepEqual(timesIn({ requests }), [Date.parse(noon)])
  for (const other of [null, {}, { dates: [3] }, { dates: 'x' }])
    assert.deepEqual(timesIn(other), [])
})
