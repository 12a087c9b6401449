import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchArguments, seedsOf } from '../../support/bench-options.ts'

const known = ['log', 'pages', 'pages-broken', 'tamper', 'tamper-home']

test('each bench gets the options that it takes, wherever they stand', () => {
  assert.deepEqual(benchArguments(['--seed', '3..4', 'pages', '--json'], known), [
    { bench: 'pages', options: ['--seed', '3..4', '--json'] },
    { bench: 'pages-broken', options: [] },
  ])
  assert.deepEqual(benchArguments(['tamper', '--seed=1..2'], known), [
    { bench: 'tamper', options: [] },
    { bench: 'tamper-home', options: ['--seed', '1..2'] },
  ])
  assert.deepEqual(
    benchArguments([], known).map(({ bench }) => bench),
    known,
  )
})

test('an option that no wanted bench takes is told, and so are seeds that are none', () => {
  assert.throws(
    () => benchArguments(['log', '--seed', '1..2'], known),
    /--seed is nothing that log/,
  )
  assert.throws(() => benchArguments(['pages', '--sed', '1..2'], known), TypeError)
  assert.deepEqual(seedsOf('7..9'), [7, 9])
  for (const wrong of ['7', '9..7', 'a..b', '']) assert.throws(() => seedsOf(wrong), TypeError)
})
