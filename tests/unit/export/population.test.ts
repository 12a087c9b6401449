import assert from 'node:assert/strict'
import { test } from 'node:test'
import { populationOf } from '../../../agent/collect/population.ts'
import { addPopulation, completenessText } from '../../../agent/export/population.ts'
import type { PopulationOf } from '../../../agent/export/population.ts'

const things = (type: string, count: number) =>
  new Map(Array.from({ length: count }, (_, index) => [`${type} ${index}`, { type }]))

test('a population is what was shown of what the service counts, and why a list is not whole', () => {
  const parts = [{ lists: ['user'] }, { lists: ['repository'] }, {}]
  const collected = {
    announced: new Map([...things('repository', 3), ...things('site', 1)]),
    listed: new Set(['repository']),
    unlisted: new Map([['user', { reason: 'forbidden' as const }]]),
    counted: new Map([['repository', { total: 5, shown: 5 }]]),
  }
  assert.deepEqual(populationOf(parts, collected), [
    { type: 'repository', read: 5, total: 5, listed: true },
    { type: 'user', read: 0, total: null, listed: 'forbidden' },
  ])
  const uncounted = { ...collected, counted: new Map() }
  assert.deepEqual(populationOf(parts, uncounted)[0], {
    type: 'repository',
    read: 3,
    total: null,
    listed: true,
  })
})

test('completeness is said only where the service tells a total, and was read to it', () => {
  const of = (read: number, total: number | null, listed: true | 'forbidden' = true): string =>
    completenessText({ type: 'repository', read, total, listed })
  assert.match(of(5, 5), /^Complete: 5 of the 5/)
  assert.match(of(3, 5, 'forbidden'), /^Incomplete: 3 of the 5 .* \(forbidden\)/)
  assert.match(of(3, 5), /^Incomplete: 3 of the 5/)
  assert.match(of(3, null), /tells no total; its list was read to its end: 3/)
  assert.match(of(3, null, 'forbidden'), /tells no total; its list was not read to its end/)
})

test('the scans of a window that counted, and those that read all', () => {
  const found = new Map<string, PopulationOf>()
  const scan = (entry: number, population?: object): void =>
    addPopulation(found, { population }, { at: `2026-03-0${entry}`, entry })
  scan(1)
  scan(2, [{ type: 'repository', read: 5, total: 5, listed: true }])
  scan(3, [{ type: 'repository', read: 4, total: 6, listed: 'forbidden' }])
  scan(4, 'nonsense' as unknown as object)
  const repository = found.get('repository')
  assert.deepEqual(
    { ...repository },
    {
      type: 'repository',
      read: 4,
      total: 6,
      listed: 'forbidden',
      scans: 2,
      whole: 1,
      at: '2026-03-03',
      entry: 3,
    },
  )
})
