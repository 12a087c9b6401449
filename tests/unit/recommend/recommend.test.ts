import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameworks } from '../../../common/frameworks/index.ts'
import { metrics } from '../../../common/metrics.ts'
import { recommender } from '../../../common/recommend/recommend.ts'
import { wordsOf } from '../../../common/recommend/words.ts'
import { services } from '../../../common/services/index.ts'
import { byWords, fused, gainOf, halves, labelled } from '../../support/recommender.ts'

const rank = recommender({ metrics, services, frameworks })

test('words that mean the same are one, and what says nothing is left out', () => {
  assert.deepEqual(wordsOf('Passphrases shall expire'), wordsOf('the password expires'))
  assert.deepEqual(wordsOf('E-mail messages'), ['mail', 'mail'])
  assert.deepEqual(wordsOf('The organisation shall be'), [])
})

test('the metric that a text speaks of comes first, with the words that led to it', () => {
  const [first] = rank('Passwords have at least 14 characters', 10)
  assert.match(first?.metric ?? '', /^password-length/)
  assert.ok(first?.words.includes('password'))
  assert.equal(
    rank('Secrets committed to repositories are found', 3)[0]?.metric,
    'secret-scanning-enabled',
  )
  assert.equal(rank('Users log in', 2).length, 2, 'no more than asked for')
  assert.deepEqual(rank('Zyzzyva quux', 10), [], 'what shares no word is no proposal')
})

test('every label is a metric, no text stands in both halves, and the one held out is found well', () => {
  const known = new Set(metrics.map(({ id }) => id))
  assert.deepEqual(
    labelled.flatMap(item => item.metrics).filter(id => !known.has(id)),
    [],
  )
  assert.ok(labelled.length >= 150)
  const { tuning, held } = halves()
  assert.equal(new Set([...tuning, ...held].map(({ text }) => text)).size, labelled.length)
  const gain = gainOf(held, byWords())
  assert.ok(gain > 0.64, `${gain}`)
})

test('the measure: all that is right first counts one, nothing of it none; of two rankings places count', () => {
  const half = [{ text: 'a', metrics: ['x', 'y'] }]
  assert.equal(
    gainOf(half, () => ['y', 'x', 'z']),
    1,
  )
  assert.equal(
    gainOf(half, () => ['z']),
    0,
  )
  const late = gainOf(half, () => ['z', 'x', 'y'])
  assert.ok(late > 0.6 && late < 0.7, `${late}`)
  const both = fused([() => ['x', 'y', 'z'], () => ['z', 'y']])
  assert.deepEqual(both('a'), ['z', 'y', 'x'], 'by places, not by how often')
})
